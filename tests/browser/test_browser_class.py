"""A server for a class: what it shows first, its pages, and the addresses of the others."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.support.browser import OpenPage, current_word_field, end_session
from tests.support.browser_map import wait_for_map, words_on_map
from tests.support.server import run_server


def test_server_for_a_class(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("dog\nParis\nquxquux\ncat\nhorse")
    (tmp_path / "class.toml").write_text('words = "words.txt"\npages = ["matrix", "map", "upload"]')
    arguments = ["--class", str(tmp_path / "class.toml"), "--embedding=minilm"]
    with run_server(tmp_path, args=arguments) as url:
        page = open_page(f"{url}/lesson")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Lesson: not open here")
        titles = [re.compile(title) for title in ("Matrix", "Map", "Your words")]
        expect(page.get_by_test_id("stSidebarNavLink")).to_have_text(titles)
        page.get_by_test_id("stMain").get_by_role("link", name="Map").click()
        assert sorted(words_on_map(wait_for_map(page, 4))) == ["cat", "dog", "horse", "paris"]
        expect(current_word_field(page)).to_have_value("dog")
        assert page.url == f"{url}/map"  # Without parameters, because these are the defaults.
        for path, title in {"": "The matrix as a picture", "quality": "not open here"}.items():
            page.goto(f"{url}/{path}?word=tree")
            expect(heading).to_contain_text(title)
            expect(current_word_field(page)).to_have_value("tree")
            expect(page.get_by_role("dialog")).to_have_count(0)
        end_session(page)
