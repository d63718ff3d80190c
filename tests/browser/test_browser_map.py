"""The map of words in a real browser: what its canvas shows, its tools, its files, its jobs."""

from __future__ import annotations

import csv
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

import embviz
from embviz.maps import MapSettings, find_precomputed, precomputed_selections
from embviz.neighbors import nearest
from tests.app.views.test_lesson_page import TWENTY_WORDS_CSV
from tests.support.browser import (
    MAP_SELECTOR,
    OpenPage,
    assert_no_overlap,
    click_point,
    click_tool,
    current_word_field,
    end_session,
    eventually,
    label_boxes,
    map_overlay,
    map_view,
    point_positions,
    wait_for_map,
    wait_for_overlay,
    words_on_map,
)
from tests.support.server import run_server

MANY_WORDS_URL = "map?show=Many+words&method=t-SNE"


@pytest.fixture(scope="module")
def frequent(glove: embviz.EmbeddingMatrix) -> list[int]:
    """Return the token ids of the map of many words that ships."""
    return precomputed_selections(glove)["frequent"]


def nearest_words(glove: embviz.EmbeddingMatrix, word: str, ids: list[int]) -> list[str]:
    """Return the ten words truly nearest to a word, among those of a map."""
    token_id = glove.token_id(word)
    others = np.setdiff1d(np.arange(len(glove)), ids)
    ranked = nearest(glove, glove.vectors[token_id], 10, "cosine", [*others.tolist(), token_id])
    return list(ranked.tokens)


