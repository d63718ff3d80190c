"""Charts: clicks on their marks, labels that do not overlap, their colors."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import (
    OpenPage,
    assert_no_overlap,
    click_mark,
    current_word_field,
    follow_link,
    upload_and_use,
    wait_for_chart,
)

# Number of times each chart of a page has been drawn.
REDRAW_COUNTS_JS = (
    "[...document.querySelectorAll('.embviz-chart')].map(box => Number(box.dataset.drawn ?? 0))"
)


@pytest.mark.parametrize(
    "path",
    ["analogy", "?step=2", "?step=3", "?step=7&terms=%2B+Add"],
    ids=["analogy", "step 2", "step 3", "step 7"],
)
def test_labels_do_not_overlap(path: str, server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/{path}")
    page.wait_for_selector(".embviz-chart[data-drawn] .labels span")
    assert_labels_apart(page, "desktop")
    page.wait_for_function(f"{REDRAW_COUNTS_JS}.every(count => count)")
    counts = page.evaluate(REDRAW_COUNTS_JS)
    page.set_viewport_size({"width": 390, "height": 900})
    page.wait_for_function(f"{REDRAW_COUNTS_JS}.every((count, i) => count > {counts}[i])")
    assert_labels_apart(page, "phone")


def assert_labels_apart(page: Page, where: str) -> None:
    boxes = page.evaluate(
        """[...document.querySelectorAll(".embviz-chart .labels span")].map(span => {
             const b = span.getBoundingClientRect()
             return [span.textContent, b.left, b.top, b.right, b.bottom]})"""
    )
    assert len(boxes) > 5
    assert_no_overlap(boxes, where)


def test_click_on_the_heatmap_selects_the_word_of_the_row(
    server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/matrix?words=king+queen+apple")
    wait_for_chart(page, "3 rows")
    click_mark(
        page,
        page.locator(".embviz-chart .plot .nsewdrag").first,
        lambda: expect(current_word_field(page)).to_have_value("apple", timeout=4000),
        1 / 2,
        5 / 6,
    )


def test_click_on_a_bar_selects_its_word(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/lookup?word=paris&embedding=tutorial")
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
    server_url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    file = tmp_path / "groups.csv"
    groups = ["%{customdata}", "%{meta.labels[0].text}", "<b>x</b>", "var(--blue)"]
    rows = "".join(f"w{i},{group},{i},{i * i}\n" for i, group in enumerate(groups))
    file.write_text("word,group,d0,d1\n" + rows)
    page = open_page(f"{server_url}/upload")
    upload_and_use(page, file)
    follow_link(page, "map")
    page.wait_for_selector(".embviz-chart[data-drawn] .legendtext")
    assert page.locator(".legendtext").all_text_contents() == groups


def test_charts_follow_the_theme_at_once(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/analogy")
    page.wait_for_selector(".embviz-chart .labels span")
    color = """getComputedStyle([...document.querySelectorAll(".embviz-chart .labels span")]
               .find(span => span.textContent === "king")).color"""
    light = page.evaluate(color)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{color} !== {light!r}")
    assert page.evaluate(color) == "rgb(86, 180, 233)"
