"""The steps of the lesson."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from embviz.app.views.lesson.steps import STEPS
from tests.support.browser import (
    OpenPage,
    click_mark,
    current_word_field,
    follow_link,
    type_word,
    upload_and_use,
    wait_for_chart,
)
from tests.support.browser_lesson import wait_for_step
from tests.support.reruns import no_rerun, rerun
from tests.support.vocabularies import TWENTY_WORDS_CSV

SCROLL_TOP_JS = """document.querySelector('[data-testid="stMain"]').scrollTop"""

HOSTILE = [
    "<b>bold</b>",
    "<img src=x onerror=alert(1)>",
    "[link](http://example.org)",
    "http://example.org",
    "$x^2$",
    ":red[red]",
    ":material/home:",
    ":smile:",
    "%{x}",
    "&amp;",
    "**strong**",
    "`code`",
    "=1+1",
]


def upload_and_open_lesson(page: Page, name: str, content: bytes, folder: Path) -> None:
    """Use a file on every page, then open the lesson from the sidebar."""
    (folder / name).write_bytes(content)
    upload_and_use(page, folder / name)
    follow_link(page, "lesson")


def test_walk_through_the_lesson(server_url: str, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(f"{server_url}/upload", scheme="dark")
    upload_and_open_lesson(page, "veinte.csv", TWENTY_WORDS_CSV, tmp_path)
    for step in range(1, len(STEPS)):
        wait_for_step(page, step)
        wait_for_chart(page)
        page.get_by_role("button", name=f"{step + 1} · ").click()
        wait_for_step(page, step + 1)
        page.wait_for_function(f"{SCROLL_TOP_JS} === 0")  # A new step begins at its top.
        expect(page.get_by_text("Traceback")).to_have_count(0)
    page.wait_for_url(re.compile(rf"step={len(STEPS)}"))


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_step_fits_a_phone(step: int, server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/?step={step}", width=320, height=640)
    wait_for_step(page, step)
    if step < len(STEPS):
        wait_for_chart(page)
        expect(page.locator(".embviz-chart:not([data-drawn])")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_arrow_keys_change_the_step(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/?step=4")
    wait_for_step(page, 4)
    page.locator("h1").click()
    for key, step in (("ArrowRight", 5), ("ArrowRight", 6), ("ArrowLeft", 5), ("ArrowLeft", 4)):
        button = "Next" if key == "ArrowRight" else "Back"
        expect(page.get_by_role("button", name=button)).to_be_enabled()
        with rerun(page):
            page.keyboard.press(key)
        wait_for_step(page, step)
    page.get_by_role("searchbox", name="Your word").click()
    with no_rerun(page):
        page.keyboard.press("ArrowLeft")  # In a text field, the key moves the cursor.
    wait_for_step(page, 4)


def test_the_browser_goes_back_through_the_steps(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/?step=4")
    for step in (5, 6):
        page.get_by_role("button", name="Next").click()
        wait_for_step(page, step)
    for step in (5, 4):
        page.go_back()
        wait_for_step(page, step)


def test_formulas_show_hostile_words_as_typed(
    server_url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{server_url}/upload")
    rows = "".join(f"{word}\t{i}\t{i * i % 7}\t{i % 3}\n" for i, word in enumerate(HOSTILE))
    upload_and_open_lesson(page, "odd.tsv", rows.encode(), tmp_path)
    page.get_by_role("radio", name="5", exact=True).click()
    wait_for_step(page, 5)
    page.get_by_text("How is this calculated?").click()
    others = [page.get_by_label(label).input_value() for label in ("A word", "One unlike it")]
    for word in [word for word in HOSTILE if word not in others]:
        page.get_by_label("One like it").fill(word)
        page.get_by_label("One like it").press("Enter")
        formula = page.locator("details .katex-html").last
        expect(formula).to_contain_text(word.replace("`", "‘"))  # TeX sets a backtick like this.
        expect(page.locator(".katex-error")).to_have_count(0)


def test_click_on_a_token_id_selects_its_word(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/?step=3&word=cat")
    wait_for_chart(page, "'cat' and words")
    click_mark(
        page,
        page.locator(".embviz-chart .points path").first,
        lambda: expect(current_word_field(page)).not_to_have_value("cat", timeout=4000),
    )
    type_word(page, "king")
    wait_for_chart(page, "'king' and words")


def test_long_word_at_the_end_of_a_line_keeps_its_label(
    server_url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{server_url}/upload")
    rows = "Zinn,1,0\nBlei,0.9,0.1\nPflaumenbaum,-1,0.2\nKirschbaum,-0.9,0.1\n"
    upload_and_open_lesson(page, "baum.csv", ("word,d0,d1\n" + rows).encode(), tmp_path)
    page.get_by_role("radio", name="5", exact=True).click()
    wait_for_step(page, 5)
    wait_for_chart(page, "The words")
    fields = ("A word", "One like it", "One unlike it")
    words = [page.get_by_label(field).input_value() for field in fields]
    for name in ("at their token ids", "at their distance"):
        labels = page.get_by_role("img", name=re.compile(name)).locator(".labels span")
        expect(labels).to_have_count(3)
        assert {*labels.all_inner_texts()} == {*words}


def test_numbers_of_a_heatmap_fit_their_cells_on_a_phone(
    server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/?step=6")
    heatmap = wait_for_chart(page, "The first three numbers")
    expect(heatmap.locator(".heatmap-label")).to_have_count(9)
    before = heatmap.get_attribute("data-drawn")
    page.set_viewport_size({"width": 390, "height": 900})
    expect(heatmap).not_to_have_attribute("data-drawn", str(before))
    expect(heatmap.locator(".heatmap-label")).to_have_count(9)


def test_numbers_that_do_not_fit_their_cells_are_left_out(
    server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/similarity?part=Many+words", width=390)
    heatmap = wait_for_chart(page, "Cosine similarity of every pair")
    expect(heatmap.locator(".heatmap-label")).to_have_count(0)