def search_field(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Find or mark words")


def marked_points(drawn: Locator) -> list[Any]:
    """Return the places of the marked words in the frame of a map."""
    return list(map_overlay(drawn)["dots"])


def wait_for_other_view(drawn: Locator, before: list[float]) -> list[float]:
    """Wait until another part of the map is seen; return it."""

    def check() -> list[float]:
        after = map_view(drawn)
        assert after != pytest.approx(before, rel=1e-3)
        return after

    return list(eventually(check))


def test_word_and_neighbors_are_labelled_apart_in_any_view_and_the_address_has_the_view(
    address: str, visit: OpenPage, glove: embviz.EmbeddingMatrix, frequent: list[int]
) -> None:
    shipped = find_precomputed(glove, frequent, MapSettings("tsne"))
    assert shipped is not None
    places = shipped.coordinates
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    word = glove.tokens[frequent[int(np.hypot(*(places - middle).T).argmin())]]
    page = visit(f"{address}/{MANY_WORDS_URL}&word={word}")
    drawn = wait_for_map(page, len(frequent))
    wanted = {word, *nearest_words(glove, word, frequent)}
    view = map_view(drawn)
    for zoomed in range(3):

        def check() -> None:
            told = wait_for_overlay(drawn)
            labels = label_boxes(told)
            assert len(labels) > 20
            assert_no_overlap(labels, "many words")
            shown = {each["text"] for each in told["labels"] if each["strong"]}
            assert shown == wanted & point_positions(drawn).keys()
            assert word in shown

        eventually(check)
        if zoomed < 2:
            click_tool(page, "Zoom in")
            view = wait_for_other_view(drawn, view)
    # The address comes last: it is told when the view has come to rest.
    rounded = "_".join(f"{side:.5g}" for side in view)
    page.wait_for_url(lambda url: "at=" in url and url.split("~")[-1].split("&")[0] == rounded)
    fresh = visit(page.url)
    again = wait_for_map(fresh, len(frequent))
    assert map_view(again) == pytest.approx(view, rel=1e-3)
    # A map that is drawn again, in other colors or another size, keeps that view.
    before = again.get_attribute("data-drawn")
    fresh.emulate_media(color_scheme="dark")
    eventually(lambda: assert_redrawn(again, before))
    assert map_view(again) == pytest.approx(view, rel=1e-3)
    click_tool(fresh, "Whole map")
    whole = wait_for_other_view(again, view)
    assert whole[0] < view[0] and whole[1] > view[1]
    fresh.wait_for_url(lambda url: "at=" not in url)


def assert_redrawn(drawn: Locator, before: str | None) -> None:
    assert drawn.get_attribute("data-drawn") != before


def test_camera_is_in_the_address(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/map?view=3D&word=dog")
    drawn = wait_for_map(page)
    view = map_view(drawn)
    click_tool(page, "Zoom in")
    view = wait_for_other_view(drawn, view)
    page.wait_for_url(re.compile("at="))
    fresh = wait_for_map(visit(page.url))
    assert map_view(fresh) == pytest.approx(view, rel=1e-3)
    assert wait_for_overlay(fresh)["labels"]


def test_many_points_in_a_room_are_drawn_named_clicked_and_saved(
    address: str,
    visit: OpenPage,
    glove: embviz.EmbeddingMatrix,
    frequent: list[int],
    tmp_path: Path,
) -> None:
    page = visit(f"{address}/{MANY_WORDS_URL}&view=3D&word=dog")
    drawn = wait_for_map(page, len(frequent))
    wait_for_overlay(drawn)
    points = point_positions(drawn)
    file = tmp_path / "map.png"
    with page.expect_download() as download:
        click_tool(page, "Save as PNG")
    download.value.save_as(file)
    with Image.open(file) as image:
        pixels = np.asarray(image.convert("RGB"))
    size = drawn.bounding_box()
    assert size
    above = pixels.shape[0] - 2 * round(size["height"])
    at = np.round(2 * np.array(list(points.values()))).astype(int)
    # Every point is there, but where the names of neighbors lie over it.
    assert (pixels[at[:, 1] + above, at[:, 0]] != 255).any(axis=1).mean() > 0.9

    # A point that no other one hides, away from the word that is selected.
    places = np.array(list(points.values()))
    alone = {
        word: float(np.sort(np.hypot(*(places - place).T))[1])
        for word, place in points.items()
        if 60 < place[0] < size["width"] - 60 and 120 < place[1] < size["height"] - 60
    }
    word = max(alone, key=lambda each: alone[each])
    click_point(page, drawn, word)
    expect(current_word_field(page)).to_have_value(word)

    def selected() -> None:
        strong = {each["text"] for each in wait_for_overlay(drawn)["labels"] if each["strong"]}
        assert word in strong
        assert (
            strong == {word, *nearest_words(glove, word, frequent)} & point_positions(drawn).keys()
        )

    eventually(selected)


def test_labels_stand_at_points_of_any_size(address: str, visit: OpenPage, tmp_path: Path) -> None:
    places = {"one": (0, 70_000), "two": (9_000, 80_000), "three": (60_000, 71_000), "four": (5, 9)}
    lines = [f"{word},{x},{y}" for word, (x, y) in places.items()]
    (tmp_path / "large.csv").write_text("\n".join(["word,d0,d1", *lines]))
    page = visit(f"{address}/upload")
    upload_and_open_map(page, tmp_path / "large.csv")
    drawn = wait_for_map(page, len(places))
    assert {each["text"] for each in wait_for_overlay(drawn)["labels"]} == places.keys()


def upload_and_open_map(page: Page, file: Path) -> None:
    """Use a file on every page and show its map."""
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_role("button", name="Use it on every page").click()
    expect(page.get_by_text("is kept. Every page can show it.")).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).click()


def test_search_flies_to_a_word_and_marks_what_an_expression_describes(
    address: str, visit: OpenPage, glove: embviz.EmbeddingMatrix, frequent: list[int]
) -> None:
    page = visit(f"{address}/{MANY_WORDS_URL}")
    drawn = wait_for_map(page, len(frequent))
    wait_for_overlay(drawn)
    left, right, _, _ = map_view(drawn)
    search_field(page).press_sequentially("volleyb", delay=40)  # No Enter, and no whole word.

    def flown() -> None:
        wait_for_overlay(drawn)
        a, b, *_ = map_view(drawn)
        assert b - a < (right - left) / 3
        x, y = point_positions(drawn)["volleyball"]
        assert marked_points(drawn) == [pytest.approx([x, y], abs=1)]
        assert "volleyball" in [each["text"] for each in map_overlay(drawn)["labels"]]

    eventually(flown)
    expect(current_word_field(page)).to_have_value("king")  # To look is not to choose.
    page.get_by_role("radio", name="volleyball", exact=True).click()
    expect(current_word_field(page)).to_have_value("volleyball")

    click_tool(page, "Whole map")
    search_field(page).fill("/^s/")
    matching = {glove.tokens[i] for i in frequent if glove.tokens[i].startswith("s")}
    expect(page.get_by_text(f"{len(matching):,} words marked")).to_be_visible()

    def all_marked() -> None:
        wait_for_overlay(drawn)
        points = point_positions(drawn)
        assert matching <= points.keys()
        places, found = (
            np.array([points[word] for word in matching]),
            np.array(marked_points(drawn)),
        )
        assert found.shape == places.shape
        away = np.hypot(*(found[:, None] - places[None]).transpose(2, 0, 1))
        assert away.min(axis=0).max() < 0.1
        assert away.min(axis=1).max() < 0.1

    eventually(all_marked)
    page.get_by_role("button", name="Clear", exact=True).click()
    eventually(lambda: assert_no_marks(drawn))
    expect(search_field(page)).to_have_value("")


def assert_no_marks(drawn: Locator) -> None:
    assert marked_points(drawn) == []


def test_words_in_a_box_can_have_a_map_of_their_own(address: str, visit: OpenPage) -> None:
    page = visit(f"{address}/map?show=Many+words&size=1,000")
    drawn = wait_for_map(page, 1000)
    whole = map_view(drawn)
    click_tool(page, "Zoom in")
    view = wait_for_other_view(drawn, whole)
    page.wait_for_url(re.compile("at="))
    wait_for_overlay(drawn)

    click_tool(page, "Select with a box")
    points = point_positions(drawn)
    box = drawn.bounding_box()
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
    assert map_view(drawn) == pytest.approx(view)  # A selection moves nothing.
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV", exact=True).click()
    rows = list(csv.DictReader(taken.value.path().read_text("utf-8").splitlines()))
    assert {row["token"] for row in rows} == inside

    page.get_by_role("button", name="Map these alone").click()
    alone = wait_for_map(page, len(inside))
    eventually(lambda: assert_words(alone, inside))
    wait_for_overlay(alone)
    assert point_positions(alone).keys() == inside  # All of them, in one view.
    page.get_by_role("button", name="Back to all words").click()
    back = wait_for_map(page, 1000)
    eventually(lambda: assert_close(map_view(back), view))
    assert wait_for_overlay(back)["labels"]

    # A map that is left tells nothing any more, and does not fail, when its view was just moved.
    click_tool(page, "Zoom in")
    wait_for_other_view(back, view)
    page.get_by_role("link", name="Matrix", exact=True).click()
    page.get_by_role("heading", name="The matrix as a picture").wait_for()
    page.wait_for_timeout(600)


def assert_words(drawn: Locator, words: set[str]) -> None:
    assert set(words_on_map(drawn)) == words


def assert_close(one: list[float], other: list[float]) -> None:
    assert one == pytest.approx(other, rel=1e-3)


def test_files_of_the_map_hold_what_it_shows(
    address: str,
    visit: OpenPage,
    browser: Browser,
    glove: embviz.EmbeddingMatrix,
    frequent: list[int],
    tmp_path: Path,
) -> None:
    page = visit(f"{address}/{MANY_WORDS_URL}")
    drawn = wait_for_map(page, len(frequent))

    def selection_is_drawn() -> dict[str, list[Any]]:
        told = wait_for_overlay(drawn)
        assert sum(each["strong"] for each in told["labels"]) > 5
        return told

    told, points = eventually(selection_is_drawn), point_positions(drawn)
    kept = {name: tmp_path / f"map.{name}" for name in ("png", "svg", "csv", "html")}
    for name, file in kept.items():
        if name == "csv":
            page.get_by_role("button", name="Keep it").first.click()
        with page.expect_download() as download:
            if name in ("png", "svg"):
                click_tool(page, f"Save as {name.upper()}")
            else:
                page.get_by_role("button", name=f"({name.upper()})").click()
        assert download.value.suggested_filename == f"map.{name}"
        download.value.save_as(file)

    with kept["csv"].open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [int(row["token id"]) for row in rows] == frequent
    assert [row["token"] for row in rows] == [glove.tokens[i] for i in frequent]
    shipped = find_precomputed(glove, frequent, MapSettings("tsne"))
    assert shipped is not None
    places = np.array([[float(row["x"]), float(row["y"])] for row in rows])
    assert np.allclose(places, shipped.coordinates, rtol=1e-5)
    [how] = {row["how it was drawn"] for row in rows}
    assert all(part in how for part in ("t-SNE", "2D", "angle", "perplexity 30", "seed 0")), how

    size = drawn.bounding_box()
    assert size
    content = kept["png"].read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    with Image.open(BytesIO(content)) as image:
        pixels = np.asarray(image.convert("RGB"))
    assert pixels.shape[1] == 2 * round(size["width"])
    assert pixels.shape[0] >= 2 * round(size["height"])
    above = pixels.shape[0] - 2 * round(size["height"])  # Room for a longer note.
    assert (pixels[-1] == 255).all()  # The ground is white.
    at = np.round(2 * np.array(list(points.values()))).astype(int)
    dots = [
        pixels[at[:, 1] + above + down, at[:, 0] + right] for down in range(3) for right in (0, 1)
    ]
    # A point is drawn everywhere, but where the names of neighbors lie over it.
    assert (np.array(dots) != 255).any(axis=(0, 2)).mean() > 0.95

    texts = ["".join(each.itertext()) for each in ElementTree.parse(kept["svg"]).iter()]
    assert {each["text"] for each in told["labels"] if each["strong"]} <= set(texts)
    assert any("seed 0" in text for text in texts)

    context = browser.new_context()
    try:
        alone = context.new_page()
        asked: list[str] = []
        wrong: list[str] = []
        alone.on("request", lambda request: asked.append(request.url))
        alone.on("pageerror", lambda error: wrong.append(str(error)))
        alone.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
        alone.goto(kept["html"].as_uri())
        from_file = alone.locator(f"{MAP_SELECTOR}[data-labels]")
        from_file.wait_for()
        assert words_on_map(from_file) == [glove.tokens[i] for i in frequent]
        assert len(wait_for_overlay(from_file)["labels"]) > 20
        whole = map_view(from_file)
        alone.get_by_label("Find a word").fill("volleyball")
        wait_for_other_view(from_file, whole)

        def flown() -> None:
            wait_for_overlay(from_file)
            place = point_positions(from_file)["volleyball"]
            assert marked_points(from_file) == [pytest.approx(place, abs=1)]

        eventually(flown)
        assert asked == [kept["html"].as_uri()]
        assert wrong == []
    finally:
        context.close()


def test_slow_maps_are_drawn_when_asked_for_and_stop_when_told(
    visit: OpenPage, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    work.mkdir()

    def folders() -> list[Path]:
        return list(work.glob("embviz-*"))

    with run_server(tmp_path, env={"TMPDIR": str(work)}) as address:
        page = visit(f"{address}/upload")
        (tmp_path / "veinte.csv").write_bytes(TWENTY_WORDS_CSV)
        upload_and_open_map(page, tmp_path / "veinte.csv")
        wait_for_map(page, 20)
        page.get_by_role("radio", name="t-SNE").click()
        draw = page.get_by_role("button", name="Draw it")
        stop = page.get_by_role("button", name="Stop", exact=True)
        expect(draw).to_be_visible()
        expect(page.locator(MAP_SELECTOR)).to_have_count(0)
        expect(stop).to_have_count(0)
        assert folders() == []  # Nothing has been begun.
        draw.click()
        expect(stop).to_be_visible()
        expect(page.get_by_role("progressbar")).to_be_visible()
        drawn = wait_for_map(page, 20)
        assert len(words_on_map(drawn)) == 20
        assert wait_for_overlay(drawn)["labels"]
        expect(page.get_by_text("Trustworthiness", exact=True)).to_be_visible()
        expect(stop).to_have_count(0)
        eventually(lambda: assert_empty(folders()))
        end_session(page)

        page = visit(f"{address}/map?show=Many+words&size=5,000&method=t-SNE&view=3D")
        page.get_by_role("button", name="Draw it").click()
        stop = page.get_by_role("button", name="Stop", exact=True)
        expect(page.get_by_role("progressbar")).to_be_visible()
        eventually(lambda: assert_one(folders()))
        stop.click()
        expect(page.get_by_text("Stopped.")).to_be_visible()
        expect(page.get_by_role("button", name="Start again")).to_be_visible()
        expect(stop).to_have_count(0)
        expect(page.locator(MAP_SELECTOR)).to_have_count(0)
        eventually(lambda: assert_empty(folders()), 10)  # The worker takes its folder with it.
        end_session(page)


def assert_empty(found: list[Path]) -> None:
    assert not found


def assert_one(found: list[Path]) -> None:
    assert len(found) == 1


@pytest.mark.parametrize("view", ["2D", "3D"])
def test_wheel_scrolls_the_page_until_the_map_was_clicked(
    view: str, address: str, visit: OpenPage
) -> None:
    page = visit(f"{address}/map?view={view}&word=dog")
    drawn = wait_for_map(page)
    wait_for_overlay(drawn)
    before = map_view(drawn)
    top = """document.querySelector('[data-testid="stMain"]').scrollTop"""
    box = drawn.bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.wheel(0, 120)
    page.wait_for_function(f"{top} >= 100")
    assert map_view(drawn) == before

    box = drawn.bounding_box()
    assert box
    # A place without a point: a click there selects nothing.
    points = np.array(list(point_positions(drawn).values()))
    places = [(x, y) for x in range(60, 560, 20) for y in range(220, 420, 20)]
    x, y = max(places, key=lambda place: float(np.hypot(*(points - place).T).min()))
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.click(box["x"] + x, box["y"] + y)
    expect(current_word_field(page)).to_have_value("dog")
    scrolled = page.evaluate(top)
    page.mouse.wheel(0, -120)
    after = wait_for_other_view(drawn, before)
    if view == "2D":
        assert after[1] - after[0] < before[1] - before[0]
    assert page.evaluate(top) == scrolled
