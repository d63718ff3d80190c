"""A real browser for the tests, and what they often do in it."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Error,
    Locator,
    Page,
    Request,
    WebSocket,
    expect,
    sync_playwright,
)

from tests.support.server import run_server

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
    # As with the cable out.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
]

# A machine that does other things as well takes its time.
expect.set_options(timeout=15_000)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on this machine: install the package chromium")
    assert CHROMIUM, "the browser tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_server(tmp_path_factory.mktemp("home")) as address:
        yield address


class PageMonitor:
    """Takes down what no page may do: fail, open a dialog, ask for anything off this machine."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self.requested_urls: list[str] = []
        self.pages: list[Page] = []
        self._listeners: dict[Any, Callable[..., None]] = {
            "pageerror": self._fail,
            "console": self._read,
            "dialog": self._dismiss,
            "request": self._note,
            "websocket": self._note,
        }

    def attach(self, page: Page) -> Page:
        """Watch over a page from now on; return it."""
        if page not in self.pages:
            self.pages.append(page)
            for event, listener in self._listeners.items():
                page.on(event, listener)
        return page

    def detach(self) -> None:
        """Watch no longer."""
        for page in self.pages:
            for event, listener in self._listeners.items():
                page.remove_listener(event, listener)

    @property
    def external_urls(self) -> list[str]:
        """The addresses off this machine that were asked for."""
        here = re.compile(r"(https?|wss?)://localhost[:/]|data:|blob:")
        return [url for url in self.requested_urls if not here.match(url)]

    def _fail(self, error: Error) -> None:
        self.errors.append(str(error))

    def _read(self, message: ConsoleMessage) -> None:
        # Streamlit looks for its own service below the page first, and then where it is.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            self.errors.append(message.text)

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note(self, asked: Request | WebSocket) -> None:
        self.requested_urls.append(asked.url)


@pytest.fixture(scope="session")
def browser_context(browser: Browser) -> BrowserContext:
    """Return what all visits share: a window, and what it has loaded and compiled once."""
    return browser.new_context(viewport={"width": 1440, "height": 900})


@pytest.fixture
def open_page(window: BrowserContext) -> Iterator[OpenPage]:
    """Open pages, each as a new visitor; no page may do what `PageMonitor` takes down.

    Pages that were left are taken again, as long as nobody has closed them: to load and compile all
    scripts for a new one takes three times as long as the page itself. What a page keeps in the
    browser ends with the test. What a test listens to on a page does not: such a page it closes.
    """
    watch = PageMonitor()

    def visit(
        address: str,
        width: int = 1440,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        left = (page for page in window.pages if page.url == BLANK_PAGE)
        page = watch.attach(next(left, None) or window.new_page())
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="null", media="null")
        page.set_default_timeout(30_000)
        page.goto(address)
        page.wait_for_selector("h1")
        return page

    yield visit
    watch.detach()
    for page in window.pages:
        if page in watch.pages:
            end_session(page)
        else:
            page.close()
    window.clear_cookies()
    assert not watch.errors, watch.errors
    assert not watch.dialogs, watch.dialogs
    assert not watch.external_urls, watch.external_urls


BLANK_PAGE = "about:blank"


def end_session(page: Page) -> None:
    """End a visit; the next one may be in the same page."""
    if page.url == BLANK_PAGE:
        return
    page.mouse.move(0, 0)
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.goto(BLANK_PAGE)


def wait_for_chart(page: Page, alt: str) -> None:
    """Wait until the chart whose text alternative begins like this is drawn."""
    page.wait_for_selector(f'.embviz-chart[data-drawn][aria-label^="{alt}"]')


def click_mark(
    page: Page,
    mark: Locator,
    check: Callable[[], None],
    x_fraction: float = 0.5,
    y_fraction: float = 0.5,
) -> None:
    """Click on a mark of a picture, so far from its left and top, until `check` does not fail.

    A picture that is drawn again in the moment of a click has nothing below it.
    """

    def pointed() -> None:
        box = mark.bounding_box()
        assert box
        x, y = box["x"] + x_fraction * box["width"], box["y"] + y_fraction * box["height"]
        # A pointer that does not move tells a busy page nothing.
        page.mouse.move(x + 2, y)
        page.mouse.move(x, y)
        expect(page.locator(".embviz-chart .hovertext").first).to_be_visible(timeout=500)
        assert mark.bounding_box() == box  # Nothing has moved below the pointer.

    def clicked() -> None:
        eventually(pointed)
        page.mouse.down()
        page.mouse.up()
        check()

    mark.scroll_into_view_if_needed()
    eventually(clicked)


def current_word_field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Current word")


def type_word(page: Page, word: str) -> None:
    """Type a word into the sidebar and wait until the page has answered."""
    current_word_field(page).fill(word)
    current_word_field(page).press("Enter")
    page.wait_for_timeout(100)
    page.wait_for_selector('[data-test-script-state="notRunning"]')


def eventually(check: Callable[[], Any], timeout: float = 30) -> Any:
    """Return what `check` returns, once it does not fail; a busy machine may take a while."""
    end = time.monotonic() + timeout
    while True:
        try:
            return check()
        except AssertionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


# ---- maps ---------------------------------------------------------------------------------------

MAP_SELECTOR = '.embviz-chart[role="group"]'

