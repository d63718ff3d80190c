"""The page that looks up a word."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.browser import OpenPage, current_word_field


def test_unknown_word_gets_suggestions_to_click(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/lookup?word=kign")
    expect(page.get_by_text("Nothing is shown in its place.")).to_be_visible()
    page.get_by_role("button", name="king", exact=True).click()
    expect(current_word_field(page)).to_have_value("king")
    expect(page.get_by_test_id("stMetricValue").filter(has_text="654")).to_be_visible()


def test_data_table_shows_the_numbers_of_a_chart(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/lookup?word=hello&embedding=tutorial")
    page.get_by_text("The same in numbers").first.click()
    expect(page.locator(".stDataFrame").first).to_be_visible()
    expect(page.get_by_text("as a strip of 512 colored cells").last).to_be_visible()
