"""Pictures to keep, in a real browser: the files are what they say, and need no server."""

from __future__ import annotations

import struct
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from playwright.sync_api import Browser, Page, expect

from embviz.app.components.standalone_html import to_html
from embviz.figures import word_map
from tests.support.browser import OpenPage, wait_for_chart

HOSTILE = ["<script>alert(1)</script>", "a\x01b\x00", "]]>&amp;", "<b>x</b>", "\ufffe", "‮king"]
SVG = "{http://www.w3.org/2000/svg}"


def download_export(page: Page, name: str, folder: Path) -> Path:
    """Return the file that a button gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def svg_texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_picture_is_kept_in_four_ways(
    address: str, visit: OpenPage, browser: Browser, tmp_path: Path
) -> None:
    page = visit(f"{address}/lookup?word=king", scheme="dark")
    alt = "The words whose rows point most nearly the same way as that of 'king'."
    wait_for_chart(page, alt)
    drawn = page.locator(f'.embviz-chart[aria-label="{alt}"]')
    page.get_by_role("button", name="Keep it").nth(1).click()
    box = drawn.bounding_box()
    assert box

    png = download_export(page, "Picture (PNG)", tmp_path)
    assert png.name == "embviz-lookup-neighbors-king.png"
    content = png.read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert width == 2 * (round(box["width"]) + 32)
    assert height > 2 * (box["height"] + 32)

    svg = download_export(page, "Drawing (SVG)", tmp_path).read_text("utf-8")
    assert {"prince", "queen", alt, "Made with embviz"} <= {*svg_texts(svg)}
    assert "<image" not in svg and "http" not in svg.replace("http://www.w3.org/", "")
    assert 'fill="#0f131c"' in svg and 'font-family="Arial' in svg

    csv = download_export(page, "Numbers (CSV)", tmp_path).read_text("utf-8")
    assert csv.startswith('"rank","token","token id","cosine"\n1,"prince",')

    # From the disk, without a network: the page asks for nothing but itself.
    by_itself = download_export(page, "Web page (HTML)", tmp_path)
    hostile = tmp_path / "hostile.html"
    places = np.array([[i % 2, i] for i in range(len(HOSTILE))], np.float64)
    figure = word_map(places, HOSTILE, range(len(HOSTILE)), ["group"] * len(HOSTILE))
    hostile.write_text(to_html(figure, HOSTILE[0], alt=" ".join(HOSTILE), file_stem="x"), "utf-8")
    context = browser.new_context(offline=True)
    try:
        alone = context.new_page()
        asked: list[str] = []
        errors: list[str] = []
        alone.on("request", lambda request: asked.append(request.url))
        alone.on("pageerror", lambda error: errors.append(str(error)))
        alone.goto(by_itself.as_uri())
        wait_for_chart(alone, alt)
        expect(alone.get_by_text("Cosine similarity: 1 is the same direction.")).to_be_visible()
        expect(alone.get_by_text("Find a word")).to_be_hidden()
        expect(alone.locator(".ytick").first).to_be_visible()
        alone.goto(hostile.as_uri())
        alone.wait_for_selector(".embviz-chart[data-drawn]")
        with alone.expect_download() as download:
            alone.evaluate(
                "alt => window.embvizExports.get('picture')('svg', { alt, file: 'x' })",
                " ".join(HOSTILE),
            )
        download.value.save_as(tmp_path / "x.svg")
        words = svg_texts((tmp_path / "x.svg").read_text("utf-8"))
        assert {HOSTILE[0], "a␣b␣", *HOSTILE[2:4]} <= {*words}
        assert asked and all(url.startswith(("file:", "data:", "blob:")) for url in asked)
        assert not errors
    finally:
        context.close()
