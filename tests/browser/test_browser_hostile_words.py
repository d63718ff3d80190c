"""Hostile words and names: each is shown as it was typed, and nothing else happens."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from embviz.app.config import all_pages
from tests.support.browser import (
    OpenPage,
    current_word_field,
    end_session,
    expect_page,
    follow_link,
    set_files,
    type_word,
    use_upload,
    wait_for_chart,
)
from tests.support.browser_map import (
    hover_point,
    map_overlay,
    point_positions,
    wait_for_map,
    words_on_map,
)
from tests.support.hostile_words import HOSTILE_FILE_NAME, INTERLEAVED_WORDS, labeled_csv
from tests.support.rendered_words import displayed_word, find_injections, visible_text
from tests.support.reruns import rerun
from tests.support.server import run_server

# Pages without a chart of this vocabulary, and pages that show some of its words.
WITHOUT_CHART = ("compare", "quality", "upload")
WITH_WORDS = ("lesson", "lookup", "matrix", "similarity", "axes", "analogy")

# Send messages to the server in a new session, and wait until the last one is answered.
SEND_JS = """messages => new Promise((resolve, reject) => {
  const url = location.origin.replace("http", "ws") + "/_stcore/stream"
  const socket = new WebSocket(url, ["streamlit"])
  socket.onopen = () => messages.forEach(message => socket.send(new Uint8Array(message)))
  socket.onerror = reject
  socket.onmessage = () => { socket.close(); resolve() }
})"""


@pytest.fixture
def hostile_page(server_url: str, open_page: OpenPage, tmp_path: Path) -> Page:
    """Return a page in a session that uses a vocabulary of hostile words."""
    page = open_page(f"{server_url}/upload")
    upload_hostile_words(page, tmp_path)
    use_upload(page)
    return page


def upload_hostile_words(page: Page, folder: Path) -> None:
    file = folder / HOSTILE_FILE_NAME
    file.write_bytes(labeled_csv(INTERLEAVED_WORDS))
    set_files(page, file)
    expect(page.get_by_role("button", name="Use it on every page")).to_be_visible()


@pytest.mark.parametrize("name", [entry.name for entry in all_pages()])
def test_hostile_words_do_nothing(name: str, hostile_page: Page) -> None:
    page = hostile_page
    if name != "upload":
        follow_link(page, name)
    if name not in WITHOUT_CHART:
        wait_for_chart(page)
    for expander in page.locator('[data-testid="stExpander"] summary').all()[:2]:
        with rerun(page):
            expander.click()
    expect_page(page, name)
    assert find_injections(page) == []
    # Labels are not drawn by Plotly; invisible characters are marked in them, too.
    assert "".join(page.locator(".embviz-chart .labels").all_text_contents()).isprintable()
    if name in WITH_WORDS:
        text = visible_text(page)
        assert sum(displayed_word(word)[:30] in text for word in INTERLEAVED_WORDS) >= 3
    if name == "analogy":
        expect(page.get_by_label("Word 1", exact=True)).to_be_visible()
    expect(page.get_by_text(HOSTILE_FILE_NAME[:30]).first).to_be_visible()


def test_preview_of_hostile_words_can_be_searched_but_not_downloaded(
    server_url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{server_url}/upload")
    upload_hostile_words(page, tmp_path)
    assert find_injections(page) == []
    page.get_by_test_id("stDataFrame").first.hover()
    toolbar = page.get_by_test_id("stElementToolbar").first
    expect(toolbar.get_by_role("button", name="Search")).to_be_visible()
    expect(toolbar.get_by_role("button", name="Download as CSV")).to_be_hidden()


def test_map_names_hostile_words(hostile_page: Page) -> None:
    page = hostile_page
    follow_link(page, "map")
    map_ = wait_for_map(page)
    printable = {word for word in INTERLEAVED_WORDS if word == displayed_word(word)}
    assert set(words_on_map(map_)) >= printable
    labels = [label["text"] for label in map_overlay(map_)["labels"]]
    assert len(labels) > 5
    assert "".join(labels).isprintable()
    for word in isolated_words(point_positions(map_), 2):
        hover_point(page, map_, word)
        expect(map_.locator(".tooltip b *")).to_have_count(0)
    assert find_injections(page) == []


def isolated_words(points: dict[str, list[float]], n: int) -> list[str]:
    """Return the words whose points are farthest from all others, so that a pointer hits them."""
    positions = np.array(list(points.values()))
    distances = np.linalg.norm(positions[:, None] - positions, axis=-1)
    np.fill_diagonal(distances, np.inf)
    words = [list(points)[i] for i in np.argsort(-distances.min(axis=1))]
    return [word for word in words if word in INTERLEAVED_WORDS and len(word) < 25][:n]


@pytest.mark.parametrize(
    "word", ["<img src=x onerror=alert(1)>", ":material/home:", "$zx^2$", "%{x}"]
)
def test_hostile_word_is_looked_up(word: str, hostile_page: Page) -> None:
    page = hostile_page
    follow_link(page, "lookup")
    type_word(page, word)
    expect(current_word_field(page)).to_have_value(word)
    token = page.get_by_test_id("stMetricValue").first
    expect(token).to_have_text(re.compile(re.escape(word).replace(":", ":\u2060?")))
    assert find_injections(page) == []


def test_unknown_hostile_words_of_an_axis_are_named(hostile_page: Page) -> None:
    page = hostile_page
    follow_link(page, "axes")
    field = page.get_by_test_id("stMain").get_by_role("textbox").first
    with rerun(page):
        field.fill("www.evil.example, :streamlit:; https://evil.example, somebody@evil.example")
        field.press("Enter")
    expect(page.get_by_text("is not in the vocabulary").first).to_be_visible()
    assert find_injections(page) == []


def test_session_goes_on_when_another_one_clears_all_caches(
    open_page: OpenPage, tmp_path: Path
) -> None:
    clear, run = BackMsg(clear_cache=True), BackMsg(rerun_script=ClientState())
    with run_server(tmp_path) as url:
        page = open_page(f"{url}/upload")
        upload_hostile_words(page, tmp_path)
        use_upload(page)
        follow_link(page, "matrix")
        page.evaluate(SEND_JS, [list(message.SerializeToString()) for message in (clear, run)])
        for name in ("map", "lookup"):
            follow_link(page, name)
            wait_for_chart(page)
            assert find_injections(page) == []
            expect(page.get_by_text(HOSTILE_FILE_NAME[:30]).first).to_be_visible()
        end_session(page)
