"""Hostile words and names in a real browser: each is seen as typed, and nothing else happens."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.support.browser import (
    OpenPage,
    current_word_field,
    hover_point,
    map_overlay,
    point_positions,
    type_word,
    wait_for_map,
    words_on_map,
)
from tests.support.hostile_words import HOSTILE_FILE_NAME, INTERLEAVED_WORDS, labeled_csv
from tests.support.rendered_words import displayed_word, find_injections, visible_text
from tests.support.server import run_server

# Another visitor, who clears the caches of all.
CLEAR_CACHES_JS = """message => new Promise(done => {
  const url = location.origin.replace("http", "ws") + "/_stcore/stream"
  const socket = new WebSocket(url, ["streamlit"])
  socket.onopen = () => {
    socket.send(new Uint8Array(message))
    setTimeout(() => { socket.close(); done() }, 200)
  }
})"""

PAGE_TITLES = (
    "Lesson",
    "Look up",
    "Matrix",
    "Map",
    "Similarity",
    "Meaning axes",
    "Analogies",
    "Compare",
    "How good is it?",
    "Your words",
)


def isolated_words(points: dict[str, list[float]], n: int) -> list[str]:
    """Return the words whose points are farthest from all others, so that a pointer finds them."""
    at = np.array(list(points.values()))
    apart = np.linalg.norm(at[:, None] - at, axis=-1) + np.eye(len(at)) * 1e9
    ordered = [list(points)[i] for i in np.argsort(-apart.min(axis=1))]
    return [word for word in ordered if word in INTERLEAVED_WORDS and len(word) < 25][:n]


@pytest.fixture(scope="module")
def small_server(tmp_path_factory: pytest.TempPathFactory):
    with run_server(
        tmp_path_factory.mktemp("home"), args=("--visit-mb", "2", "--uploads-mb", "3")
    ) as address:
        yield address


def test_hostile_words_do_nothing_on_any_page(
    small_server: str, visit: OpenPage, tmp_path: Path
) -> None:
    page = visit(f"{small_server}/upload")
    file = tmp_path / HOSTILE_FILE_NAME
    file.write_bytes(labeled_csv(INTERLEAVED_WORDS))
    page.locator('input[type="file"]').first.set_input_files(file)
    use = page.get_by_role("button", name="Use it on every page")
    expect(use).to_be_visible()
    assert find_injections(page) == []
    page.get_by_test_id("stDataFrame").first.hover()
    table = page.get_by_test_id("stElementToolbar").first
    expect(table.get_by_role("button", name="Search")).to_be_visible()
    expect(table.get_by_role("button", name="Download as CSV")).to_be_hidden()
    use.click()
    expect(page.get_by_text("is kept")).to_be_visible()
    seen: dict[str, str] = {}
    for name in PAGE_TITLES:
        page.get_by_role("link", name=name, exact=True).click()
        page.wait_for_timeout(100)
        page.wait_for_selector('[data-test-script-state="notRunning"]')
        if name not in ("Your words", "How good is it?", "Compare"):
            page.wait_for_selector(".embviz-chart[data-drawn]")
        for fold in page.locator('[data-testid="stExpander"] summary').all()[:2]:
            fold.click()
        page.wait_for_timeout(100)
        page.wait_for_selector('[data-test-script-state="notRunning"]')
        assert find_injections(page) == [], name
        # Labels are no text of Plotly's: what has no form is a mark in them, too.
        assert "".join(page.locator(".embviz-chart .labels").all_text_contents()).isprintable()
        if name == "Analogies":
            expect(page.get_by_label("Word 1", exact=True)).to_be_visible()
        seen[name] = visible_text(page)
        if name == "Map":
            drawn = wait_for_map(page)
            assert set(words_on_map(drawn)) >= {
                word for word in INTERLEAVED_WORDS if word == displayed_word(word)
            }
            labels = [label["text"] for label in map_overlay(drawn)["labels"]]
            assert len(labels) > 5
            assert "".join(labels).isprintable()
            for word in isolated_words(point_positions(drawn), 2):
                hover_point(page, drawn, word)
                expect(drawn.locator(".tooltip b *")).to_have_count(0)
        if name == "Matrix":
            page.evaluate(CLEAR_CACHES_JS, list(BackMsg(clear_cache=True).SerializeToString()))
        if name == "Look up":
            for word in ("<img src=x onerror=alert(1)>", ":material/home:", "$zx^2$", "%{x}"):
                type_word(page, word)
                expect(current_word_field(page)).to_have_value(word)
                value = page.get_by_test_id("stMetricValue").first
                expect(value).to_have_text(re.compile(re.escape(word).replace(":", ":\u2060?")))
                assert find_injections(page) == [], word
    page.get_by_role("link", name="Meaning axes", exact=True).click()
    field = page.get_by_test_id("stMain").get_by_role("textbox").first
    field.fill("www.evil.example, :streamlit:; https://evil.example, somebody@evil.example")
    field.press("Enter")
    expect(page.get_by_text("is not in the vocabulary").first).to_be_visible()
    assert find_injections(page) == []
    for name in ("Lesson", "Look up", "Matrix", "Similarity", "Meaning axes", "Analogies"):
        assert sum(displayed_word(word)[:30] in seen[name] for word in INTERLEAVED_WORDS) >= 3, name
    expect(page.get_by_text(f"{HOSTILE_FILE_NAME[:30]}").first).to_be_visible()


def test_file_without_room_is_refused_with_a_sentence(
    small_server: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page()  # Where the console may tell of the refusal.
    page.goto(f"{small_server}/upload")
    large = tmp_path / "large.txt"
    large.write_text("".join(f"w{i} 0.123456 0.654321\n" for i in range(100_000)))
    page.locator('input[type="file"]').first.set_input_files(large)
    expect(page.get_by_text("The file was not taken in")).to_be_visible()
    expect(page.get_by_text("There is no room for 2.5 MB more")).to_be_visible()
    expect(page.get_by_text("AxiosError")).to_have_count(0)
    page.close()
