"""Chromium for the tests, and helpers for pages."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    ConsoleMessage,
    Dialog,
    Error,
    Locator,
    Page,
    Request,
    WebSocket,
    expect,
)

from embviz.app.config.pages import page as find_page
from tests.support.polling import eventually
from tests.support.reruns import follow, rerun

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
    # The browser can reach only this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
]
BLANK_PAGE = "about:blank"

# The heading of each page, by the page's name.
PAGE_HEADINGS = {
    "lesson": "1 · Computers need numbers",
    "lookup": "Look up a word",
    "matrix": "The matrix as a picture",
    "map": "A map of words",
    "similarity": "How alike are words?",
    "axes": "Meaning axes",
    "analogy": "Analogies",
    "compare": "Compare",
    "quality": "How good is it?",
    "upload": "Your own words",
}

# On a busy machine, a page can be slow.
expect.set_options(timeout=15_000)

OpenPage = Callable[..., Page]


def require_program(path: str | None, package: str) -> str:
    """Return the path of a program; a test without it fails under CI, and is skipped elsewhere."""
    if path is not None:
        return path
    reason = f"{package} is not installed: apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class PageMonitor:
    """Record forbidden events: failures, dialogs, and requests to other machines."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self.requested_urls: list[str] = []
        self.pages: list[Page] = []
        self._listeners: dict[str, Callable[[Any], None]] = {
            "pageerror": self._record_error,
            "console": self._record_message,
            "dialog": self._dismiss,
            "request": self._record_url,
            "websocket": self._record_url,
        }

    def attach(self, page: Page) -> Page:
        """Record the events of a page from now on; return the page."""
        if page not in self.pages:
            follow(page)
            self.pages.append(page)
            for event, listener in self._listeners.items():
                page.on(event, listener)  # type: ignore[call-overload]
        return page

    def detach(self) -> None:
        """Stop recording."""
        for page in self.pages:
            for event, listener in self._listeners.items():
                page.remove_listener(event, listener)

    @property
    def external_urls(self) -> list[str]:
        """The requested addresses that are not on this machine."""
        local = re.compile(r"(https?|wss?)://localhost[:/]|data:|blob:")
        return [url for url in self.requested_urls if not local.match(url)]

    def _record_error(self, error: Error) -> None:
        self.errors.append(str(error))

    def _record_message(self, message: ConsoleMessage) -> None:
        # Streamlit looks for its own endpoints below the address of the page first.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            self.errors.append(message.text)

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _record_url(self, request: Request | WebSocket) -> None:
        self.requested_urls.append(request.url)


def end_session(page: Page) -> None:
    """End the session of a page; the page can be used for another one."""
    if page.url == BLANK_PAGE:
        return
    page.mouse.move(0, 0)
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.goto(BLANK_PAGE)


def wait_for_chart(page: Page, alt: str = "") -> Locator:
    """Return the first chart whose text alternative begins like this, once it is drawn."""
    prefix = f'[aria-label^="{alt}"]' if alt else ""  # No label matches an empty prefix.
    chart = page.locator(f".embviz-chart[data-drawn]{prefix}").first
    chart.wait_for()
    return chart


def expect_page(page: Page, name: str) -> None:
    """Check by its heading which page is shown."""
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGE_HEADINGS[name])


def follow_link(page: Page, name: str) -> None:
    """Follow the link to a page in the navigation; wait until that page is shown."""
    title = find_page(name).title
    with rerun(page):
        page.get_by_role("link", name=title, exact=True).click()
    expect_page(page, name)


def set_files(page: Page, *files: Path) -> None:
    """Choose files in the first field for files."""
    page.locator('input[type="file"]').first.set_input_files(files)


def upload_and_use(page: Page, file: Path) -> None:
    """Upload a file on the upload page, and use it on every page."""
    set_files(page, file)
    use_upload(page)


def use_upload(page: Page) -> None:
    page.get_by_role("button", name="Use it on every page").click()
    expect(page.get_by_text("is kept. Every page can show it.")).to_be_visible()


def click_mark(
    page: Page,
    mark: Locator,
    check: Callable[[], None],
    x_fraction: float = 0.5,
    y_fraction: float = 0.5,
) -> None:
    """Click on a mark of a chart until `check` does not fail.

    A chart that is redrawn at the moment of a click does not see the click.

    Parameters
    ----------
    page : Page
    mark : Locator
    check : callable
    x_fraction, y_fraction : float
        Position of the click from the left and the top, as fractions of the mark's size.
    """

    def point() -> None:
        box = mark.bounding_box()
        assert box
        x, y = box["x"] + x_fraction * box["width"], box["y"] + y_fraction * box["height"]
        # Only a pointer that moves sends events.
        page.mouse.move(x + 2, y)
        page.mouse.move(x, y)
        expect(page.locator(".embviz-chart .hovertext").first).to_be_visible(timeout=500)
        assert mark.bounding_box() == box  # The chart has not moved under the pointer.

    def click() -> None:
        eventually(point)
        page.mouse.down()
        page.mouse.up()
        check()

    mark.scroll_into_view_if_needed()
    eventually(click)


def click_text_mark(page: Page, mark: Locator, check: Callable[[], None]) -> None:
    """Click on a label of a chart until `check` does not fail."""

    def click() -> None:
        mark.scroll_into_view_if_needed()
        box = mark.bounding_box()
        assert box
        x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
        page.mouse.move(x - 3, y)
        page.mouse.move(x, y)
        page.mouse.click(x, y)
        check()

    eventually(click)


def current_word_field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Current word")


def type_word(page: Page, word: str) -> None:
    """Type another word into the sidebar, and wait until the page shows the answer."""
    with rerun(page):
        current_word_field(page).fill(word)
        current_word_field(page).press("Enter")


def assert_no_overlap(
    boxes: Sequence[tuple[str, float, float, float, float]], where: object
) -> None:
    """Check that no two texts overlap, each given with left, top, right and bottom."""
    for i, (text, left, top, right, bottom) in enumerate(boxes):
        for text2, left2, top2, right2, bottom2 in boxes[i + 1 :]:
            is_apart = right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
            assert is_apart, (where, text, text2)


def assert_changed(value: object, before: object) -> None:
    assert value != before
