"""The files that the map exports."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

import embviz
from embviz.maps import MapSettings, find_precomputed
from tests.support.browser import OpenPage
from tests.support.browser_map import (
    MANY_WORDS_URL,
    MAP_SELECTOR,
    click_tool,
    map_view,
    marked_points,
    point_positions,
    strong_labels,
    wait_for_map,
    wait_for_other_view,
    wait_for_overlay,
    words_on_map,
)
from tests.support.polling import eventually


@pytest.fixture
def map_page(server_url: str, open_page: OpenPage) -> Page:
    """Return a page with the precomputed map of many words."""
    return open_page(f"{server_url}/{MANY_WORDS_URL}")


@pytest.fixture
def map_(map_page: Page, frequent_ids: list[int]) -> Locator:
    return wait_for_map(map_page, len(frequent_ids))


def save_as(page: Page, suffix: str, folder: Path) -> Path:
    """Return the file that a tool of the map (PNG, SVG) or its export menu (CSV, HTML) saves."""
    with page.expect_download() as download:
        if suffix in ("png", "svg"):
            click_tool(page, f"Save as {suffix.upper()}")
        else:
            page.get_by_role("button", name="Keep it").first.click()
            page.get_by_role("button", name=f"({suffix.upper()})").click()
    assert download.value.suggested_filename == f"map.{suffix}"
    path = folder / f"map.{suffix}"
    download.value.save_as(path)
    return path


def wait_for_neighbors(map_: Locator) -> dict[str, list[Any]]:
    """Return what is painted over the map once the current word and its neighbors are labeled."""

    def check() -> dict[str, list[Any]]:
        overlay = wait_for_overlay(map_)
        assert len(strong_labels(overlay)) > 5
        return overlay

    return eventually(check)


def test_csv_has_the_points_and_the_settings(
    map_page: Page,
    map_: Locator,
    glove: embviz.EmbeddingMatrix,
    frequent_ids: list[int],
    tmp_path: Path,
) -> None:
    with save_as(map_page, "csv", tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["token id"]) for row in rows] == frequent_ids
    assert [row["token"] for row in rows] == [glove.tokens[i] for i in frequent_ids]
    precomputed = find_precomputed(glove, frequent_ids, MapSettings("tsne"))
    assert precomputed is not None
    points = np.array([[float(row["x"]), float(row["y"])] for row in rows])
    assert np.allclose(points, precomputed.coordinates, rtol=1e-5)
    [how] = {row["how it was drawn"] for row in rows}
    assert all(part in how for part in ("t-SNE", "2D", "angle", "perplexity 30", "seed 0")), how


def test_png_has_every_point_on_white(map_page: Page, map_: Locator, tmp_path: Path) -> None:
    wait_for_neighbors(map_)
    points = point_positions(map_)
    size = map_.bounding_box()
    assert size
    content = save_as(map_page, "png", tmp_path).read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    with Image.open(BytesIO(content)) as image:
        pixels = np.asarray(image.convert("RGB"))
    assert pixels.shape[1] == 2 * round(size["width"])
    assert pixels.shape[0] >= 2 * round(size["height"])
    note_height = pixels.shape[0] - 2 * round(size["height"])
    assert (pixels[-1] == 255).all()
    x, y = np.round(2 * np.array(list(points.values()))).astype(int).T
    around = [pixels[y + note_height + dy, x + dx] for dy in range(3) for dx in (0, 1)]
    # Labels cover some of the points.
    assert (np.array(around) != 255).any(axis=(0, 2)).mean() > 0.95


def test_svg_has_the_labels_and_the_settings(map_page: Page, map_: Locator, tmp_path: Path) -> None:
    labels = strong_labels(wait_for_neighbors(map_))
    svg = ElementTree.parse(save_as(map_page, "svg", tmp_path))
    texts = ["".join(element.itertext()) for element in svg.iter()]
    assert labels <= set(texts)
    assert any("seed 0" in text for text in texts)


def test_web_page_can_be_searched_without_a_server(
    map_page: Page,
    map_: Locator,
    browser: Browser,
    glove: embviz.EmbeddingMatrix,
    frequent_ids: list[int],
    tmp_path: Path,
) -> None:
    html = save_as(map_page, "html", tmp_path)
    context = browser.new_context()
    try:
        page = context.new_page()
        urls: list[str] = []
        errors: list[str] = []

        def record(message: ConsoleMessage) -> None:
            if message.type == "error":
                errors.append(message.text)

        page.on("request", lambda request: urls.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", record)
        page.goto(html.as_uri())
        saved = page.locator(f"{MAP_SELECTOR}[data-labels]")
        saved.wait_for()
        assert words_on_map(saved) == [glove.tokens[i] for i in frequent_ids]
        assert len(wait_for_overlay(saved)["labels"]) > 20
        whole = map_view(saved)
        page.get_by_label("Find a word").fill("volleyball")
        wait_for_other_view(saved, whole)

        def check() -> None:
            wait_for_overlay(saved)
            position = point_positions(saved)["volleyball"]
            assert marked_points(saved) == [pytest.approx(position, abs=1)]

        eventually(check)
        assert urls == [html.as_uri()]
        assert errors == []
    finally:
        context.close()
