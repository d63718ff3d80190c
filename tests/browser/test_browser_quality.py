"""Measuring an embedding in a real browser."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.support.browser import OpenPage, wait_for_chart


def test_all_questions_are_asked_and_misses_can_be_kept(
    address: str, visit: OpenPage, tmp_path: Path
) -> None:
    page = visit(f"{address}/quality?known=First+10%2C000")
    wait_for_chart(page, "73% of 7,038 questions")
    with page.expect_download() as download:
        page.get_by_role("button", name="misses (CSV)").click()
    download.value.save_as(tmp_path / "misses.csv")
    with (tmp_path / "misses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 7038 - 5123
    assert all(int(row["rank of expected"] or 2) >= 2 for row in rows)
    # The next visitor finds it done.
    wait_for_chart(visit(page.url), "73% of 7,038 questions")


def test_every_view_has_an_address_and_fits_a_phone(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/quality", width=390, height=844, scheme="dark")
    for view, drawn in {
        "Word pairs": "Cosine similarity against",
        "Shape": "How cosines of rows",
        "Associations": "How much nearer each word",
    }.items():
        page.get_by_role("radio", name=view).click()
        wait_for_chart(page, drawn)
        page.wait_for_url(lambda url, view=view: f"measure={view.replace(' ', '+')}" in url)
        inner = page.locator("[data-testid=stMain]")
        assert inner.evaluate("box => box.scrollWidth <= box.clientWidth")
    fresh = visit(page.url, width=390, height=844)
    wait_for_chart(fresh, "How much nearer each word")
