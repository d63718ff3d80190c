"""The presentation mode."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import OpenPage, expect_page, type_word


def test_presentation_is_larger_and_has_no_sidebar(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/?step=6")
    page.wait_for_selector(".embviz-chart[data-drawn]")
    sizes = """[getComputedStyle(document.querySelector("h1")).fontSize,
                getComputedStyle(document.querySelector(".embviz-chart .ytick text")).fontSize]
               .map(parseFloat)"""
    before = page.evaluate(sizes)
    page.get_by_role("button", name="Present", exact=True).click()
    page.wait_for_url(re.compile(r"present=1"))
    page.wait_for_function(f"({sizes}).every((size, i) => size > {before}[i])")
    after = page.evaluate(sizes)
    assert [b / a for a, b in zip(before, after, strict=True)] == pytest.approx([1.375] * 2, 0.02)
    frames = page.evaluate(
        """[...document.querySelectorAll(".embviz-chart")].map(box =>
             [box, box.parentElement].map(part => part.getBoundingClientRect().bottom))"""
    )
    assert all(chart <= frame + 1 for chart, frame in frames)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    # The navigation is at the top, and the presentation goes on.
    page.get_by_text("Explore").first.click()
    page.get_by_text("Similarity").first.click()
    expect_page(page, "similarity")
    page.wait_for_url(re.compile(r"/similarity\?.*present=1"))
    page.get_by_text("Embedding and word").click()
    type_word(page, "dog")
    page.wait_for_url(re.compile("word=dog"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="End the presentation").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    page.wait_for_url(lambda url: "present" not in url and "word=dog" in url)


def test_presentation_changes_no_sizes_on_a_phone(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/?step=4&present=1", width=390, height=844)
    page.wait_for_selector(".embviz-chart[data-drawn]")
    size = 'getComputedStyle(document.querySelector("h1")).fontSize'
    assert page.evaluate(size) == "32px"
    ends = """[...document.querySelectorAll(".embviz-chart text")]
              .map(text => text.getBoundingClientRect().right)"""
    assert max(page.evaluate(ends)) <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
