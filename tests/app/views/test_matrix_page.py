"""The matrix page: chosen rows, ranges of rows, and their order."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.app_test import chart_figures, click_button, page_text, run_page


def row_ids(app: AppTest) -> list[int]:
    (figure,) = chart_figures(app).values()
    ids: list[int] = figure["layout"]["meta"]["rowIds"]
    return ids


def test_range_begins_at_the_token_id() -> None:
    app = run_page("matrix", "tutorial", rows="By token id", first="72", count="20")
    assert row_ids(app) == list(range(72, 92))


def test_range_ends_with_the_matrix() -> None:
    app = run_page("matrix", "tutorial", rows="By token id", first="149", count="40")
    assert row_ids(app) == [149, 150]


@pytest.mark.parametrize("value", ["inf", "-1", "1e9", "9" * 400, "50000", "x", ""])
def test_invalid_token_id_is_explained(value: str) -> None:
    app = run_page("matrix", rows="By token id", first=value, count=value)
    assert "whole numbers from 0 to 49,999" in page_text(app) or chart_figures(app)


def test_buttons_move_the_range() -> None:
    app = run_page("matrix", rows="By token id", first="100", count="20")
    click_button(app, "Forward")
    assert app.text_input(key="first").value == "120"
    click_button(app, "Back")
    click_button(app, "Back")
    assert app.text_input(key="first").value == "80"


def test_similar_together_only_reorders_the_rows() -> None:
    words = "cat car dog truck"
    given = row_ids(run_page("matrix", words=words))
    reordered = row_ids(run_page("matrix", words=words, order="Similar together"))
    assert given != reordered
    assert sorted(given) == sorted(reordered)


def test_no_words_are_requested_with_a_hint() -> None:
    app = run_page("matrix")
    app.text_input(key="words").set_value("").run()
    assert not app.exception
    assert "Type some words to see their rows." in page_text(app)


def test_typed_words_stay_when_the_embedding_changes() -> None:
    app = run_page("matrix")
    app.text_input(key="words").set_value("king queen reggae").run()
    app.sidebar.selectbox(key="embedding").select("tutorial").run()
    assert app.text_input(key="words").value == "king queen reggae"
    assert "Not in this vocabulary, so not shown: `reggae`" in page_text(app)
