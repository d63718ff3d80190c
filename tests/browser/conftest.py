"""Fixtures and the marker of the tests that need a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import embviz
from embviz.maps import precomputed_selections
from tests.support.browser import (
    BLANK_PAGE,
    CHROMIUM,
    CHROMIUM_ARGS,
    OpenPage,
    PageMonitor,
    end_session,
    require_program,
)
from tests.support.server import run_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder and run them first: they take longest."""
    folder = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(folder):
            item.add_marker("browser")
    items.sort(key=lambda item: not item.path.is_relative_to(folder))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = require_program(CHROMIUM, "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_server(tmp_path_factory.mktemp("home")) as url:
        yield url


@pytest.fixture(scope="session")
def browser_context(browser: Browser) -> BrowserContext:
    """Return the context of all pages, so that they share the cache of compiled scripts."""
    return browser.new_context(viewport={"width": 1440, "height": 900})


@pytest.fixture
def open_page(browser_context: BrowserContext) -> Iterator[OpenPage]:
    """Open pages, each as a new session; no page may do what `PageMonitor` records.

    Pages that earlier tests left open are reused: to load and compile all scripts in a new one
    takes three times as long as the page itself. Their storage and cookies are cleared after each
    test. Listeners are not removed: a test that adds some closes its page.
    """
    monitor = PageMonitor()

    def open_(
        url: str,
        width: int = 1440,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        free = (page for page in browser_context.pages if page.url == BLANK_PAGE)
        page = monitor.attach(next(free, None) or browser_context.new_page())
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="null", media="null")
        page.set_default_timeout(30_000)
        page.goto(url)
        page.wait_for_selector("h1")
        return page

    yield open_
    monitor.detach()
    for page in browser_context.pages:
        if page in monitor.pages:
            end_session(page)
        else:
            page.close()
    browser_context.clear_cookies()
    assert not monitor.errors, monitor.errors
    assert not monitor.dialogs, monitor.dialogs
    assert not monitor.external_urls, monitor.external_urls


@pytest.fixture(scope="session")
def frequent_ids(glove: embviz.EmbeddingMatrix) -> list[int]:
    """Return the token ids of the precomputed map of many words of glove."""
    return precomputed_selections(glove)["frequent"]
