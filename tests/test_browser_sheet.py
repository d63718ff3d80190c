"""A page as a sheet to print, and as a link that others open."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import Open


def test_a_sheet_holds_what_the_page_shows_dark_on_white(address: str, visit: Open) -> None:
    page = visit(f"{address}/analogy?sum=king+-+man+%2B+woman&word=%3Cb%3Edog", scheme="dark")
    page.wait_for_selector(".embviz-chart[data-drawn]")
    expect(page.get_by_text("What each word has to do with")).to_be_visible()
    page.evaluate("HTMLIFrameElement.prototype.print = () => {}")
    page.get_by_role("button", name="Print a sheet").click()
    page.wait_for_selector("#embviz-sheet", state="attached")
    sheet = page.frame_locator("#embviz-sheet")
    told = sheet.locator("body").inner_text()
    for part in ("Analogies", "Embedding: glove", "<b>dog", "A sum of words: king", "= queen"):
        assert part in told
    assert "What do you see?" in told
    assert page.url in told
    assert not re.search(r"material|Click|Keep it|Royalty", told)
    assert sheet.locator("script, button, input, iframe").count() == 0
    pictures = sheet.locator("img")
    expect(pictures).to_have_count(page.locator(".embviz-chart").count())
    for source in pictures.evaluate_all("all => all.map(each => decodeURIComponent(each.src))"):
        assert source.startswith("data:image/svg+xml")
        assert 'fill="#ffffff"' in source.lower() or 'fill="#fff"' in source.lower()
    assert "queen" in pictures.first.get_attribute("alt")
    # Nothing of the drawing for paper stays on the page.
    expect(page.locator(".embviz-chart")).to_have_count(pictures.count())
