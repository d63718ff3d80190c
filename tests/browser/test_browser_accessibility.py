"""Every page: axe, zoomed and narrow windows, reduced motion, no external files."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from embviz.app.config import Page as PageEntry
from embviz.app.config import all_pages
from scripts.accessibility import run_axe, wait_for_page
from tests.support.browser import OpenPage, expect_page, wait_for_chart
from tests.support.polling import eventually

NARROW = {"width": 320, "height": 640}
# The part of a window of 1440 × 900 that is left at a zoom of 200 %.
ZOOMED_200 = {"width": 720, "height": 450}

# List the parts that do not fit: the page or its main part, when they scroll sideways; parts beyond
# the right edge; texts that are cut. Tables and lines of code may scroll by themselves.
OVERFLOW_JS = """() => {
    const main = document.querySelector('[data-testid="stMain"]')
    const own = ".stDataFrame, pre, .embviz-chart svg, .katex, .embviz-keyboard, [role=progressbar]"
    const parts = [...main.querySelectorAll("*")].filter(part => !part.closest(own))
    const text = part => part.textContent.trim().slice(0, 40)
    return [
        ...(document.documentElement.scrollWidth > innerWidth ? ["the page"] : []),
        ...(main.scrollWidth > main.clientWidth ? ["its main part"] : []),
        ...parts.filter(part => part.getBoundingClientRect().right > innerWidth + 1).map(text),
        ...parts.filter(part => part.matches("p, span, button, a, h1, h2, summary"))
            .filter(part => part.clientWidth > 8 && part.scrollWidth > part.clientWidth + 1)
            .filter(part => getComputedStyle(part).overflowX !== "visible").map(text),
    ]
}"""

# URLs on other machines that a page would fetch, now or later; links are not counted.
EXTERNAL_URLS_JS = """() => [...document.querySelectorAll("link, script, img, iframe, style")]
  .flatMap(e => [e.src, e.href, ...(e.textContent.match(/url\\([^)]*/g) ?? [])])
  .filter(url => /^(url\\(["']?)?(https?:)?\\/\\//.test(url ?? ""))
  .filter(url => !url.includes("//" + location.host + "/"))"""

# The duration of the longest transition or animation on the page, in seconds.
LONGEST_MOTION_JS = """() => Math.max(...[...document.querySelectorAll("*")].flatMap(part => {
    const { transitionDuration, animationDuration } = getComputedStyle(part)
    return `${transitionDuration}, ${animationDuration}`.split(", ").map(parseFloat)
}))"""

# Transitions count as animations.
NO_MOTION_JS = "document.getAnimations().every(({ playState }) => playState !== 'running')"
IS_DARK_JS = "getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'"

every_page = pytest.mark.parametrize("entry", all_pages(), ids=lambda entry: entry.name)


def assert_fits(page: Page) -> None:
    assert page.evaluate(OVERFLOW_JS) == []


@every_page
def test_axe_finds_nothing(entry: PageEntry, server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/{entry.name}")
    expect_page(page, entry.name)
    wait_for_page(page)
    assert run_axe(page) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(IS_DARK_JS)
    wait_for_page(page)
    page.wait_for_function(NO_MOTION_JS)  # Colors change gradually.
    assert run_axe(page, "color-contrast") == []


@every_page
def test_page_fits_small_windows_and_names_no_external_file(
    entry: PageEntry, server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/{entry.name}")
    expect_page(page, entry.name)
    wait_for_page(page)
    for size in (ZOOMED_200, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        eventually(lambda: assert_fits(page), 5)
    if entry.name != "upload":
        wait_for_chart(page)
    assert page.evaluate(EXTERNAL_URLS_JS) == []


def test_formulas_need_no_external_file(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/lookup")
    wait_for_page(page)
    page.get_by_text("How is this calculated?").click()  # Load the code that draws formulas.
    page.locator(".katex").first.wait_for()
    assert page.evaluate(EXTERNAL_URLS_JS) == []


def test_reduced_motion_ends_all_motion(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/upload")
    wait_for_page(page)
    assert page.evaluate(LONGEST_MOTION_JS) > 0.05
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(LONGEST_MOTION_JS) <= 0.001
