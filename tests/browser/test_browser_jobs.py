"""Maps that are computed in worker processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import OpenPage, end_session, follow_link, upload_and_use
from tests.support.browser_map import MAP_SELECTOR, wait_for_map, wait_for_overlay, words_on_map
from tests.support.polling import eventually
from tests.support.server import run_server
from tests.support.vocabularies import TWENTY_WORDS_CSV


@pytest.fixture(scope="module")
def work_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def jobs_url(work_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server whose workers have their folders in `work_folder`."""
    with run_server(tmp_path_factory.mktemp("home"), env={"TMPDIR": str(work_folder)}) as url:
        yield url


def assert_n_jobs(work_folder: Path, n: int) -> None:
    assert len(list(work_folder.glob("embviz-*"))) == n


def test_slow_map_is_computed_on_demand(
    jobs_url: str, work_folder: Path, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{jobs_url}/upload")
    (tmp_path / "veinte.csv").write_bytes(TWENTY_WORDS_CSV)
    upload_and_use(page, tmp_path / "veinte.csv")
    follow_link(page, "map")
    wait_for_map(page, 20)
    page.get_by_role("radio", name="t-SNE").click()
    draw = page.get_by_role("button", name="Draw it")
    stop = page.get_by_role("button", name="Stop", exact=True)
    expect(draw).to_be_visible()
    expect(page.locator(MAP_SELECTOR)).to_have_count(0)
    expect(stop).to_have_count(0)
    assert_n_jobs(work_folder, 0)
    draw.click()
    expect(stop).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    map_ = wait_for_map(page, 20)
    assert len(words_on_map(map_)) == 20
    assert wait_for_overlay(map_)["labels"]
    expect(page.get_by_text("Trustworthiness", exact=True)).to_be_visible()
    expect(stop).to_have_count(0)
    eventually(lambda: assert_n_jobs(work_folder, 0))
    end_session(page)


def test_slow_map_is_stopped(jobs_url: str, work_folder: Path, open_page: OpenPage) -> None:
    page = open_page(f"{jobs_url}/map?show=Many+words&size=5,000&method=t-SNE&view=3D")
    page.get_by_role("button", name="Draw it").click()
    stop = page.get_by_role("button", name="Stop", exact=True)
    expect(page.get_by_role("progressbar")).to_be_visible()
    eventually(lambda: assert_n_jobs(work_folder, 1))
    stop.click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    expect(page.get_by_role("button", name="Start again")).to_be_visible()
    expect(stop).to_have_count(0)
    expect(page.locator(MAP_SELECTOR)).to_have_count(0)
    eventually(lambda: assert_n_jobs(work_folder, 0), 10)  # The worker removes its folder.
    end_session(page)
