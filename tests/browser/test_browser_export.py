"""Exported charts: the content of the files, and the web page, which needs no server."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from embviz.app.components.standalone_html import to_html
from embviz.figures import word_map
from tests.support.browser import OpenPage, wait_for_chart

HOSTILE = ["<script>alert(1)</script>", "a\x01b\x00", "]]>&amp;", "<b>x</b>", "\ufffe", "‮king"]
SVG = "{http://www.w3.org/2000/svg}"
ALT = "The words whose rows point most nearly the same way as that of 'king'."


@pytest.fixture
def lookup_page(server_url: str, open_page: OpenPage) -> Page:
    """Return a page with a bar chart whose export menu is open."""
    page = open_page(f"{server_url}/lookup?word=king", scheme="dark")
    wait_for_chart(page, ALT)
    page.get_by_role("button", name="Keep it").nth(1).click()
    return page


def download_export(page: Page, button: str, folder: Path) -> Path:
    """Return the file that a button of the export menu downloads."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def svg_texts(svg: str) -> list[str]:
    texts = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return ["".join(element.itertext()) for element in texts]


@contextmanager
def offline_page(browser: Browser) -> Iterator[Page]:
    """Open a page without a network; it may request nothing but local files, and may not fail."""
    context = browser.new_context(offline=True)
    try:
        page = context.new_page()
        urls: list[str] = []
        errors: list[str] = []
        page.on("request", lambda request: urls.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        assert urls and all(url.startswith(("file:", "data:", "blob:")) for url in urls)
        assert not errors
    finally:
        context.close()


def test_png_has_the_chart_at_twice_its_size(lookup_page: Page, tmp_path: Path) -> None:
    box = wait_for_chart(lookup_page, ALT).bounding_box()
    assert box
    png = download_export(lookup_page, "Picture (PNG)", tmp_path)
    assert png.name == "embviz-lookup-neighbors-king.png"
    content = png.read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert width == 2 * (round(box["width"]) + 32)
    assert height > 2 * (box["height"] + 32)


def test_svg_has_texts_and_colors_of_the_chart(lookup_page: Page, tmp_path: Path) -> None:
    svg = download_export(lookup_page, "Drawing (SVG)", tmp_path).read_text("utf-8")
    assert {"prince", "queen", ALT, "Made with embviz"} <= {*svg_texts(svg)}
    assert "<image" not in svg and "http" not in svg.replace("http://www.w3.org/", "")
    assert 'fill="#0f131c"' in svg and 'font-family="Arial' in svg


def test_csv_has_the_numbers_of_the_chart(lookup_page: Page, tmp_path: Path) -> None:
    csv = download_export(lookup_page, "Numbers (CSV)", tmp_path).read_text("utf-8")
    assert csv.startswith('"rank","token","token id","cosine"\n1,"prince",')


def test_web_page_needs_no_server(lookup_page: Page, browser: Browser, tmp_path: Path) -> None:
    html = download_export(lookup_page, "Web page (HTML)", tmp_path)
    with offline_page(browser) as page:
        page.goto(html.as_uri())
        wait_for_chart(page, ALT)
        expect(page.get_by_text("Cosine similarity: 1 is the same direction.")).to_be_visible()
        expect(page.get_by_text("Find a word")).to_be_hidden()
        expect(page.locator(".ytick").first).to_be_visible()


def test_web_page_with_hostile_words_exports_them_as_text(browser: Browser, tmp_path: Path) -> None:
    points = np.array([[i % 2, i] for i in range(len(HOSTILE))], np.float64)
    figure = word_map(points, HOSTILE, range(len(HOSTILE)), ["group"] * len(HOSTILE))
    alt = " ".join(HOSTILE)
    html, svg = tmp_path / "hostile.html", tmp_path / "x.svg"
    html.write_text(to_html(figure, HOSTILE[0], alt=alt, file_stem="x"), "utf-8")
    with offline_page(browser) as page:
        page.goto(html.as_uri())
        page.wait_for_selector(".embviz-chart[data-drawn]")
        with page.expect_download() as download:
            page.evaluate(
                "alt => window.embvizExports.get('picture')('svg', { alt, file: 'x' })", alt
            )
        download.value.save_as(svg)
    texts = svg_texts(svg.read_text("utf-8"))
    assert {HOSTILE[0], "a␣b␣", *HOSTILE[2:4]} <= {*texts}
