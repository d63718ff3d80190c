"""Pictures in a real browser: clicks on what they show, labels that keep apart, their colors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from embviz.figures import PALETTES
from tests.support.browser import (
    OpenPage,
    assert_no_overlap,
    click_mark,
    click_point,
    click_tool,
    current_word_field,
    eventually,
    label_boxes,
    map_overlay,
    map_view,
    point_positions,
    type_word,
    wait_for_chart,
    wait_for_map,
    wait_for_overlay,
)


@pytest.mark.parametrize(("view", "token"), [("2D", "volleyball"), ("3D", "gymnastics")])
def test_click_on_the_map_selects_the_word(
    view: str, token: str, address: str, visit: OpenPage
) -> None:
    page = visit(f"{address}/map?view={view}")
    drawn = wait_for_map(page)
    wait_for_overlay(drawn)
    click_point(page, drawn, token)
    expect(current_word_field(page)).to_have_value(token)
    near = page.get_by_role(
        "img", name=f"The words of this map that are truly nearest to '{token}'"
    )
    expect(near).to_be_visible()
    page.wait_for_url(re.compile(f"word={token}"))

    def ringed() -> None:
        told, place = map_overlay(drawn), point_positions(drawn)[token]
        [ring] = [ring for ring in told["rings"] if ring["r"] == 10]
        assert ring["at"] == pytest.approx(place, abs=0.1)
        assert token in [label["text"] for label in told["labels"] if label["strong"]]

    eventually(ringed)


def test_map_keeps_its_camera_when_a_word_is_selected(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/map?view=3D")
    drawn = wait_for_map(page)
    before = map_view(drawn)
    box = drawn.bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 420, box["y"] + 320, steps=8)
    page.wait_for_timeout(100)
    page.mouse.up()
    page.wait_for_url(re.compile("at="))
    turned = map_view(drawn)
    assert turned != before
    type_word(page, "dog")
    name = "The words of this map that are truly nearest to 'dog'"
    expect(page.get_by_role("img", name=name)).to_be_visible()
    expect(current_word_field(page)).to_have_value("dog")
    assert "dog" in [label["text"] for label in wait_for_overlay(drawn)["labels"]]
    assert map_view(drawn) == pytest.approx(turned)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("view", ["2D", "3D"])
def test_labels_of_the_map_do_not_overlap(
    view: str, width: int, address: str, visit: OpenPage
) -> None:
    page = visit(f"{address}/map?view={view}&word=dog", width=width)
    drawn = wait_for_map(page)
    # The neighbors of the word, which have labels before all others, may come after the map.
    eventually(lambda: assert_strong_labels(wait_for_overlay(drawn)))
    for _ in range(3):
        told = wait_for_overlay(drawn)
        assert len(told["labels"]) > 5
        assert_no_overlap(label_boxes(told), (view, width))
        before = map_view(drawn)
        click_tool(page, "Zoom in")
        eventually(lambda before=before: assert_changed(map_view(drawn), before))


def assert_strong_labels(told: dict[str, list[Any]]) -> None:
    assert sum(label["strong"] and label["id"] is not None for label in told["labels"]) > 1


def assert_changed(one: object, other: object) -> None:
    assert one != other


# How often each picture of a page has been drawn.
REDRAW_COUNTS_JS = (
    "[...document.querySelectorAll('.embviz-chart')].map(box => Number(box.dataset.drawn ?? 0))"
)


def test_labels_of_other_pictures_do_not_overlap(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/analogy")
    for path in ("analogy", "?step=2", "?step=3", "?step=7&terms=%2B+Add"):
        if path != "analogy":
            page.set_viewport_size({"width": 1440, "height": 900})
            page.goto(f"{address}/{path}")
        page.wait_for_selector(".embviz-chart[data-drawn] .labels span")
        assert_labels_apart(page, path)
        page.wait_for_function(f"{REDRAW_COUNTS_JS}.every(times => times)")
        times = page.evaluate(REDRAW_COUNTS_JS)
        page.set_viewport_size({"width": 390, "height": 900})
        page.wait_for_function(f"{REDRAW_COUNTS_JS}.every((times, i) => times > {times}[i])")
        assert_labels_apart(page, f"{path} on a phone")


def assert_labels_apart(page: Page, where: str) -> None:
    boxes = page.evaluate(
        """[...document.querySelectorAll(".embviz-chart .labels span")].map(span => {
             const b = span.getBoundingClientRect()
             return [span.textContent, b.left, b.top, b.right, b.bottom]})"""
    )
    assert len(boxes) > 5
    assert_no_overlap(boxes, where)


def test_click_on_the_heatmap_selects_the_word_of_the_row(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/matrix?words=king+queen+apple")
    wait_for_chart(page, "3 rows")
    click_mark(
        page,
        page.locator(".embviz-chart .plot .nsewdrag").first,
        lambda: expect(current_word_field(page)).to_have_value("apple", timeout=4000),
        1 / 2,
        5 / 6,
    )


def test_click_on_a_bar_goes_on_from_that_word(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/lookup?word=paris&embedding=tutorial")
    wait_for_chart(page, "The words whose rows")
    click_mark(
        page,
        page.locator(".embviz-chart .bars .point path").first,
        lambda: expect(current_word_field(page)).not_to_have_value("paris", timeout=4000),
    )
    expect(page.get_by_role("searchbox", name="Word", exact=True)).to_have_value(
        current_word_field(page).input_value()
    )


def test_legend_shows_hostile_groups_as_typed(
    address: str, visit: OpenPage, tmp_path: Path
) -> None:
    file = tmp_path / "groups.csv"
    groups = ["%{customdata}", "%{meta.labels[0].text}", "<b>x</b>", "var(--blue)"]
    rows = "".join(f"w{i},{group},{i},{i * i}\n" for i, group in enumerate(groups))
    file.write_text("word,group,d0,d1\n" + rows)
    page = visit(f"{address}/upload")
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_role("button", name="Use it on every page").click()
    expect(page.get_by_text("is kept. Every page can show it.")).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    page.wait_for_selector(".embviz-chart[data-drawn] .legendtext")
    assert page.locator(".legendtext").all_text_contents() == groups


def test_zoomed_map_labels_only_points_that_are_drawn(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/map")
    drawn = wait_for_map(page)
    all_points = point_positions(drawn)
    for _ in range(2):
        click_tool(page, "Zoom in")
    points = eventually(lambda: assert_fewer_points(point_positions(drawn), all_points))
    labels = [label["text"] for label in wait_for_overlay(drawn)["labels"]]
    assert len(labels) > 5
    assert set(labels) <= set(points)


def assert_fewer_points(
    some: dict[str, list[float]], others: dict[str, list[float]]
) -> dict[str, list[float]]:
    assert len(some) < 0.7 * len(others)
    return some


def test_charts_follow_the_theme_at_once(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/analogy")
    page.wait_for_selector(".embviz-chart .labels span")
    color = """getComputedStyle([...document.querySelectorAll(".embviz-chart .labels span")]
               .find(span => span.textContent === "king")).color"""
    light = page.evaluate(color)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{color} !== {light!r}")
    assert page.evaluate(color) == "rgb(86, 180, 233)"


def test_map_follows_the_theme_at_once(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/map?word=dog")
    drawn = wait_for_map(page)

    for scheme in ("light", "dark", "light"):
        page.emulate_media(color_scheme=scheme)

        def as_in(palette: dict[str, str] = PALETTES[scheme]) -> None:
            [color] = [
                each["color"] for each in wait_for_overlay(drawn)["labels"] if each["text"] == "dog"
            ]
            points = "box => box.querySelector('.js-plotly-plot').data[0].marker.color"
            assert (color, drawn.evaluate(points)) == (palette["text"], palette["group-0"])

        eventually(as_in)
