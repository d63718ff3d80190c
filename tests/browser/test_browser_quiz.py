"""The quiz at the end of the lesson."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.support.browser import OpenPage, wait_for_chart
from tests.support.browser_lesson import wait_for_step


def test_quiz_is_the_same_behind_its_link(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/?step=11")
    page.get_by_role("button", name="Another quiz").click()
    page.wait_for_url(re.compile(r"quiz=\d+"))
    number = page.url.split("quiz=")[1].split("&")[0]
    page.get_by_text("For a class: the link and the answer key").click()
    code = page.locator("code").filter(has_text=f"quiz={number}&")
    expect(code).to_be_visible()
    wait_for_step(page, 11)
    questions = page.get_by_text(re.compile(r"^\d · ")).all_inner_texts()
    assert len(questions) >= 6
    other = open_page(code.inner_text())
    wait_for_step(other, 11)
    for question in questions:
        expect(other.get_by_text(question, exact=True)).to_be_visible()
    other.locator(".st-key-option_0_0 button").click()
    expect(other.get_by_text(re.compile("^(Right|Not quite):")).first).to_be_visible()
    wait_for_chart(other)


def test_answer_key_is_a_page_of_its_own(
    server_url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{server_url}/?step=11&quiz=3")
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
