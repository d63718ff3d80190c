"""A real browser for the tests, and what they often do in it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.server import running

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
]

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on this machine: install the package chromium")
    assert CHROMIUM, "the browser tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Open pages, each as a new visitor; no page may fail or ask for anything off this machine."""
    errors, strangers, contexts = [], [], []

    def visit(
        address: str,
        width: int = 1440,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: strangers.append(request.url))
        page.goto(address)
        page.wait_for_selector("h1")
        return page

    yield visit
    for context in contexts:
        context.close()  # A second time does no harm.
    assert not errors
    assert not [
        url for url in strangers if not re.match(r"(https?|wss?)://localhost[:/]|data:|blob:", url)
    ]


def chart(page: Page, name: str) -> None:
    """Wait until the chart whose text alternative begins like this is drawn."""
    page.wait_for_selector(f'.embviz-chart[data-drawn][aria-label^="{name}"]')


def current_word(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Current word")


def type_word(page: Page, word: str) -> None:
    """Type a word into the sidebar and wait until the page has answered."""
    current_word(page).fill(word)
    current_word(page).press("Enter")
    page.wait_for_timeout(100)
    page.wait_for_selector('[data-test-script-state="notRunning"]')
