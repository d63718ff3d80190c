"""The important paths in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import (
    OpenPage,
    current_word_field,
    end_session,
    wait_for_chart,
)
from tests.support.server import ROOT, run_server

PAGE_HEADINGS = {
    "": "1 · Computers need numbers",
    "lookup": "Look up a word",
    "matrix": "The matrix as a picture",
    "map": "A map of words",
    "similarity": "How alike are words?",
    "analogy": "Analogies",
    "upload": "Your own words",
}

EXAMPLES = ROOT / "embviz" / "data" / "examples"


@pytest.mark.parametrize("path", ["", "similarity"], ids=["lesson", "similarity"])
def test_first_request_to_a_fresh_server_may_be_any_page(
    path: str, visit: OpenPage, tmp_path: Path
) -> None:
    with run_server(tmp_path) as address:
        page = visit(f"{address}/{path}?word=queen")
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGE_HEADINGS[path])
        expect(current_word_field(page)).to_have_value("queen")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text("Look up", exact=True)).to_be_visible()
        end_session(page)


def test_other_embeddings_fit_a_narrow_window(address: str, visit: OpenPage) -> None:
    page = visit(address, width=320, height=640)
    for path, embedding in [("lookup", "minilm"), ("matrix", "tutorial")]:
        page.goto(f"{address}/{path}?embedding={embedding}")
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGE_HEADINGS[path])
        page.wait_for_selector(".embviz-chart[data-drawn]")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        wide = page.evaluate(
            """[...document.querySelectorAll('[data-testid="stMain"] *')]
               .filter(e => e.getBoundingClientRect().right > 321)
               .filter(e => !e.closest(".stDataFrame, .katex, pre"))
               .map(e => e.className.toString().slice(0, 60))"""
        )
        assert wide == [], (path, embedding)
        expect(page.get_by_text("Traceback")).to_have_count(0)


def test_address_holds_what_is_shown(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/analogy")
    expect(page.get_by_text("= queen")).to_be_visible()
    page.get_by_role("radio", name="Capitals").click()
    expect(page.get_by_text("= rome")).to_be_visible()
    page.wait_for_url(re.compile("sum=paris"))
    again = visit(page.url)
    expect(again.get_by_text("= rome")).to_be_visible()
    again.get_by_role("link", name="Map").click()
    expect(again.get_by_role("heading", level=1)).to_have_text(PAGE_HEADINGS["map"])
    again.get_by_text("3D", exact=True).click()
    again.wait_for_url(re.compile("view=3D"))
    third = visit(again.url)
    wait_for_chart(third, "A 3D map")


def test_unknown_word_gets_suggestions_to_click(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/lookup?word=kign")
    expect(page.get_by_text("Nothing is shown in its place.")).to_be_visible()
    page.get_by_role("button", name="king", exact=True).click()
    expect(current_word_field(page)).to_have_value("king")
    expect(page.get_by_test_id("stMetricValue").filter(has_text="654")).to_be_visible()


def test_uploaded_vectors_are_shown_on_every_page_to_this_visitor_only(
    address: str, visit: OpenPage
) -> None:
    page = visit(f"{address}/upload")
    page.locator('input[type="file"]').set_input_files(EXAMPLES / "vectors.csv")
    expect(page.get_by_text("9 words × 4 dimensions").first).to_be_visible()
    page.get_by_role("button", name="Use it on every page").click()
    expect(page.get_by_text("is kept. Every page can show it.")).to_be_visible()
    expect(current_word_field(page)).to_have_value("cat")
    for name, path in (("Map", "map"), ("Matrix", "matrix"), ("Analogies", "analogy")):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGE_HEADINGS[path])
        page.wait_for_selector(".embviz-chart[data-drawn]")
        expect(current_word_field(page)).to_have_value("cat")
    stranger = visit(page.url)
    expect(stranger.get_by_text("which is not here")).to_be_visible()
    expect(stranger.get_by_text("50,000 English words")).to_be_visible()


def test_uploaded_list_takes_rows_and_reports_what_is_missing(
    address: str, visit: OpenPage, tmp_path: Path
) -> None:
    words = tmp_path / "words.csv"
    words.write_text("word,group\nRain,weather\nsnow,weather\nqwxzt,none\npiano,music\n")
    page = visit(f"{address}/upload")
    page.locator('input[type="file"]').set_input_files(words)
    expect(page.get_by_text("3 words × 100 dimensions").first).to_be_visible()
    expect(page.get_by_text("qwxzt")).to_be_visible()


def test_damaged_file_gets_its_name_its_line_and_the_mend(
    address: str, visit: OpenPage, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.txt"
    damaged.write_text("cat 0.1 0.2 0.3\ndog 0.1 0.2 0.3\nhorse 0.1 oops 0.3\n")
    page = visit(f"{address}/upload")
    page.locator('input[type="file"]').set_input_files(damaged)
    expect(page.get_by_text("damaged.txt, line 3")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_text_twin_shows_the_numbers(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/lookup?word=hello&embedding=tutorial")
    page.get_by_text("The same in numbers").first.click()
    expect(page.locator(".stDataFrame").first).to_be_visible()
    expect(page.get_by_text("as a strip of 512 colored cells").last).to_be_visible()
