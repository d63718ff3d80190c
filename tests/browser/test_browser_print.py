"""The sheet that a page prints."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import OpenPage, wait_for_chart


def test_sheet_shows_the_page_dark_on_white(server_url: str, open_page: OpenPage) -> None:
    page = open_page(
        f"{server_url}/analogy?sum=king+-+man+%2B+woman&word=%3Cb%3Edog", scheme="dark"
    )
    wait_for_chart(page)
    expect(page.get_by_text("What each word has to do with")).to_be_visible()
    page.evaluate("HTMLIFrameElement.prototype.print = () => {}")
    page.get_by_role("button", name="Print a sheet").click()
    page.wait_for_selector("#embviz-sheet", state="attached")
    sheet = page.frame_locator("#embviz-sheet")
    text = sheet.locator("body").inner_text()
    for part in ("Analogies", "Embedding: glove", "<b>dog", "A sum of words: king", "= queen"):
        assert part in text
    assert "What do you see?" in text
    assert page.url in text
    assert not re.search(r"material|Click|Keep it|Capitals", text)
    assert sheet.locator("script, button, input, iframe").count() == 0
    pictures = sheet.locator("img")
    expect(pictures).to_have_count(page.locator(".embviz-chart").count())
    for source in pictures.evaluate_all("all => all.map(img => decodeURIComponent(img.src))"):
        assert source.startswith("data:image/svg+xml")
        assert 'fill="#ffffff"' in source.lower() or 'fill="#fff"' in source.lower()
    assert "queen" in (pictures.first.get_attribute("alt") or "")
    # The charts drawn for the sheet are removed from the page.
    expect(page.locator(".embviz-chart")).to_have_count(pictures.count())
