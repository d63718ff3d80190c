"""The navigation and the address of the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from embviz.app.config import all_pages
from scripts.accessibility import wait_for_page
from tests.support.browser import (
    OpenPage,
    current_word_field,
    end_session,
    expect_page,
    follow_link,
    wait_for_chart,
)
from tests.support.server import run_server

NAV_LINK = '[data-testid="stSidebarNavLink"]'


@pytest.mark.parametrize("name", ["lesson", "similarity"])
def test_first_request_to_a_fresh_server_may_be_any_page(
    name: str, open_page: OpenPage, tmp_path: Path
) -> None:
    with run_server(tmp_path) as url:
        page = open_page(f"{url}/{'' if name == 'lesson' else name}?word=queen")
        expect_page(page, name)
        expect(current_word_field(page)).to_have_value("queen")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text("Look up", exact=True)).to_be_visible()
        end_session(page)


def test_each_link_of_the_navigation_leads_to_its_page(
    server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/lookup")
    wait_for_page(page)
    expect(page.locator(NAV_LINK)).to_have_count(len(all_pages()))
    for place, entry in enumerate(all_pages()):
        follow_link(page, entry.name)
        current = page.locator(f'{NAV_LINK}[aria-current="page"] p')
        expect(current).to_have_text(entry.title)
        page.wait_for_url(f"{server_url}/{entry.name if place else ''}")
        wait_for_page(page)


@pytest.mark.parametrize(
    ("name", "embedding"), [("lookup", "minilm"), ("matrix", "tutorial")], ids=str
)
def test_other_embeddings_fit_a_narrow_window(
    name: str, embedding: str, server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/{name}?embedding={embedding}", width=320, height=640)
    expect_page(page, name)
    wait_for_chart(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    too_wide = page.evaluate(
        """[...document.querySelectorAll('[data-testid="stMain"] *')]
           .filter(e => e.getBoundingClientRect().right > 321)
           .filter(e => !e.closest(".stDataFrame, .katex, pre"))
           .map(e => e.className.toString().slice(0, 60))"""
    )
    assert too_wide == []
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_address_shows_the_same_to_others(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/analogy")
    expect(page.get_by_text("= queen")).to_be_visible()
    page.get_by_role("radio", name="Capitals").click()
    expect(page.get_by_text("= rome")).to_be_visible()
    page.wait_for_url(re.compile("sum=paris"))
    second = open_page(page.url)
    expect(second.get_by_text("= rome")).to_be_visible()
    follow_link(second, "map")
    second.get_by_text("3D", exact=True).click()
    second.wait_for_url(re.compile("view=3D"))
    wait_for_chart(open_page(second.url), "A 3D map")
