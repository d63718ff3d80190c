"""The similarity page and the page of axes in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.browser import (
    OpenPage,
    assert_no_overlap,
    current_word_field,
    eventually,
    wait_for_chart,
)


def test_going_on_from_neighbors_and_back_by_the_address(visit: OpenPage, address: str) -> None:
    of_several = "/similarity?near=ice+cream&metric=dot"
    name = _click_first(visit(f"{address}{of_several}"))
    # Also when the word that is clicked is the current one already.
    page = visit(f"{address}{of_several}&word={name}")
    assert _click_first(page) == name
    eventually(lambda: _assert_address(page.url, "near=", inside=False))
    page.get_by_role("radio", name="Many words").click()
    wait_for_chart(page, "Cosine similarity of every pair")
    eventually(lambda: _assert_address(page.url, "part=Many", inside=True))
    page.reload()
    wait_for_chart(page, "Cosine similarity of every pair")


def _click_first(page: Page) -> str:
    """Click the first neighbor of several words, which takes their place; return it."""
    wait_for_chart(page, "The 10 words nearest to 'the mean of ice, cream'")
    wait_for_chart(page, "The same by cosine")
    three = page.locator('.embviz-chart[aria-label^="The same by cosine"]')
    word = three.locator(".textpoint text").first
    name = str(word.text_content()).removeprefix("◆ ")

    def click() -> None:
        word.scroll_into_view_if_needed()
        box = word.bounding_box()
        assert box
        x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
        page.mouse.move(x - 3, y)
        page.mouse.move(x, y)
        page.mouse.click(x, y)
        expect(page.get_by_role("searchbox", name="or several")).to_have_value("", timeout=3_000)

    eventually(click)
    expect(current_word_field(page)).to_have_value(name)
    wait_for_chart(page, f"The 10 words nearest to {name!r}")
    return name


def test_axes_have_labels_that_keep_apart_on_a_phone(visit: OpenPage, address: str) -> None:
    page = visit(f"{address}/axes?axes_shown=Two+axes", 390, 844, "dark")
    wait_for_chart(page, "20 words between two axes")
    labels = page.locator('.embviz-chart[aria-label^="20 words between"] .labels span')
    expect(labels.first).to_be_visible()
    boxes = labels.evaluate_all(
        "tags => tags.map(tag => { const r = tag.getBoundingClientRect(); "
        "return [tag.textContent, r.left, r.top, r.right, r.bottom] })"
    )
    assert len(boxes) > 8
    assert_no_overlap(boxes, "two axes")
    page.get_by_role("radio", name="One axis").click()
    wait_for_chart(page, "Each pair on the axis made of the others: 8 of 8")


def _assert_address(url: str, part: str, *, inside: bool) -> None:
    assert (part in url) == inside, url
