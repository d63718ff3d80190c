"""The page of sums of words."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import OpenPage, wait_for_chart


def test_sum_fields_and_chart_agree(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/analogy")
    wait_for_chart(page, "The step from 'man' to 'king'")
    page.get_by_text("Weights and words, one by one").click()
    sum_field = page.get_by_label("A sum of words", exact=True)
    page.get_by_label("Weight 2").fill("-0.5")
    page.get_by_label("Weight 2").press("Enter")
    expect(sum_field).to_have_value("king − 0.5 × man + woman")
    page.get_by_label("Word 4").fill("girl")
    page.get_by_label("Word 4").press("Enter")
    expect(sum_field).to_have_value("king − 0.5 × man + woman + girl")
    expect(page.get_by_label("Word 5")).to_have_value("")
    wait_for_chart(page, "The sum king − 0.5 × man + woman + girl as arrows")
    page.get_by_role("radio", name="2. − 0.5 × man").click()
    wait_for_chart(page, "The sum king − 0.5 × man as arrows")
    sum_field.fill("cat + + dog")
    sum_field.press("Enter")
    expect(page.get_by_test_id("stCode")).to_contain_text("cat + + dog\n      ^")
    page.get_by_role("radio", name="Capitals").click()
    wait_for_chart(page, "The step from 'france' to 'paris'")
    expect(page.get_by_label("Word 3")).to_have_value("italy")


def test_words_of_the_lesson_become_the_sum(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/?step=7&a=uncle&c=aunt&terms=%2B+Add", width=390, height=844)
    page.get_by_role("link", name="Try other analogies").click()
    expect(page.get_by_label("A sum of words", exact=True)).to_have_value("uncle − man + aunt")
    page.wait_for_url(lambda url: "a=uncle" not in url)
    page.get_by_text("3CosMul", exact=True).click()
    page.wait_for_url(re.compile("method=3CosMul"))
    other = open_page(page.url, width=390, height=844)
    wait_for_chart(other, "The words nearest to uncle − man + aunt")
