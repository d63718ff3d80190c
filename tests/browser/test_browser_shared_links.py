"""The address of a page, opened by others: they see the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.browser import OpenPage, wait_for_chart
from tests.support.polling import eventually
from tests.support.reruns import rerun

# For each page, options that are not chosen at first.
OPTIONS = {
    "map": ("Many words", "t-SNE"),
    "similarity": ("euclidean",),
    "analogy": ("Term by term", "2. − man"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_address_shows_others_the_same_pixels(
    name: str, server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/{name}?word=queen")
    wait_for_chart(page)
    for option in OPTIONS[name]:
        with rerun(page):
            page.get_by_role("radio", name=option, exact=True).click()
    assert "&" in page.url
    other = open_page(page.url)
    eventually(lambda: assert_same_appearance(page, other))


def assert_same_appearance(page: Page, other: Page) -> None:
    texts, images = zip(*map(page_appearance, (page, other)), strict=True)
    assert texts[0] == texts[1]
    assert images[0] == images[1]


def page_appearance(page: Page) -> tuple[str, bytes]:
    """Return the text of a page and the picture of its first chart."""
    main = page.get_by_test_id("stMain")
    text = main.inner_text()
    # After scrolling, the chart could be partly behind the header.
    main.evaluate("main => main.scrollTo(0, 0)")
    return text, wait_for_chart(page).screenshot()
