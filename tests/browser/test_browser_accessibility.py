"""Nobody is kept out: axe on every page, the keyboard alone, a narrow window, larger letters.

Nor is who has no network: nothing comes from anywhere but the app itself.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from embviz.app.config.pages import DEFAULT_PAGE, PAGES
from scripts.accessibility import run_axe, wait_for_page
from tests.support.browser import (
    OpenPage,
    current_word_field,
    eventually,
    map_overlay,
    map_view,
    wait_for_chart,
    wait_for_map,
    wait_for_overlay,
)

NAV_LINK = '[data-testid="stSidebarNavLink"]'
NARROW = {"width": 320, "height": 640}
# What a window of 1440 × 900 has room for when everything is twice as large.
ZOOMED_200 = {"width": 720, "height": 450}

# What does not fit: the page and its part that scrolls, parts beyond the right edge, texts that end
# in three dots. Tables and lines of code scroll by themselves.
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

# What a page names to be fetched, now or later. Links that a reader follows are no part of it.
EXTERNAL_URLS_JS = """() => [...document.querySelectorAll("link, script, img, iframe, style")]
  .flatMap(e => [e.src, e.href, ...(e.textContent.match(/url\\([^)]*/g) ?? [])])
  .filter(url => /^(url\\(["']?)?(https?:)?\\/\\//.test(url ?? ""))
  .filter(url => !url.includes("//" + location.host + "/"))"""

# How many seconds the longest motion takes, of what is on the page.
LONGEST_MOTION_JS = """() => Math.max(...[...document.querySelectorAll("*")].flatMap(part => {
    const { transitionDuration, animationDuration } = getComputedStyle(part)
    return `${transitionDuration}, ${animationDuration}`.split(", ").map(parseFloat)
}))"""

# Whether it can be seen where the focus is: a ring on it, or on what it is the inner part of.
FOCUSED_ELEMENT_JS = """() => {
    let at = document.activeElement
    if (at === document.body) return null
    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    const rings = [at, at.parentElement, at.closest("label")].filter(Boolean).some(part => {
        const { outlineStyle, outlineWidth } = getComputedStyle(part)
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
    })
    const name = at.ariaLabel || at.textContent.trim() || at.getAttribute("aria-labelledby")
    return [rings, name.slice(0, 60), at.className.toString()]
}"""


def keyboard_target(page: Page, name: str) -> Locator:
    """Return what takes the focus for a picture whose text alternative begins like this."""
    return page.locator(f'.embviz-keyboard[aria-label^="Marks of the picture: {name}"]')


def announced_text(at: Locator) -> str:
    return at.locator(".live-region").text_content() or ""


def overflowing_parts(page: Page) -> list[str]:
    """Return what does not fit a window that has just become smaller, after some seconds."""
    for _ in range(25):
        page.wait_for_timeout(150)
        beyond: list[str] = page.evaluate(OVERFLOW_JS)
        if not beyond:
            break
    return beyond


def press_keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def test_every_page_is_for_everybody_fits_a_narrow_window_and_needs_no_network(
    address: str, visit: OpenPage
) -> None:
    page = visit(address)
    wait_for_page(page)
    problems: list[object] = []
    links = page.locator(NAV_LINK)
    expect(links).to_have_count(len(PAGES))
    for place, entry in enumerate(PAGES):
        name = entry.name
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        wait_for_page(page)  # Another theme runs the page again, and that would lead back to it.
        links.nth(place).click()
        expect(page.locator(f'{NAV_LINK}[aria-current="page"] p')).to_have_text(entry.title)
        page.wait_for_url(f"{address}/{name if entry is not DEFAULT_PAGE else ''}")
        wait_for_page(page)
        problems += [(name, found) for found in run_axe(page)]
        page.emulate_media(color_scheme="dark")
        page.wait_for_function(
            "getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'"
        )
        page.wait_for_timeout(250)  # Colors fade over.
        problems += [(name, "dark", found) for found in run_axe(page, "color-contrast")]
        for size in (ZOOMED_200, NARROW):
            page.set_viewport_size(size)
            beyond = overflowing_parts(page)
            problems += [(name, size["width"], beyond)] if beyond else []
        if name != "upload":
            page.wait_for_selector(".embviz-chart[data-drawn]")
        if name == "lookup":  # What draws formulas is loaded when the first one is shown.
            page.get_by_text("How is this calculated?").click()
            page.locator(".katex").first.wait_for()
        problems += [(name, "from elsewhere", found) for found in page.evaluate(EXTERNAL_URLS_JS)]
    assert problems == []
    assert page.evaluate(LONGEST_MOTION_JS) > 0.05
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(LONGEST_MOTION_JS) <= 0.001


def test_the_map_by_keyboard_alone(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/map")
    drawn = wait_for_map(page)
    wait_for_overlay(drawn)
    stops = []
    for _ in range(80):
        page.keyboard.press("Tab")
        if (stop := page.evaluate(FOCUSED_ELEMENT_JS)) is None:
            break
        stops.append(stop)
    assert [stop for stop in stops if not stop[0]] == []
    found = " ".join(stop[1] for stop in stops)
    wanted = ("Learn", "Map", "Current word", "Marks of the picture", "Zoom in", "Save as PNG")
    for name in (*wanted, "The same in numbers", "Find or mark words", "How is this calculated"):
        assert name in found, name

    at = keyboard_target(page, "A 2D map")
    at.focus()
    expect(at.locator(".hint")).to_be_visible()
    press_keys(page, "ArrowDown", "ArrowRight")
    word = announced_text(at).split(",")[0]
    assert word in drawn.locator(".tooltip b").inner_text()
    press_keys(page, "ArrowLeft", "ArrowRight")
    before = map_view(drawn)
    press_keys(page, "Shift+ArrowRight", "+")
    assert map_view(drawn)[:2] != before[:2]
    press_keys(page, "0", "Home", " ", "PageDown", " ")
    expect(page.get_by_text("2 words marked")).to_be_visible()
    press_keys(page, "Enter")
    expect(current_word_field(page)).to_have_value(
        re.compile(re.escape(drawn.locator(".tooltip b").inner_text()))
    )
    eventually(lambda: _ringed(drawn))
    expect(at).to_be_focused()
    press_keys(page, "Escape")
    expect(at.locator(".focus-ring")).to_be_hidden()

    page.goto(f"{address}/map?view=3D")
    room = wait_for_map(page)
    keyboard_target(page, "A 3D map").focus()
    press_keys(page, "End", "ArrowLeft", "Enter")
    expect(current_word_field(page)).to_have_value(room.locator(".tooltip b").inner_text())
    camera = map_view(room)
    press_keys(page, "Shift+ArrowLeft", "Shift+ArrowUp", "-")
    turned = map_view(room)
    assert all(one != other for one, other in zip(camera[:3], turned[:3], strict=True))
    assert camera[3:] == pytest.approx(turned[3:])


def _ringed(drawn: Locator) -> None:
    assert [ring for ring in map_overlay(drawn)["rings"] if ring["r"] == 10]


def test_other_pages_by_keyboard_alone(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/matrix")
    wait_for_chart(page, "20 rows")
    at = keyboard_target(page, "20 rows")
    at.focus()
    press_keys(page, "ArrowDown", "ArrowDown", "ArrowRight")
    expect(at.locator(".live-region")).to_have_text(
        re.compile(r"^queen · 1948, dimension 1, value")
    )
    press_keys(page, "Enter")
    expect(current_word_field(page)).to_have_value("queen")

    page.get_by_role("link", name="Similarity").focus()
    press_keys(page, "Enter")
    wait_for_chart(page, "The 10 words nearest to 'queen'")
    at = keyboard_target(page, "The 10 words nearest to 'queen'")
    at.focus()
    press_keys(page, "ArrowDown")
    first = eventually(lambda: _told(at))
    press_keys(page, "ArrowDown")
    second = eventually(lambda: _told(at, before=first))
    press_keys(page, "Enter")
    expect(current_word_field(page)).to_have_value(second.split(",")[0])
    page.get_by_role("radio", name="Nearest words").focus()
    press_keys(page, "ArrowRight", "Space")
    page.wait_for_url(re.compile(r"part=Two\+words"))
    page.get_by_label("First word").focus()
    press_keys(page, "Control+a")
    page.keyboard.type("horse")
    press_keys(page, "Enter")
    page.wait_for_url(re.compile("first_word=horse"))

    # Arrow keys move in the picture, and do not turn the pages of the lesson.
    wait_for_page(page)
    page.get_by_role("link", name="Lesson").focus()
    press_keys(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 · ")
    wait_for_page(page)
    page.locator(".embviz-keyboard:not([hidden])").first.focus()
    press_keys(page, "ArrowRight", "ArrowRight")
    expect(page.locator(".embviz-keyboard .focus-ring:not([hidden])")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 · ")

    # A section of the navigation folds and unfolds.
    header = page.get_by_role("button", name="Explore", exact=True)
    header.focus()
    press_keys(page, "Enter")
    expect(header).to_have_attribute("aria-expanded", "false")
    press_keys(page, "Space")
    expect(page.get_by_role("link", name="Similarity")).to_be_visible()


def _told(at: Locator, before: str = "") -> str:
    told = announced_text(at)
    assert told
    assert told != before
    return told
