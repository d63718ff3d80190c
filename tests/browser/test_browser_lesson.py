"""The lesson in a real browser, walked as a class would."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pages.learn.steps import STEPS
from tests.app.views.test_lesson_page import TWENTY_WORDS_CSV
from tests.support.browser import (
    OpenPage,
    click_mark,
    current_word_field,
    eventually,
    type_word,
    wait_for_chart,
)

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


def wait_for_step(page: Page, step: int) -> None:
    """Wait until the page shows a step, counted from 1, and is done."""
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{step} · {STEPS[step - 1].TITLE}")
    page.wait_for_selector('[data-test-script-state="notRunning"]')


def upload_and_open_lesson(
    page: Page, address: str, name: str, content: bytes, folder: Path
) -> None:
    """Use a file on every page, then open the lesson from the sidebar."""
    (folder / name).write_bytes(content)
    page.locator('input[type="file"]').set_input_files(folder / name)
    page.get_by_role("button", name="Use it on every page").click()
    expect(page.get_by_text("is kept. Every page can show it.")).to_be_visible()
    page.get_by_role("link", name="Lesson", exact=True).click()


def test_walk_through_the_lesson(address: str, visit: OpenPage, tmp_path: Path) -> None:
    page = visit(f"{address}/upload", scheme="dark")
    upload_and_open_lesson(page, address, "veinte.csv", TWENTY_WORDS_CSV, tmp_path)
    for step in range(1, len(STEPS)):
        wait_for_step(page, step)
        page.wait_for_selector(".embviz-chart[data-drawn]")
        page.get_by_role("button", name=f"{step + 1} · ").click()
        wait_for_step(page, step + 1)
        page.wait_for_function(f"{SCROLL_TOP_JS} === 0")  # A new step is read from its top.
        expect(page.get_by_text("Traceback")).to_have_count(0)
    page.wait_for_url(re.compile(rf"step={len(STEPS)}"))


def test_every_step_fits_a_phone(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/?step=1", width=320, height=640)
    for step in range(1, len(STEPS) + 1):
        wait_for_step(page, step)
        if step < len(STEPS):
            page.wait_for_selector(".embviz-chart[data-drawn]")
            eventually(lambda: assert_charts_drawn(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, step
        if step < len(STEPS):
            page.get_by_role("button", name="Next").click()


def assert_charts_drawn(page: Page) -> None:
    assert page.locator(".embviz-chart:not([data-drawn])").count() == 0


def test_arrow_keys_turn_the_pages(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/?step=4")
    wait_for_step(page, 4)
    page.locator("h1").click()
    for key, step in (("ArrowRight", 5), ("ArrowRight", 6), ("ArrowLeft", 5), ("ArrowLeft", 4)):
        # A key counts when the button that it stands for is there again.
        page.wait_for_selector(".embviz-chart[data-drawn]")
        page.wait_for_timeout(500)
        page.keyboard.press(key)
        try:
            wait_for_step(page, step)
        except AssertionError:  # In a loaded machine that can take longer.
            page.keyboard.press(key)
            wait_for_step(page, step)
    page.get_by_role("searchbox", name="Your word").click()
    page.keyboard.press("ArrowLeft")  # In a field the key moves the cursor.
    page.wait_for_timeout(500)
    wait_for_step(page, 4)


def test_the_browser_goes_back_through_the_steps(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/?step=4")
    for step in (5, 6):
        page.get_by_role("button", name="Next").click()
        wait_for_step(page, step)
    for step in (5, 4):
        page.go_back()
        wait_for_step(page, step)


def test_the_quiz_is_the_same_behind_its_link(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/?step=11")
    page.get_by_role("button", name="Another quiz").click()
    page.wait_for_url(re.compile(r"quiz=\d+"))
    number = re.search(r"quiz=(\d+)", page.url)[1]
    page.get_by_text("For a class: the link and the answer key").click()
    code = page.locator("code").filter(has_text=f"quiz={number}&")
    expect(code).to_be_visible()
    wait_for_step(page, 11)
    link = code.inner_text()
    questions = page.get_by_text(re.compile(r"^\d · ")).all_inner_texts()
    assert len(questions) >= 6
    again = visit(link)
    wait_for_step(again, 11)
    for question in questions:
        expect(again.get_by_text(question, exact=True)).to_be_visible()
    again.locator(".st-key-option_0_0 button").click()
    expect(again.get_by_text(re.compile("^(Right|Not quite):")).first).to_be_visible()
    again.wait_for_selector(".embviz-chart[data-drawn]")


def test_the_answer_key_is_a_page_of_its_own(address: str, visit: OpenPage, tmp_path: Path) -> None:
    page = visit(f"{address}/?step=11&quiz=3")
    page.get_by_text("For a class: the link and the answer key").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Questions and answer key").click()
    assert download.value.suggested_filename == "embviz-quiz-3.html"
    path = tmp_path / "key.html"
    download.value.save_as(path)
    sheet = page.context.new_page()
    sheet.set_content(path.read_text("utf-8"))
    expect(sheet.get_by_role("heading", level=1)).to_have_text(
        ["embviz quiz 3: glove", "Answer key: embviz quiz 3: glove"]
    )
    expect(sheet.locator(".right")).to_have_count(6)


def test_a_presentation_is_larger_and_has_no_sidebar(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/?step=6")
    page.wait_for_selector(".embviz-chart[data-drawn]")
    sizes = """[getComputedStyle(document.querySelector("h1")).fontSize,
                getComputedStyle(document.querySelector(".embviz-chart .ytick text")).fontSize]
               .map(parseFloat)"""
    usual = page.evaluate(sizes)
    page.get_by_role("button", name="Present", exact=True).click()
    page.wait_for_url(re.compile(r"present=1"))
    page.wait_for_function(f"({sizes}).every((size, i) => size > {usual}[i])")
    large = page.evaluate(sizes)
    assert [b / a for a, b in zip(usual, large, strict=True)] == pytest.approx([1.375] * 2, 0.02)
    frames = page.evaluate(
        """[...document.querySelectorAll(".embviz-chart")].map(box =>
             [box, box.parentElement].map(part => part.getBoundingClientRect().bottom))"""
    )
    assert all(chart <= frame + 1 for chart, frame in frames)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    # The pages stand along the top, and the presentation goes on.
    page.get_by_text("Explore").first.click()
    page.get_by_text("Similarity").first.click()
    page.get_by_role("heading", name="How alike are words?").wait_for()
    page.wait_for_url(re.compile(r"/similarity\?.*present=1"))
    page.get_by_text("Embedding and word").click()
    word = page.get_by_role("textbox", name="Current word")
    word.fill("dog")
    word.press("Enter")
    page.wait_for_url(re.compile("word=dog"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="End the presentation").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    page.wait_for_url(lambda address: "present" not in address and "word=dog" in address)


def test_a_presentation_leaves_a_phone_alone(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/?step=4&present=1", width=390, height=844)
    page.wait_for_selector(".embviz-chart[data-drawn]")
    size = 'getComputedStyle(document.querySelector("h1")).fontSize'
    assert page.evaluate(size) == "32px"
    ends = """[...document.querySelectorAll(".embviz-chart text")]
              .map(text => text.getBoundingClientRect().right)"""
    assert max(page.evaluate(ends)) <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_formulas_show_hostile_words_as_typed(
    address: str, visit: OpenPage, tmp_path: Path
) -> None:
    page = visit(f"{address}/upload")
    rows = "".join(f"{word}\t{i}\t{i * i % 7}\t{i % 3}\n" for i, word in enumerate(HOSTILE))
    upload_and_open_lesson(page, address, "odd.tsv", rows.encode(), tmp_path)
    page.get_by_role("radio", name="5", exact=True).click()
    wait_for_step(page, 5)
    page.get_by_text("How is this calculated?").click()
    taken = [page.get_by_label(label).input_value() for label in ("A word", "One unlike it")]
    for word in [word for word in HOSTILE if word not in taken]:
        page.get_by_label("One like it").fill(word)
        page.get_by_label("One like it").press("Enter")
        formula = page.locator("details .katex-html").last
        expect(formula).to_contain_text(word.replace("`", "‘"))  # How TeX sets a backtick.
        expect(page.locator(".katex-error")).to_have_count(0)


def test_a_dot_on_the_line_of_ids_selects_its_word(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/?step=3&word=cat")
    wait_for_chart(page, "'cat' and words")
    click_mark(
        page,
        page.locator(".embviz-chart .points path").first,
        lambda: expect(current_word_field(page)).not_to_have_value("cat", timeout=4000),
    )
    type_word(page, "king")
    wait_for_chart(page, "'king' and words")


def test_a_long_word_at_the_end_of_a_line_keeps_its_label(
    address: str, visit: OpenPage, tmp_path: Path
) -> None:
    page = visit(f"{address}/upload")
    rows = "Zinn,1,0\nBlei,0.9,0.1\nPflaumenbaum,-1,0.2\nKirschbaum,-0.9,0.1\n"
    upload_and_open_lesson(page, address, "baum.csv", ("word,d0,d1\n" + rows).encode(), tmp_path)
    page.get_by_role("radio", name="5", exact=True).click()
    wait_for_step(page, 5)
    wait_for_chart(page, "The words")
    words = [page.get_by_label(x).input_value() for x in ("A word", "One like it", "One unlike it")]
    for name in ("at their token ids", "at their distance"):
        labels = page.get_by_role("img", name=re.compile(name)).locator(".labels span")
        expect(labels).to_have_count(3)
        assert {*labels.all_inner_texts()} == {*words}


def test_numbers_that_do_not_fit_their_cells_are_left_out(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/?step=6")
    wait_for_chart(page, "The first three numbers")
    three = page.get_by_role("img", name="The first three numbers")
    expect(three.locator(".heatmap-label")).to_have_count(9)
    before = three.get_attribute("data-drawn")
    page.set_viewport_size({"width": 390, "height": 900})
    expect(three).not_to_have_attribute("data-drawn", str(before))
    expect(three.locator(".heatmap-label")).to_have_count(9)
    page.goto(f"{address}/similarity?part=Many+words")
    wait_for_chart(page, "Cosine similarity of every pair")
    table = page.get_by_role("img", name="Cosine similarity of every pair")
    expect(table.locator(".heatmap-label")).to_have_count(0)
