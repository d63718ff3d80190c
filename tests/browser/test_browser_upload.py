"""Uploads: files that are used, files with faults, and files beyond the quota."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.support.browser import (
    OpenPage,
    current_word_field,
    follow_link,
    set_files,
    use_upload,
    wait_for_chart,
)
from tests.support.server import ROOT, run_server

EXAMPLES = ROOT / "embviz" / "data" / "examples"


def test_uploaded_vectors_are_on_every_page_of_their_session_only(
    server_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{server_url}/upload")
    set_files(page, EXAMPLES / "vectors.csv")
    expect(page.get_by_text("9 words × 4 dimensions").first).to_be_visible()
    use_upload(page)
    expect(current_word_field(page)).to_have_value("cat")
    for name in ("map", "matrix", "analogy"):
        follow_link(page, name)
        wait_for_chart(page)
        expect(current_word_field(page)).to_have_value("cat")
    other = open_page(page.url)
    expect(other.get_by_text("which is not here")).to_be_visible()
    expect(other.get_by_text("50,000 English words")).to_be_visible()


def test_uploaded_list_takes_rows_and_names_unknown_words(
    server_url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    words = tmp_path / "words.csv"
    words.write_text("word,group\nRain,weather\nsnow,weather\nqwxzt,none\npiano,music\n")
    page = open_page(f"{server_url}/upload")
    set_files(page, words)
    expect(page.get_by_text("3 words × 100 dimensions").first).to_be_visible()
    expect(page.get_by_text("qwxzt")).to_be_visible()


def test_damaged_file_is_refused_with_its_name_and_line(
    server_url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.txt"
    damaged.write_text("cat 0.1 0.2 0.3\ndog 0.1 0.2 0.3\nhorse 0.1 oops 0.3\n")
    page = open_page(f"{server_url}/upload")
    set_files(page, damaged)
    expect(page.get_by_text("damaged.txt, line 3")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_file_beyond_the_quota_is_refused_with_a_sentence(browser: Browser, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_text("".join(f"w{i} 0.123456 0.654321\n" for i in range(100_000)))
    with run_server(tmp_path, args=("--visit-mb", "2", "--uploads-mb", "3")) as url:
        # The fixture open_page would fail: the console may report the refused request.
        page = browser.new_page()
        page.goto(f"{url}/upload")
        set_files(page, large)
        expect(page.get_by_text("The file was not taken in")).to_be_visible()
        expect(page.get_by_text("There is no room for 2.5 MB more")).to_be_visible()
        expect(page.get_by_text("AxiosError")).to_have_count(0)
        page.close()
