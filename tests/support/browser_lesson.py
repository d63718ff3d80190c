"""Helpers for browser tests of the lesson."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from embviz.app.views.lesson.steps import STEPS
from tests.support.reruns import NOT_RUNNING


def wait_for_step(page: Page, step: int) -> None:
    """Wait until the page shows a step, counted from 1, and its script has ended."""
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{step} · {STEPS[step - 1].TITLE}")
    page.wait_for_selector(NOT_RUNNING)
