"""Two embeddings side by side in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.browser import OpenPage, current_word_field, eventually, wait_for_chart


def test_going_on_from_either_side_and_every_view_by_its_address(
    address: str, visit: OpenPage
) -> None:
    page = visit(f"{address}/compare?other=tutorial")
    wait_for_chart(page, "The 10 nearest words of 'king' in both embeddings")
    drawn = page.locator('.embviz-chart[aria-label^="The 10 nearest"]')
    word = drawn.locator(".textpoint text", has_text="empress")  # Only near on the right.

    def click() -> None:
        word.scroll_into_view_if_needed()
        box = word.bounding_box()
        assert box
        x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
        page.mouse.move(x - 3, y)
        page.mouse.move(x, y)
        page.mouse.click(x, y)
        expect(current_word_field(page)).to_have_value("empress", timeout=3_000)

    eventually(click)
    wait_for_chart(page, "The 10 nearest words of 'empress' in both embeddings")
    page.set_viewport_size({"width": 390, "height": 844})
    for view, picture in {
        "Movers": "How many of 148 words",
        "Analogy": "The words nearest to king − man + woman",
        "Pairs": "Cosine similarity in tutorial minus that in glove",
        "Common map": "24 words, each where glove and where tutorial",
    }.items():
        page.get_by_role("radio", name=view).click()
        wait_for_chart(page, picture)
        page.wait_for_url(lambda url, view=view: f"compare={view.replace(' ', '+')}" in url)
        main = page.locator("[data-testid=stMain]")
        assert main.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert "other=tutorial" in page.url
    fresh = visit(page.url, width=390, height=844, scheme="dark")
    wait_for_chart(fresh, "24 words, each where glove and where tutorial")
