"""Every page works without a network: nothing comes from anywhere but the app itself."""

from __future__ import annotations

from playwright.sync_api import expect

from embviz.ui.entries import ENTRIES, FIRST
from tests.browser import Open

# What a page names to be fetched, now or later. Links that a reader follows are no part of it.
ELSEWHERE = """() => [...document.querySelectorAll("link, script, img, iframe, style")]
  .flatMap(e => [e.src, e.href, ...(e.textContent.match(/url\\([^)]*/g) ?? [])])
  .filter(url => /^(url\\(["']?)?(https?:)?\\/\\//.test(url ?? ""))
  .filter(url => !url.includes("//" + location.host + "/"))"""


def test_every_page_of_the_navigation(address: str, visit: Open) -> None:
    """Go through all pages, unfold a formula, and see that all they name is local."""
    page = visit(address)
    links = page.get_by_test_id("stSidebarNavLink")
    expect(links).to_have_count(len(ENTRIES))
    for place, entry in enumerate(ENTRIES):
        links.nth(place).click()
        page.wait_for_url(f"{address}/{entry.name if entry is not FIRST else ''}")
        page.wait_for_selector('[data-test-script-state="notRunning"]')
        if entry.name != "upload":
            page.wait_for_selector(".embviz-chart[data-drawn]")
        if entry.name == "lookup":  # What draws formulas is loaded when the first one is shown.
            page.get_by_text("How is this calculated?").click()
            page.locator(".katex").first.wait_for()
        assert page.evaluate(ELSEWHERE) == [], entry.name
