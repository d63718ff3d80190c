"""Fixtures and the marker of the tests that need a browser."""

from pathlib import Path

import pytest

from tests.support.browser import browser, browser_context, open_page, server_url

__all__ = ["browser", "browser_context", "open_page", "server_url"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder and run them first: they take longest."""
    folder = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(folder):
            item.add_marker("browser")
    items.sort(key=lambda item: not item.path.is_relative_to(folder))
