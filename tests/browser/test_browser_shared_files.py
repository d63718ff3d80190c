"""Files that a server offers: one is read while the page waits, a damaged one is refused."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from embviz import save
from tests.conftest import random_embedding
from tests.support.browser import OpenPage, end_session
from tests.support.server import run_server


def test_shared_files(open_page: OpenPage, tmp_path: Path) -> None:
    file, damaged = tmp_path / "numbers.txt", tmp_path / "damaged.txt"
    # The file is large enough for the cache.
    save(random_embedding(10_000, 50), file)
    damaged.write_text("cat 1 2\ndog 1 x\ncar 3 4\n")
    cache = tmp_path / "cache"
    with run_server(
        tmp_path,
        env={"EMBVIZ_CACHE": str(cache)},
        args=["--vectors", str(file), "--vectors", str(damaged)],
    ) as url:
        page = open_page(f"{url}/lookup?embedding=numbers")
        expect(page.get_by_text("10,000 words × 50 dimensions, numbers.txt")).to_be_visible()
        expect(page.get_by_role("heading", name="Look up")).to_be_visible()
        end_session(page)
        page = open_page(f"{url}/lookup?embedding=damaged")
        expect(page.get_by_text("cannot be shown")).to_be_visible()
        expect(page.get_by_text("damaged.txt, line 2")).to_be_visible()
        assert str(tmp_path) not in page.content()
        end_session(page)
    assert list(cache.glob("*.safetensors"))
