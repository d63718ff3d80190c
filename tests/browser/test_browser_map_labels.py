"""The labels, rings and colors of the map of groups, and clicks on its points."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from embviz.figures import PALETTES
from tests.support.browser import (
    OpenPage,
    assert_no_overlap,
    current_word_field,
    type_word,
)
from tests.support.browser_map import (
    click_tool,
    label_boxes,
    map_overlay,
    map_view,
    point_positions,
    select_point,
    strong_labels,
    wait_for_map,
    wait_for_other_view,
    wait_for_overlay,
)
from tests.support.polling import eventually


@pytest.mark.parametrize(("view", "token"), [("2D", "volleyball"), ("3D", "gymnastics")])
def test_click_on_the_map_selects_the_word(
    view: str, token: str, server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/map?view={view}")
    map_ = wait_for_map(page)
    wait_for_overlay(map_)
    select_point(page, map_, token)
    near = f"The words of this map that are truly nearest to '{token}'"
    expect(page.get_by_role("img", name=near)).to_be_visible()
    page.wait_for_url(re.compile(f"word={token}"))

    def check() -> None:
        overlay, position = map_overlay(map_), point_positions(map_)[token]
        [ring] = [ring for ring in overlay["rings"] if ring["r"] == 10]
        assert ring["at"] == pytest.approx(position, abs=0.1)
        assert token in strong_labels(overlay)

    eventually(check)


def test_map_keeps_its_camera_when_a_word_is_selected(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/map?view=3D")
    map_ = wait_for_map(page)
    before = map_view(map_)
    box = map_.bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 420, box["y"] + 320, steps=8)
    wait_for_other_view(map_, before)
    page.mouse.up()
    page.wait_for_url(re.compile("at="))
    turned = map_view(map_)
    type_word(page, "dog")
    near = "The words of this map that are truly nearest to 'dog'"
    expect(page.get_by_role("img", name=near)).to_be_visible()
    expect(current_word_field(page)).to_have_value("dog")
    assert "dog" in [label["text"] for label in wait_for_overlay(map_)["labels"]]
    assert map_view(map_) == pytest.approx(turned)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("view", ["2D", "3D"])
def test_labels_of_the_map_do_not_overlap(
    view: str, width: int, server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/map?view={view}&word=dog", width=width)
    map_ = wait_for_map(page)
    # The neighbors of the word, whose labels come before all others, may arrive after the map.
    eventually(lambda: assert_neighbors_labeled(wait_for_overlay(map_)))
    for _ in range(3):
        overlay = wait_for_overlay(map_)
        assert len(overlay["labels"]) > 5
        assert_no_overlap(label_boxes(overlay), (view, width))
        before = map_view(map_)
        click_tool(page, "Zoom in")
        wait_for_other_view(map_, before)


def assert_neighbors_labeled(overlay: dict[str, list[Any]]) -> None:
    assert sum(label["strong"] and label["id"] is not None for label in overlay["labels"]) > 1


def test_zoomed_map_labels_only_points_that_are_drawn(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/map")
    map_ = wait_for_map(page)
    n_points = len(point_positions(map_))
    for _ in range(2):
        click_tool(page, "Zoom in")

    def zoomed_points() -> dict[str, list[float]]:
        points = point_positions(map_)
        assert len(points) < 0.7 * n_points
        return points

    points = eventually(zoomed_points)
    labels = [label["text"] for label in wait_for_overlay(map_)["labels"]]
    assert len(labels) > 5
    assert set(labels) <= set(points)


def test_map_follows_the_theme_at_once(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/map?word=dog")
    map_ = wait_for_map(page)

    for scheme in ("light", "dark", "light"):
        page.emulate_media(color_scheme=scheme)

        def check(palette: dict[str, str] = PALETTES[scheme]) -> None:
            labels = wait_for_overlay(map_)["labels"]
            [color] = [label["color"] for label in labels if label["text"] == "dog"]
            points = "box => box.querySelector('.js-plotly-plot').data[0].marker.color"
            assert (color, map_.evaluate(points)) == (palette["text"], palette["group-0"])

        eventually(check)
