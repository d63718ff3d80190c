"""The page that compares two embeddings."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.browser import (
    OpenPage,
    click_text_mark,
    current_word_field,
    expect_page,
    wait_for_chart,
)

VIEWS = {
    "Movers": "How many of 148 words",
    "Analogy": "The words nearest to king − man + woman",
    "Pairs": "Cosine similarity in tutorial minus that in glove",
    "Common map": "24 words, each where glove and where tutorial",
}


def test_click_on_a_neighbor_selects_it(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/compare?other=tutorial")
    chart = wait_for_chart(page, "The 10 nearest words of 'king' in both embeddings")
    field = current_word_field(page)
    click_text_mark(
        page,
        # A neighbor in the right embedding only.
        chart.locator(".textpoint text", has_text="empress"),
        lambda: expect(field).to_have_value("empress", timeout=3_000),
    )
    wait_for_chart(page, "The 10 nearest words of 'empress' in both embeddings")


@pytest.mark.parametrize("view", VIEWS)
def test_view_has_an_address_and_fits_a_phone(
    view: str, server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/compare?other=tutorial", width=390, height=844)
    expect_page(page, "compare")
    page.get_by_role("radio", name=view).click()
    wait_for_chart(page, VIEWS[view])
    page.wait_for_url(lambda url: f"compare={view.replace(' ', '+')}" in url)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert "other=tutorial" in page.url
    wait_for_chart(open_page(page.url, width=390, height=844, scheme="dark"), VIEWS[view])