# Where the points of a map are in its picture, found with Plotly's own axes and camera: those in
# the frame by word, from the upper left corner of the picture.
POINT_POSITIONS_JS = """box => {
  const plot = box.querySelector(".js-plotly-plot"), full = plot._fullLayout, area = full._size
  const { cloud } = plot.layout.meta, words = cloud.words.split("\\n"), found = {}
  const places = ["x", "y", "z"].filter(axis => cloud[axis]).map(axis =>
    new Float32Array(Uint8Array.from(atob(cloud[axis].bdata), c => c.charCodeAt(0)).buffer))
  words.forEach((word, row) => {
    let x, y
    if (full.scene) {
      const scene = full.scene._scene, camera = scene.glplot.cameraParams
      const domain = full.scene.domain
      let at = places.map((each, axis) => each[row] * scene.dataScale[axis])
      at.push(1)
      for (const m of [camera.model, camera.view, camera.projection]) {
        at = [0, 1, 2, 3].map(r => at.reduce((sum, v, c) => sum + m[4 * c + r] * v, 0))
      }
      if (at[3] <= 0) return
      const [left, right] = domain.x, [low, high] = domain.y
      x = area.l + area.w * (left + (right - left) * (1 + at[0] / at[3]) / 2)
      y = area.t + area.h * (1 - high + (high - low) * (1 - at[1] / at[3]) / 2)
    } else {
      x = full.xaxis._offset + full.xaxis.d2p(places[0][row])
      y = full.yaxis._offset + full.yaxis.d2p(places[1][row])
    }
    const inside = x >= area.l && x <= area.l + area.w && y >= area.t && y <= area.t + area.h
    if (inside) found[word] = [x, y]
  })
  return found
}"""

# What is painted over a map, and where the points are whose words it names, in one moment.
OVERLAY_JS = f"""box => {{
  const points = ({POINT_POSITIONS_JS})(box)
  const named = box.drawnMarks.labels.filter(({{ id }}) => id !== null).map(({{ text }}) => text)
  return [box.drawnMarks, named.map(word => points[word] ?? null)]
}}"""

# What is seen of a map: its ranges, or the eye and the center of its camera.
VIEW_JS = """box => {
  const { xaxis, yaxis, scene } = box.querySelector(".js-plotly-plot")._fullLayout
  if (!scene) return [...xaxis.range, ...yaxis.range]
  const { eye, center } = scene._scene.getCamera()
  return [eye.x, eye.y, eye.z, center.x, center.y, center.z]
}"""


def wait_for_map(page: Page, n_words: int | None = None) -> Locator:
    """Return the map of a page, once it is drawn, with so many words."""
    n = "D map of " if n_words is None else f"D map of {n_words:,} word"
    found = page.locator(f'{MAP_SELECTOR}[data-labels][aria-label*="{n}"]')
    found.wait_for(state="visible")
    return found


def point_positions(map_: Locator) -> dict[str, list[float]]:
    """Return the places of the points in the frame of a map, in pixels."""
    found: dict[str, list[float]] = map_.evaluate(POINT_POSITIONS_JS)
    return found


def words_on_map(map_: Locator) -> list[str]:
    """Return all words of a map, also those that are not in its frame now."""
    words = map_.evaluate('box => box.querySelector(".js-plotly-plot").layout.meta.cloud.words')
    return str(words).split("\n")


def map_overlay(map_: Locator) -> dict[str, list[Any]]:
    """Return the lines, dots, rings and labels painted over the points of a map."""
    told: dict[str, list[Any]] = map_.evaluate("box => box.drawnMarks")
    return told


def map_view(map_: Locator) -> list[float]:
    """Return the ranges of a flat map, or the eye and the center of a camera."""
    view: list[float] = map_.evaluate(VIEW_JS)
    return view


def wait_for_overlay(map_: Locator) -> dict[str, list[Any]]:
    """Return what is painted over a map, once it belongs to the points as they are drawn.

    Each label is that of a point in the frame, and stands for the place where that point is.
    """

    def check() -> dict[str, list[Any]]:
        told: dict[str, list[Any]]
        told, points = map_.evaluate(OVERLAY_JS)
        # The names of groups stand for no point.
        named = [label for label in told["labels"] if label["id"] is not None]
        for label, point in zip(named, points, strict=True):
            assert point == pytest.approx(label["at"], abs=1), label["text"]
        return told

    settled: dict[str, list[Any]] = eventually(check)
    return settled


def assert_no_overlap(
    boxes: Sequence[tuple[str, float, float, float, float]], where: object
) -> None:
    """Check that no two texts overlap, each given with left, top, right and bottom."""
    for i, (one, left, top, right, bottom) in enumerate(boxes):
        for other, left2, top2, right2, bottom2 in boxes[i + 1 :]:
            apart = right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
            assert apart, (where, one, other)


def label_boxes(overlay: dict[str, list[Any]]) -> list[Any]:
    """Return the labels of a map with their left, top, right and bottom."""
    sides = ("left", "top", "right", "bottom")
    return [(each["text"], *(each["spot"][side] for side in sides)) for each in overlay["labels"]]


def click_tool(page: Page, name: str) -> None:
    """Press a tool of the map."""
    page.get_by_role("toolbar", name="Map tools").get_by_role("button", name=name).click()


def hover_point(page: Page, map_: Locator, word: str) -> None:
    """Move the pointer to a point of a map, until the map says which word that is."""
    map_.scroll_into_view_if_needed()
    name = map_.locator(".tooltip b")

    def check() -> None:
        box = map_.bounding_box()
        assert box
        x, y = point_positions(map_)[word]
        # A pointer that does not move tells a busy page nothing.
        page.mouse.move(box["x"] + x + 3, box["y"] + y)
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.wait_for_timeout(100)
        assert name.is_visible()
        assert name.text_content() == word

    eventually(check)


def click_point(page: Page, map_: Locator, word: str) -> None:
    """Click on a point of a map, once the map says which word is under the pointer."""
    hover_point(page, map_, word)
    page.mouse.down()
    page.wait_for_timeout(80)
    page.mouse.up()
