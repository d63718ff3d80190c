"""The map of words: labels and points on its canvas, views, search, selection."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

import embviz
from embviz.maps import MapSettings, find_precomputed
from embviz.neighbors import nearest
from tests.support.browser import (
    OpenPage,
    assert_changed,
    assert_no_overlap,
    current_word_field,
    expect_page,
    follow_link,
    upload_and_use,
)
from tests.support.browser_map import (
    MANY_WORDS_URL,
    click_tool,
    label_boxes,
    map_overlay,
    map_view,
    marked_points,
    point_positions,
    search_field,
    select_point,
    strong_labels,
    wait_for_map,
    wait_for_other_view,
    wait_for_overlay,
    words_on_map,
)
from tests.support.polling import eventually

# Longer than map.js and viewport.js wait before they report a view to the server.
VIEW_DELAY_MS = 600


def nearest_words(glove: embviz.EmbeddingMatrix, word: str, ids: list[int]) -> list[str]:
    """Return the ten words nearest to a word in all dimensions, among the words of a map."""
    token_id = glove.token_id(word)
    others = np.setdiff1d(np.arange(len(glove)), ids)
    ranked = nearest(glove, glove.vectors[token_id], 10, "cosine", [*others.tolist(), token_id])
    return list(ranked.tokens)


def test_labels_and_the_view_in_the_address(
    server_url: str,
    open_page: OpenPage,
    glove: embviz.EmbeddingMatrix,
    frequent_ids: list[int],
) -> None:
    precomputed = find_precomputed(glove, frequent_ids, MapSettings("tsne"))
    assert precomputed is not None
    points = precomputed.coordinates
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    word = glove.tokens[frequent_ids[int(np.hypot(*(points - middle).T).argmin())]]
    page = open_page(f"{server_url}/{MANY_WORDS_URL}&word={word}")
    map_ = wait_for_map(page, len(frequent_ids))
    expected = {word, *nearest_words(glove, word, frequent_ids)}

    def check_labels() -> None:
        overlay = wait_for_overlay(map_)
        labels = label_boxes(overlay)
        assert len(labels) > 20
        assert_no_overlap(labels, "many words")
        assert strong_labels(overlay) == expected & point_positions(map_).keys()
        assert word in strong_labels(overlay)

    view = map_view(map_)
    eventually(check_labels)
    for _ in range(2):
        click_tool(page, "Zoom in")
        view = wait_for_other_view(map_, view)
        eventually(check_labels)
    # The address is updated when the view has stopped moving.
    rounded = "_".join(f"{side:.5g}" for side in view)
    page.wait_for_url(lambda url: "at=" in url and url.split("~")[-1].split("&")[0] == rounded)
    other_page = open_page(page.url)
    other = wait_for_map(other_page, len(frequent_ids))
    assert map_view(other) == pytest.approx(view, rel=1e-3)
    # A map that is redrawn in other colors keeps its view.
    before = other.get_attribute("data-drawn")
    other_page.emulate_media(color_scheme="dark")
    eventually(lambda: assert_changed(other.get_attribute("data-drawn"), before))
    assert map_view(other) == pytest.approx(view, rel=1e-3)
    click_tool(other_page, "Whole map")
    whole = wait_for_other_view(other, view)
    assert whole[0] < view[0] and whole[1] > view[1]
    other_page.wait_for_url(lambda url: "at=" not in url)


def test_camera_is_in_the_address(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/map?view=3D&word=dog")
    map_ = wait_for_map(page)
    before = map_view(map_)
    click_tool(page, "Zoom in")
    view = wait_for_other_view(map_, before)
    page.wait_for_url(re.compile("at="))
    other = wait_for_map(open_page(page.url))
    assert map_view(other) == pytest.approx(view, rel=1e-3)
    assert wait_for_overlay(other)["labels"]


def test_points_of_a_large_3d_map_are_drawn_and_can_be_clicked(
    server_url: str,
    open_page: OpenPage,
    glove: embviz.EmbeddingMatrix,
    frequent_ids: list[int],
    tmp_path: Path,
) -> None:
    page = open_page(f"{server_url}/{MANY_WORDS_URL}&view=3D&word=dog")
    map_ = wait_for_map(page, len(frequent_ids))
    wait_for_overlay(map_)
    points = point_positions(map_)
    file = tmp_path / "map.png"
    with page.expect_download() as download:
        click_tool(page, "Save as PNG")
    download.value.save_as(file)
    with Image.open(file) as image:
        pixels = np.asarray(image.convert("RGB"))
    size = map_.bounding_box()
    assert size
    note_height = pixels.shape[0] - 2 * round(size["height"])
    x, y = np.round(2 * np.array(list(points.values()))).astype(int).T
    # Labels cover some of the points.
    assert (pixels[y + note_height, x] != 255).any(axis=1).mean() > 0.9

    word = isolated_word(points, size["width"], size["height"])
    select_point(page, map_, word)

    def check() -> None:
        expected = {word, *nearest_words(glove, word, frequent_ids)}
        labels = strong_labels(wait_for_overlay(map_))
        assert word in labels
        assert labels == expected & point_positions(map_).keys()

    eventually(check)


def isolated_word(points: dict[str, list[float]], width: float, height: float) -> str:
    """Return the word with the largest distance to its nearest point, not close to the edges."""
    positions = np.array(list(points.values()))
    distances = {
        word: float(np.sort(np.hypot(*(positions - [x, y]).T))[1])
        for word, (x, y) in points.items()
        if 60 < x < width - 60 and 120 < y < height - 60
    }
    return max(distances, key=lambda word: distances[word])


def test_labels_are_at_points_of_any_magnitude(
    server_url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    points = {"one": (0, 70_000), "two": (9_000, 80_000), "three": (60_000, 71_000), "four": (5, 9)}
    lines = [f"{word},{x},{y}" for word, (x, y) in points.items()]
    (tmp_path / "large.csv").write_text("\n".join(["word,d0,d1", *lines]))
    page = open_page(f"{server_url}/upload")
    upload_and_use(page, tmp_path / "large.csv")
    follow_link(page, "map")
    overlay = wait_for_overlay(wait_for_map(page, len(points)))
    assert {label["text"] for label in overlay["labels"]} == points.keys()


def test_search_zooms_to_a_word(
    server_url: str, open_page: OpenPage, frequent_ids: list[int]
) -> None:
    page = open_page(f"{server_url}/{MANY_WORDS_URL}")
    map_ = wait_for_map(page, len(frequent_ids))
    wait_for_overlay(map_)
    left, right, _, _ = map_view(map_)
    # Enter is not pressed, and the word is incomplete.
    search_field(page).press_sequentially("volleyb", delay=40)

    def check() -> None:
        wait_for_overlay(map_)
        new_left, new_right, _, _ = map_view(map_)
        assert new_right - new_left < (right - left) / 3
        position = point_positions(map_)["volleyball"]
        assert marked_points(map_) == [pytest.approx(position, abs=1)]
        assert "volleyball" in [label["text"] for label in map_overlay(map_)["labels"]]

    eventually(check)
    expect(current_word_field(page)).to_have_value("king")  # The search alone selects nothing.
    page.get_by_role("radio", name="volleyball", exact=True).click()
    expect(current_word_field(page)).to_have_value("volleyball")


def test_search_marks_the_words_that_match_an_expression(
    server_url: str,
    open_page: OpenPage,
    glove: embviz.EmbeddingMatrix,
    frequent_ids: list[int],
) -> None:
    page = open_page(f"{server_url}/{MANY_WORDS_URL}")
    map_ = wait_for_map(page, len(frequent_ids))
    wait_for_overlay(map_)
    search_field(page).fill("/^s/")
    matching = {glove.tokens[i] for i in frequent_ids if glove.tokens[i].startswith("s")}
    expect(page.get_by_text(f"{len(matching):,} words marked")).to_be_visible()

    def check() -> None:
        wait_for_overlay(map_)
        points = point_positions(map_)
        assert matching <= points.keys()
        positions = np.array([points[word] for word in matching])
        marks = np.array(marked_points(map_))
        assert marks.shape == positions.shape
        distances = np.hypot(*(marks[:, None] - positions[None]).transpose(2, 0, 1))
        assert distances.min(axis=0).max() < 0.1
        assert distances.min(axis=1).max() < 0.1

    eventually(check)
    page.get_by_role("button", name="Clear", exact=True).click()
    eventually(lambda: assert_no_marks(map_))
    expect(search_field(page)).to_have_value("")


def assert_no_marks(drawn: Locator) -> None:
    assert marked_points(drawn) == []


def test_words_in_a_box_get_a_map_of_their_own(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/map?show=Many+words&size=1,000")
    map_ = wait_for_map(page, 1000)
    whole = map_view(map_)
    click_tool(page, "Zoom in")
    view = wait_for_other_view(map_, whole)
    page.wait_for_url(re.compile("at="))
    wait_for_overlay(map_)

    click_tool(page, "Select with a box")
    points = point_positions(map_)
    box = map_.bounding_box()
    assert box
    left, top, right, bottom = 180, 180, 420, 330
    page.mouse.move(box["x"] + left, box["y"] + top)
    page.mouse.down()
    page.mouse.move(box["x"] + right, box["y"] + bottom, steps=6)
    page.mouse.up()
    inside = {word for word, (x, y) in points.items() if left < x < right and top < y < bottom}
    assert 10 < len(inside) < 200
    expect(page.get_by_text(f"{len(inside)} words marked")).to_be_visible()
    listed = page.get_by_test_id("stMain").get_by_test_id("stCode").first.locator("code")
    assert sorted((listed.text_content() or "").split(", ")) == sorted(inside)
    assert map_view(map_) == pytest.approx(view)  # A selection does not move the view.
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    rows = list(csv.DictReader(download.value.path().read_text("utf-8").splitlines()))
    assert {row["token"] for row in rows} == inside

    page.get_by_role("button", name="Map these alone").click()
    selected = wait_for_map(page, len(inside))
    eventually(lambda: assert_words(selected, inside))
    wait_for_overlay(selected)
    assert point_positions(selected).keys() == inside  # All words of the map are in the frame.
    page.get_by_role("button", name="Back to all words").click()
    all_words = wait_for_map(page, 1000)
    eventually(lambda: assert_view(all_words, view))
    assert wait_for_overlay(all_words)["labels"]


def test_map_that_was_left_reports_no_view(server_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{server_url}/map")
    map_ = wait_for_map(page)
    wait_for_overlay(map_)
    before = map_view(map_)
    click_tool(page, "Zoom in")
    wait_for_other_view(map_, before)
    page.get_by_role("link", name="Matrix", exact=True).click()
    expect_page(page, "matrix")
    page.wait_for_timeout(VIEW_DELAY_MS)
    assert "at=" not in page.url


def assert_words(map_: Locator, words: set[str]) -> None:
    assert set(words_on_map(map_)) == words


def assert_view(map_: Locator, view: list[float]) -> None:
    assert map_view(map_) == pytest.approx(view, rel=1e-3)


@pytest.mark.parametrize("view", ["2D", "3D"])
def test_wheel_scrolls_the_page_until_the_map_is_clicked(
    view: str, server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/map?view={view}&word=dog")
    map_ = wait_for_map(page)
    wait_for_overlay(map_)
    before = map_view(map_)
    scroll_top = """document.querySelector('[data-testid="stMain"]').scrollTop"""
    box = map_.bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.wheel(0, 120)
    page.wait_for_function(f"{scroll_top} >= 100")
    assert map_view(map_) == before

    box = map_.bounding_box()
    assert box
    # Far from all points, a click selects nothing.
    points = np.array(list(point_positions(map_).values()))
    grid = [(x, y) for x in range(60, 560, 20) for y in range(220, 420, 20)]
    x, y = max(grid, key=lambda place: float(np.hypot(*(points - place).T).min()))
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.click(box["x"] + x, box["y"] + y)
    expect(current_word_field(page)).to_have_value("dog")
    scrolled = page.evaluate(scroll_top)
    page.mouse.wheel(0, -120)
    after = wait_for_other_view(map_, before)
    if view == "2D":
        assert after[1] - after[0] < before[1] - before[0]
    assert page.evaluate(scroll_top) == scrolled
