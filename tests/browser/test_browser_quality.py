"""The page that evaluates an embedding."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.support.browser import OpenPage, expect_page, wait_for_chart

VIEWS = {
    "Word pairs": "Cosine similarity against",
    "Shape": "How cosines of rows",
    "Associations": "How much nearer each word",
}


def test_wrong_answers_can_be_saved_and_later_sessions_find_the_result(
    server_url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{server_url}/quality?known=First+10%2C000")
    wait_for_chart(page, "73% of 7,038 questions")
    with page.expect_download() as download:
        page.get_by_role("button", name="misses (CSV)").click()
    download.value.save_as(tmp_path / "misses.csv")
    with (tmp_path / "misses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 7038 - 5123
    assert all(int(row["rank of expected"] or 2) >= 2 for row in rows)
    wait_for_chart(open_page(page.url), "73% of 7,038 questions")


@pytest.mark.parametrize("view", VIEWS)
def test_view_has_an_address_and_fits_a_phone(
    view: str, server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/quality", width=390, height=844, scheme="dark")
    expect_page(page, "quality")
    page.get_by_role("radio", name=view).click()
    wait_for_chart(page, VIEWS[view])
    page.wait_for_url(lambda url: f"measure={view.replace(' ', '+')}" in url)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("box => box.scrollWidth <= box.clientWidth")
    wait_for_chart(open_page(page.url, width=390, height=844), VIEWS[view])
