"""Properties of every page: its title, its charts, and the inputs in the sidebar."""

from __future__ import annotations

import pytest

from tests.support.app_test import (
    EMBEDDINGS,
    PAGES,
    chart_figures,
    click_button,
    page_text,
    run_page,
    switch_page,
    upload_file,
    use_upload,
)

PAGES_WITH_CHARTS = [name for name in PAGES if name != "upload"]
PAGES_OF_CURRENT_WORD = ("lesson", "lookup", "similarity")


@pytest.mark.parametrize("embedding", EMBEDDINGS)
@pytest.mark.parametrize("name", PAGES)
def test_page_has_a_title_and_charts(name: str, embedding: str) -> None:
    app = run_page(name, embedding)
    assert len(app.title) == 1
    assert app.session_state["embedding"] == embedding
    assert not app.error
    # The example file has no word of the analogy questions.
    if name in PAGES_WITH_CHARTS and (name, embedding) != ("quality", "vectors"):
        assert chart_figures(app)
    for alt, figure in chart_figures(app).items():
        assert alt.endswith((".", "?"))
        assert figure["data"] or figure["layout"]["meta"]["cloud"]["words"]


@pytest.mark.parametrize("name", [name for name in PAGES_WITH_CHARTS if name != "matrix"])
@pytest.mark.parametrize(
    "word", ["", "   ", "kign", "qqqqqqqq", "[x](y) :smile: $a$ <b>", "'" * 90]
)
def test_any_current_word_is_accepted_or_explained(name: str, word: str) -> None:
    app = run_page(name)
    app.sidebar.text_input(key="word").set_value(word).run()
    assert not app.exception
    if name in PAGES_OF_CURRENT_WORD:
        text = page_text(app)
        assert "is not one of the 50,000 tokens" in text or "Type a word" in text


def test_current_word_stays_when_the_page_changes() -> None:
    app = run_page("lookup", word="queen")
    switch_page(app, "map")
    assert app.session_state["word"] == "queen"
    assert "`queen` is not on this map" in page_text(app)
    click_button(app, "Map the words around it")
    assert any("'queen'" in alt for alt in chart_figures(app))


def test_current_word_that_the_new_embedding_lacks_is_replaced_with_a_note() -> None:
    app = run_page("lookup", word="reggae")
    app.sidebar.selectbox(key="embedding").select("tutorial").run()
    assert app.session_state["word"] == "a"
    assert "`reggae` is not in `tutorial`" in page_text(app)


@pytest.mark.parametrize("name", ["lookup", "matrix", "map", "similarity", "analogy"])
def test_page_shows_another_embedding_at_once(name: str) -> None:
    app = run_page("upload")
    upload_file(app, "list.txt", b"uno 1 2\ndos 2 1\ntres 0 1\ncuatro 3 1\ncinco 1 4\n")
    use_upload(app)
    app.sidebar.selectbox(key="embedding").select("glove").run()
    switch_page(app, name)
    app.sidebar.selectbox(key="embedding").select("list").run()
    assert not app.exception
    assert chart_figures(app)
    assert "Not in this vocabulary" not in page_text(app)
    assert "is not one of" not in page_text(app)


def test_uploads_of_one_session_are_hidden_from_others() -> None:
    run_page("map", "vectors")
    other = run_page("map")
    assert "vectors" not in other.sidebar.selectbox(key="embedding").options


@pytest.mark.parametrize("value", ["", "zzz", "2d", "<b>"])
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("map", ("view", "show", "groups")),
        ("matrix", ("rows", "order")),
        ("similarity", ("metric",)),
        ("upload", ("way",)),
    ],
)
def test_invalid_options_in_the_address_are_ignored(
    name: str, keys: tuple[str, ...], value: str
) -> None:
    run_page(name, **dict.fromkeys(keys, value))
