"""A page as a sheet to print, and as a link that others open."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.browser import OpenPage, end_session, eventually


def test_a_sheet_holds_what_the_page_shows_dark_on_white(address: str, visit: OpenPage) -> None:
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
    assert not re.search(r"material|Click|Keep it|Capitals", told)
    assert sheet.locator("script, button, input, iframe").count() == 0
    pictures = sheet.locator("img")
    expect(pictures).to_have_count(page.locator(".embviz-chart").count())
    for source in pictures.evaluate_all("all => all.map(each => decodeURIComponent(each.src))"):
        assert source.startswith("data:image/svg+xml")
        assert 'fill="#ffffff"' in source.lower() or 'fill="#fff"' in source.lower()
    assert "queen" in pictures.first.get_attribute("alt")
    # Nothing of the drawing for paper stays on the page.
    expect(page.locator(".embviz-chart")).to_have_count(pictures.count())


# On each page something is chosen that is not there at first.
CHOICES = {
    "map": lambda page: (pick(page, "Many words"), pick(page, "t-SNE")),
    "similarity": lambda page: pick(page, "euclidean"),
    "analogy": lambda page: (pick(page, "Term by term"), pick(page, "2. − man")),
}


def pick(page: Page, option: str) -> None:
    page.get_by_role("radio", name=option, exact=True).click()
    wait_for_rerun(page)


def fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_test_id("stMain").get_by_role("textbox", name=label, exact=True)
    field.fill(text)
    field.press("Enter")
    field.blur()  # Else it says how long the text may be.
    wait_for_rerun(page)


def wait_for_rerun(page: Page) -> None:
    page.wait_for_timeout(150)
    page.wait_for_selector('[data-test-script-state="notRunning"]')


def test_an_address_shows_others_the_same_to_the_pixel(address: str, visit: OpenPage) -> None:
    for name, choose in CHOICES.items():
        mine = visit(f"{address}/{name}?word=queen")
        mine.wait_for_selector(".embviz-chart[data-drawn]")
        choose(mine)
        assert mine.url.count("&") >= 1, name
        theirs = visit(mine.url)
        eventually(lambda: assert_same_appearance(mine, theirs))  # noqa: B023
        for page in (mine, theirs):
            end_session(page)


def assert_same_appearance(mine: Page, theirs: Page) -> None:
    texts, pictures = zip(*map(page_appearance, (mine, theirs)), strict=True)
    assert texts[0] == texts[1]
    assert pictures[0] == pictures[1], mine.url


def page_appearance(page: Page) -> tuple[str, bytes]:
    main = page.get_by_test_id("stMain")
    text = main.inner_text()
    # What was scrolled to lies partly behind the bar on top.
    main.evaluate("main => main.scrollTo(0, 0)")
    return text, page.locator(".embviz-chart[data-drawn]").first.screenshot()
