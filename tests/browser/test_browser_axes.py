"""The page of axes between words."""

from __future__ import annotations

from tests.support.browser import OpenPage, assert_no_overlap, wait_for_chart


def test_labels_do_not_overlap_on_a_phone(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/axes?axes_shown=Two+axes", 390, 844, "dark")
    labels = wait_for_chart(page, "20 words between two axes").locator(".labels span")
    labels.first.wait_for()
    boxes = labels.evaluate_all(
        "tags => tags.map(tag => { const r = tag.getBoundingClientRect(); "
        "return [tag.textContent, r.left, r.top, r.right, r.bottom] })"
    )
    assert len(boxes) > 8
    assert_no_overlap(boxes, "two axes")
    page.get_by_role("radio", name="One axis").click()
    wait_for_chart(page, "Each pair on the axis made of the others: 8 of 8")
