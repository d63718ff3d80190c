"""The similarity page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.browser import OpenPage, click_text_mark, current_word_field, wait_for_chart


def test_click_on_a_neighbor_replaces_several_words(server_url: str, open_page: OpenPage) -> None:
    url = f"{server_url}/similarity?near=ice+cream&metric=dot"
    name = click_first_neighbor(open_page(url))
    # The clicked word may be the current word already.
    page = open_page(f"{url}&word={name}")
    assert click_first_neighbor(page) == name
    page.wait_for_url(lambda url: "near=" not in url)
    page.get_by_role("radio", name="Many words").click()
    wait_for_chart(page, "Cosine similarity of every pair")
    page.wait_for_url(lambda url: "part=Many" in url)
    page.reload()
    wait_for_chart(page, "Cosine similarity of every pair")


def click_first_neighbor(page: Page) -> str:
    """Click the first neighbor of several words, which becomes the current word; return it."""
    wait_for_chart(page, "The 10 words nearest to 'the mean of ice, cream'")
    mark = wait_for_chart(page, "The same by cosine").locator(".textpoint text").first
    name = str(mark.text_content()).removeprefix("◆ ")
    several = page.get_by_role("searchbox", name="or several")
    click_text_mark(page, mark, lambda: expect(several).to_have_value("", timeout=3_000))
    expect(current_word_field(page)).to_have_value(name)
    wait_for_chart(page, f"The 10 words nearest to {name!r}")
    return name
