"""The pages by the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from scripts.accessibility import wait_for_page
from tests.support.browser import OpenPage, current_word_field, expect_page, wait_for_chart
from tests.support.browser_map import map_overlay, map_view, wait_for_map, wait_for_overlay
from tests.support.polling import eventually

# The focused element: whether it or its parent has a visible ring, its name, its classes.
FOCUSED_ELEMENT_JS = """() => {
    let focused = document.activeElement
    if (focused === document.body) return null
    while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
    const candidates = [focused, focused.parentElement, focused.closest("label")]
    const hasRing = candidates.filter(Boolean).some(part => {
        const { outlineStyle, outlineWidth } = getComputedStyle(part)
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
    })
    const name =
        focused.ariaLabel || focused.textContent.trim() || focused.getAttribute("aria-labelledby")
    return [hasRing, name.slice(0, 60), focused.className.toString()]
}"""


def keyboard_target(page: Page, alt: str) -> Locator:
    """Return the focusable element of the chart whose text alternative begins with `alt`."""
    return page.locator(f'.embviz-keyboard[aria-label^="Marks of the picture: {alt}"]')


def announced_text(target: Locator, before: str = "") -> str:
    """Return the text that a screen reader reads out, once it differs from `before`."""

    def check() -> str:
        text = target.locator(".live-region").text_content() or ""
        assert text not in ("", before)
        return text

    return eventually(check)


def press_keys(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_tab_reaches_every_part_of_the_map_page(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/map")
    wait_for_overlay(wait_for_map(page))
    stops = []
    for _ in range(80):
        page.keyboard.press("Tab")
        if (stop := page.evaluate(FOCUSED_ELEMENT_JS)) is None:
            break
        stops.append(stop)
    assert [stop for stop in stops if not stop[0]] == []
    names = " ".join(stop[1] for stop in stops)
    for name in ("Learn", "Map", "Current word", "Marks of the picture", "Zoom in", "Save as PNG"):
        assert name in names
    for name in ("The same in numbers", "Find or mark words", "How is this calculated"):
        assert name in names


def test_2d_map_by_keyboard(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/map")
    map_ = wait_for_map(page)
    wait_for_overlay(map_)
    target = keyboard_target(page, "A 2D map")
    target.focus()
    expect(target.locator(".hint")).to_be_visible()
    press_keys(page, "ArrowDown", "ArrowRight")
    word = announced_text(target).split(",")[0]
    assert word in map_.locator(".tooltip b").inner_text()
    press_keys(page, "ArrowLeft", "ArrowRight")
    before = map_view(map_)
    press_keys(page, "Shift+ArrowRight", "+")
    assert map_view(map_)[:2] != before[:2]
    press_keys(page, "0", "Home", " ", "PageDown", " ")
    expect(page.get_by_text("2 words marked")).to_be_visible()
    press_keys(page, "Enter")
    word = map_.locator(".tooltip b").inner_text()
    expect(current_word_field(page)).to_have_value(re.compile(re.escape(word)))
    eventually(lambda: assert_current_word_ringed(map_))
    expect(target).to_be_focused()
    press_keys(page, "Escape")
    expect(target.locator(".focus-ring")).to_be_hidden()


def assert_current_word_ringed(map_: Locator) -> None:
    assert [ring for ring in map_overlay(map_)["rings"] if ring["r"] == 10]


def test_3d_map_by_keyboard(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/map?view=3D")
    map_ = wait_for_map(page)
    wait_for_overlay(map_)
    keyboard_target(page, "A 3D map").focus()
    press_keys(page, "End", "ArrowLeft", "Enter")
    expect(current_word_field(page)).to_have_value(map_.locator(".tooltip b").inner_text())
    before = map_view(map_)
    press_keys(page, "Shift+ArrowLeft", "Shift+ArrowUp", "-")
    after = map_view(map_)
    # The eye of the camera moves, and its center stays.
    assert all(one != other for one, other in zip(before[:3], after[:3], strict=True))
    assert before[3:] == pytest.approx(after[3:])


def test_matrix_by_keyboard(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/matrix")
    wait_for_chart(page, "20 rows")
    target = keyboard_target(page, "20 rows")
    target.focus()
    press_keys(page, "ArrowDown", "ArrowDown", "ArrowRight")
    expect(target.locator(".live-region")).to_have_text(
        re.compile(r"^queen · 1948, dimension 1, value")
    )
    press_keys(page, "Enter")
    expect(current_word_field(page)).to_have_value("queen")


def test_similarity_by_keyboard(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/matrix?word=queen")
    wait_for_chart(page, "20 rows")
    page.get_by_role("link", name="Similarity").focus()
    press_keys(page, "Enter")
    alt = "The 10 words nearest to 'queen'"
    wait_for_chart(page, alt)
    target = keyboard_target(page, alt)
    target.focus()
    press_keys(page, "ArrowDown")
    first = announced_text(target)
    press_keys(page, "ArrowDown")
    second = announced_text(target, before=first)
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


def test_arrow_keys_in_a_chart_do_not_change_the_step_of_the_lesson(
    server_url: str, open_page: OpenPage
) -> None:
    page = open_page(server_url)
    expect_page(page, "lesson")
    wait_for_page(page)
    page.locator(".embviz-keyboard:not([hidden])").first.focus()
    press_keys(page, "ArrowRight", "ArrowRight")
    expect(page.locator(".embviz-keyboard .focus-ring:not([hidden])")).to_have_count(1)
    expect_page(page, "lesson")


def test_section_of_the_navigation_folds_by_keyboard(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/upload")
    wait_for_page(page)
    header = page.get_by_role("button", name="Explore", exact=True)
    header.focus()
    press_keys(page, "Enter")
    expect(header).to_have_attribute("aria-expanded", "false")
    press_keys(page, "Space")
    expect(page.get_by_role("link", name="Similarity")).to_be_visible()
