"""Helpers for browser tests of the map."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import current_word_field
from tests.support.polling import eventually

# Duration of a mouse press, as long as a person's: Plotly distinguishes clicks and drags.
PRESS_MS = 80

# The path of a precomputed map of glove, of the words in the fixture `frequent_ids`.
MANY_WORDS_URL = "map?show=Many+words&method=t-SNE"

MAP_SELECTOR = '.embviz-chart[role="group"]'

# The positions of the points in the frame of a map by word, in pixels from the upper left corner of
# the chart, computed with Plotly's own axes and camera.
POINT_POSITIONS_JS = """box => {
  const plot = box.querySelector(".js-plotly-plot"), full = plot._fullLayout, area = full._size
  const { cloud } = plot.layout.meta, words = cloud.words.split("\\n"), positions = {}
  const columns = ["x", "y", "z"].filter(axis => cloud[axis]).map(axis =>
    new Float32Array(Uint8Array.from(atob(cloud[axis].bdata), c => c.charCodeAt(0)).buffer))
  words.forEach((word, row) => {
    let x, y
    if (full.scene) {
      const scene = full.scene._scene, camera = scene.glplot.cameraParams
      const domain = full.scene.domain
      let at = columns.map((values, axis) => values[row] * scene.dataScale[axis])
      at.push(1)
      for (const m of [camera.model, camera.view, camera.projection]) {
        at = [0, 1, 2, 3].map(r => at.reduce((sum, v, c) => sum + m[4 * c + r] * v, 0))
      }
      if (at[3] <= 0) return
      const [left, right] = domain.x, [low, high] = domain.y
      x = area.l + area.w * (left + (right - left) * (1 + at[0] / at[3]) / 2)
      y = area.t + area.h * (1 - high + (high - low) * (1 - at[1] / at[3]) / 2)
    } else {
      x = full.xaxis._offset + full.xaxis.d2p(columns[0][row])
      y = full.yaxis._offset + full.yaxis.d2p(columns[1][row])
    }
    const inside = x >= area.l && x <= area.l + area.w && y >= area.t && y <= area.t + area.h
    if (inside) positions[word] = [x, y]
  })
  return positions
}"""

# The marks painted over a map, and the positions of the points that its labels name, at one moment.
OVERLAY_JS = f"""box => {{
  const points = ({POINT_POSITIONS_JS})(box)
  const named = box.drawnMarks.labels.filter(({{ id }}) => id !== null).map(({{ text }}) => text)
  return [box.drawnMarks, named.map(word => points[word] ?? null)]
}}"""

# The view of a map: the ranges of its axes, or the eye and the center of its camera.
VIEW_JS = """box => {
  const { xaxis, yaxis, scene } = box.querySelector(".js-plotly-plot")._fullLayout
  if (!scene) return [...xaxis.range, ...yaxis.range]
  const { eye, center } = scene._scene.getCamera()
  return [eye.x, eye.y, eye.z, center.x, center.y, center.z]
}"""


def wait_for_map(page: Page, n_words: int | None = None) -> Locator:
    """Return the map of a page once it is drawn, with that number of words."""
    alt = "D map of " if n_words is None else f"D map of {n_words:,} word"
    map_ = page.locator(f'{MAP_SELECTOR}[data-labels][aria-label*="{alt}"]')
    map_.wait_for(state="visible")
    return map_


def point_positions(map_: Locator) -> dict[str, list[float]]:
    """Return the positions of the points in the frame of a map, in pixels."""
    positions: dict[str, list[float]] = map_.evaluate(POINT_POSITIONS_JS)
    return positions


def words_on_map(map_: Locator) -> list[str]:
    """Return all words of a map, also those outside its frame."""
    words = map_.evaluate('box => box.querySelector(".js-plotly-plot").layout.meta.cloud.words')
    return str(words).split("\n")


def map_overlay(map_: Locator) -> dict[str, list[Any]]:
    """Return the lines, dots, rings and labels painted over the points of a map."""
    overlay: dict[str, list[Any]] = map_.evaluate("box => box.drawnMarks")
    return overlay


def map_view(map_: Locator) -> list[float]:
    """Return the ranges of the axes of a 2D map, or the eye and the center of a camera."""
    view: list[float] = map_.evaluate(VIEW_JS)
    return view


def wait_for_overlay(map_: Locator) -> dict[str, list[Any]]:
    """Return the marks painted over a map once they agree with the points as they are drawn.

    Each label of a word is then at a point in the frame.
    """

    def check() -> dict[str, list[Any]]:
        overlay: dict[str, list[Any]]
        overlay, points = map_.evaluate(OVERLAY_JS)
        # The name of a group belongs to no point.
        labels = [label for label in overlay["labels"] if label["id"] is not None]
        for label, point in zip(labels, points, strict=True):
            assert point == pytest.approx(label["at"], abs=1), label["text"]
        return overlay

    return eventually(check)


def label_boxes(overlay: dict[str, list[Any]]) -> list[Any]:
    """Return the labels of a map with their left, top, right and bottom."""
    sides = ("left", "top", "right", "bottom")
    return [
        (label["text"], *(label["spot"][side] for side in sides)) for label in overlay["labels"]
    ]


def click_tool(page: Page, name: str) -> None:
    """Press a tool of the map."""
    page.get_by_role("toolbar", name="Map tools").get_by_role("button", name=name).click()


def hover_point(page: Page, map_: Locator, word: str) -> None:
    """Move the pointer to a point of a map, until the tooltip names its word."""
    map_.scroll_into_view_if_needed()
    name = map_.locator(".tooltip b")

    def check() -> None:
        box = map_.bounding_box()
        assert box
        x, y = point_positions(map_)[word]
        # Only a pointer that moves sends events.
        page.mouse.move(box["x"] + x + 3, box["y"] + y)
        page.mouse.move(box["x"] + x, box["y"] + y)
        expect(name).to_be_visible(timeout=500)
        expect(name).to_have_text(word, timeout=500)

    eventually(check)


def select_point(page: Page, map_: Locator, word: str) -> None:
    """Click on a point of a map until its word is the current word.

    A map that is redrawn at the moment of a click does not see the click.
    """

    def check() -> None:
        hover_point(page, map_, word)
        page.mouse.down()
        page.wait_for_timeout(PRESS_MS)
        page.mouse.up()
        expect(current_word_field(page)).to_have_value(word, timeout=5_000)

    eventually(check)


def search_field(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Find or mark words")


def marked_points(map_: Locator) -> list[Any]:
    """Return the positions of the marked words in the frame of a map."""
    return list(map_overlay(map_)["dots"])


def strong_labels(overlay: dict[str, list[Any]]) -> set[str]:
    """Return the labels of the current word and its neighbors."""
    return {label["text"] for label in overlay["labels"] if label["strong"]}


def wait_for_other_view(map_: Locator, before: list[float]) -> list[float]:
    """Return the view of a map once it is another one."""

    def check() -> list[float]:
        view = map_view(map_)
        assert view != pytest.approx(before, rel=1e-3)
        return view

    return eventually(check)
