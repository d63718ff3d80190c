"""The important paths in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from embviz.figures import PALETTES
from tests.browser import (
    Open,
    assert_apart,
    chart,
    click_point,
    current_word,
    eventually,
    label_boxes,
    map_on,
    points_on,
    settled,
    told_by,
    tool,
    type_word,
    view_of,
)
from tests.server import ROOT, running

PAGES = {
    "": "1 · Computers need numbers",
    "lookup": "Look up a word",
    "matrix": "The matrix as a picture",
    "map": "A map of words",
    "similarity": "How alike are words?",
    "analogy": "Analogies",
    "upload": "Your own words",
}

EXAMPLES = ROOT / "embviz" / "data" / "examples"


@pytest.mark.parametrize("path", ["", "similarity"], ids=["lesson", "similarity"])
def test_first_request_to_a_fresh_server_may_be_any_page(
    path: str, visit: Open, tmp_path: Path
) -> None:
    with running(tmp_path) as address:
        page = visit(f"{address}/{path}?word=queen")
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
        expect(current_word(page)).to_have_value("queen")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text("Look up", exact=True)).to_be_visible()
        page.context.close()


def test_other_embeddings_fit_a_narrow_window(address: str, visit: Open) -> None:
    page = visit(address, width=320, height=640)
    for path, embedding in [("lookup", "minilm"), ("matrix", "tutorial")]:
        page.goto(f"{address}/{path}?embedding={embedding}")
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
        page.wait_for_selector(".embviz-chart[data-drawn]")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        wide = page.evaluate(
            """[...document.querySelectorAll('[data-testid="stMain"] *')]
               .filter(e => e.getBoundingClientRect().right > 321)
               .filter(e => !e.closest(".stDataFrame, .katex, pre"))
               .map(e => e.className.toString().slice(0, 60))"""
        )
        assert wide == [], (path, embedding)
        expect(page.get_by_text("Traceback")).to_have_count(0)


@pytest.mark.parametrize(("view", "token"), [("2D", "volleyball"), ("3D", "gymnastics")])
def test_click_on_the_map_selects_the_word(
    view: str, token: str, address: str, visit: Open
) -> None:
    page = visit(f"{address}/map?view={view}")
    drawn = map_on(page)
    settled(drawn)
    click_point(page, drawn, token)
    expect(current_word(page)).to_have_value(token)
    near = page.get_by_role(
        "img", name=f"The words of this map that are truly nearest to '{token}'"
    )
    expect(near).to_be_visible()
    page.wait_for_url(re.compile(f"word={token}"))

    def ringed() -> None:
        told, place = told_by(drawn), points_on(drawn)[token]
        [ring] = [ring for ring in told["rings"] if ring["r"] == 10]
        assert ring["at"] == pytest.approx(place, abs=0.1)
        assert token in [label["text"] for label in told["labels"] if label["strong"]]

    eventually(ringed)


def test_map_keeps_its_camera_when_a_word_is_selected(address: str, visit: Open) -> None:
    page = visit(f"{address}/map?view=3D")
    drawn = map_on(page)
    before = view_of(drawn)
    box = drawn.bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 420, box["y"] + 320, steps=8)
    page.wait_for_timeout(100)
    page.mouse.up()
    page.wait_for_url(re.compile("at="))
    turned = view_of(drawn)
    assert turned != before
    type_word(page, "dog")
    name = "The words of this map that are truly nearest to 'dog'"
    expect(page.get_by_role("img", name=name)).to_be_visible()
    expect(current_word(page)).to_have_value("dog")
    assert "dog" in [label["text"] for label in settled(drawn)["labels"]]
    assert view_of(drawn) == pytest.approx(turned)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("view", ["2D", "3D"])
def test_labels_of_the_map_do_not_overlap(view: str, width: int, address: str, visit: Open) -> None:
    page = visit(f"{address}/map?view={view}&word=dog", width=width)
    drawn = map_on(page)
    for _ in range(3):
        told = settled(drawn)
        assert len(told["labels"]) > 5
        assert_apart(label_boxes(told), (view, width))
        before = view_of(drawn)
        tool(page, "Zoom in")
        eventually(lambda before=before: expect_other(view_of(drawn), before))


def expect_other(one: object, other: object) -> None:
    assert one != other


@pytest.mark.parametrize("width", [390, 1440])
def test_labels_of_other_pictures_do_not_overlap(width: int, address: str, visit: Open) -> None:
    page = visit(f"{address}/analogy", width=width)
    for path in ("analogy", "?step=2", "?step=3", "?step=7&terms=%2B+Add"):
        page.goto(f"{address}/{path}")
        page.wait_for_selector(".embviz-chart[data-drawn] .labels span")
        boxes = page.evaluate(
            """[...document.querySelectorAll(".embviz-chart .labels span")].map(span => {
                 const b = span.getBoundingClientRect()
                 return [span.textContent, b.left, b.top, b.right, b.bottom]})"""
        )
        assert len(boxes) > 5
        assert_apart(boxes, path)


def test_click_on_the_heatmap_selects_the_word_of_the_row(address: str, visit: Open) -> None:
    page = visit(f"{address}/matrix?words=king+queen+apple")
    chart(page, "3 rows")
    cells = page.locator(".embviz-chart .plot .nsewdrag").first
    box = cells.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 5 / 6)
    page.wait_for_timeout(150)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 5 / 6)
    expect(current_word(page)).to_have_value("apple")


def test_click_on_a_bar_goes_on_from_that_word(address: str, visit: Open) -> None:
    page = visit(f"{address}/lookup?word=paris&embedding=tutorial")
    chart(page, "The words whose rows")
    bar = page.locator(".embviz-chart .bars .point path").first.bounding_box()
    page.mouse.move(bar["x"] + 20, bar["y"] + 10)
    page.wait_for_timeout(150)
    page.mouse.click(bar["x"] + 20, bar["y"] + 10)
    expect(current_word(page)).not_to_have_value("paris")
    expect(page.get_by_role("searchbox", name="Word", exact=True)).to_have_value(
        current_word(page).input_value()
    )


def test_legend_shows_hostile_groups_as_typed(address: str, visit: Open, tmp_path: Path) -> None:
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


def test_zoomed_map_labels_only_points_that_are_drawn(address: str, visit: Open) -> None:
    page = visit(f"{address}/map")
    drawn = map_on(page)
    all_points = points_on(drawn)
    for _ in range(2):
        tool(page, "Zoom in")
    points = eventually(lambda: fewer(points_on(drawn), all_points))
    labels = [label["text"] for label in settled(drawn)["labels"]]
    assert len(labels) > 5
    assert set(labels) <= set(points)


def fewer(some: dict[str, list[float]], others: dict[str, list[float]]) -> dict[str, list[float]]:
    assert len(some) < 0.7 * len(others)
    return some


def test_address_holds_what_is_shown(address: str, visit: Open) -> None:
    page = visit(f"{address}/analogy")
    expect(page.get_by_text("= queen")).to_be_visible()
    page.get_by_role("button", name="Capitals").click()
    expect(page.get_by_text("= rome")).to_be_visible()
    page.wait_for_url(re.compile("sum=paris"))
    again = visit(page.url)
    expect(again.get_by_text("= rome")).to_be_visible()
    again.get_by_role("link", name="Map").click()
    expect(again.get_by_role("heading", level=1)).to_have_text(PAGES["map"])
    again.get_by_text("3D", exact=True).click()
    again.wait_for_url(re.compile("view=3D"))
    third = visit(again.url)
    chart(third, "A 3D map")


def test_unknown_word_gets_suggestions_to_click(address: str, visit: Open) -> None:
    page = visit(f"{address}/lookup?word=kign")
    expect(page.get_by_text("Nothing is shown in its place.")).to_be_visible()
    page.get_by_role("button", name="king", exact=True).click()
    expect(current_word(page)).to_have_value("king")
    expect(page.get_by_test_id("stMetricValue").filter(has_text="654")).to_be_visible()


def test_uploaded_vectors_are_shown_on_every_page_to_this_visitor_only(
    address: str, visit: Open
) -> None:
    page = visit(f"{address}/upload")
    page.locator('input[type="file"]').set_input_files(EXAMPLES / "vectors.csv")
    expect(page.get_by_text("9 words × 4 dimensions").first).to_be_visible()
    page.get_by_role("button", name="Use it on every page").click()
    expect(page.get_by_text("is kept. Every page can show it.")).to_be_visible()
    expect(current_word(page)).to_have_value("cat")
    for name, path in (("Map", "map"), ("Matrix", "matrix"), ("Analogies", "analogy")):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
        page.wait_for_selector(".embviz-chart[data-drawn]")
        expect(current_word(page)).to_have_value("cat")
    stranger = visit(page.url)
    expect(stranger.get_by_text("which is not here")).to_be_visible()
    expect(stranger.get_by_text("50,000 English words")).to_be_visible()


def test_uploaded_list_takes_rows_and_reports_what_is_missing(
    address: str, visit: Open, tmp_path: Path
) -> None:
    words = tmp_path / "words.csv"
    words.write_text("word,group\nRain,weather\nsnow,weather\nqwxzt,none\npiano,music\n")
    page = visit(f"{address}/upload")
    page.locator('input[type="file"]').set_input_files(words)
    expect(page.get_by_text("3 words × 100 dimensions").first).to_be_visible()
    expect(page.get_by_text("qwxzt")).to_be_visible()


def test_damaged_file_gets_its_name_its_line_and_the_mend(
    address: str, visit: Open, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.txt"
    damaged.write_text("cat 0.1 0.2 0.3\ndog 0.1 0.2 0.3\nhorse 0.1 oops 0.3\n")
    page = visit(f"{address}/upload")
    page.locator('input[type="file"]').set_input_files(damaged)
    expect(page.get_by_text("damaged.txt, line 3")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_charts_follow_the_theme_at_once(address: str, visit: Open) -> None:
    page = visit(f"{address}/analogy")
    page.wait_for_selector(".embviz-chart .labels span")
    color = """getComputedStyle([...document.querySelectorAll(".embviz-chart .labels span")]
               .find(span => span.textContent === "king")).color"""
    light = page.evaluate(color)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{color} !== {light!r}")
    assert page.evaluate(color) == "rgb(86, 180, 233)"


def test_map_follows_the_theme_at_once(address: str, visit: Open) -> None:
    page = visit(f"{address}/map?word=dog")
    drawn = map_on(page)

    for scheme in ("light", "dark", "light"):
        page.emulate_media(color_scheme=scheme)

        def as_in(palette: dict[str, str] = PALETTES[scheme]) -> None:
            [color] = [each["color"] for each in settled(drawn)["labels"] if each["text"] == "dog"]
            points = "box => box.querySelector('.js-plotly-plot').data[0].marker.color"
            assert (color, drawn.evaluate(points)) == (palette["text"], palette["group-0"])

        eventually(as_in)


def test_text_twin_shows_the_numbers(address: str, visit: Open) -> None:
    page = visit(f"{address}/lookup?word=hello&embedding=tutorial")
    page.get_by_text("The same in numbers").first.click()
    expect(page.locator(".stDataFrame").first).to_be_visible()
    expect(page.get_by_text("as a strip of 512 colored cells").last).to_be_visible()
