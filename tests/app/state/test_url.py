"""What a link holds: fields that change a page, words chosen by hand, work that was asked for."""

from __future__ import annotations

import ast
from pathlib import Path

from streamlit.testing.v1 import AppTest

from embviz import EmbeddingMatrix
from tests.support.app_test import run_page
from tests.support.server import ROOT

FIELDS = {
    *("text_input", "text_area", "number_input", "selectbox", "multiselect", "segmented_control"),
    *("pills", "toggle", "checkbox", "radio", "slider", "select_slider", "file_uploader"),
}

# Fields that no address holds, and why.
ELSEWHERE = {
    "sum_input.py": {"a well-known sum: the line of the sum, which is written"},
    "inputs.py": {"word_field: the current word, which the sidebar writes"},
    "term_fields.py": {"weight and word of a term: the line of the sum, which is written"},
    "search.py": {"found: a choice that becomes the current word"},
    "preview.py": {"files, and a text of up to 100,000 words"},
    "import_options.py": {"how a file is read"},
    "file_input.py": {"files"},
    "reading.py": {"from where the words of a file take their rows"},
}


def in_address(app: AppTest, key: str) -> str:
    """Return what an address holds, which a test finds alone or in a list."""
    value = app.query_params[key]
    return value if isinstance(value, str) else value[0]


def unbound(path: Path) -> list[int]:
    """Return the lines of a module that make a field which the address does not hold."""
    calls = (
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    )
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in FIELDS
        and "bind" not in {each.arg for each in call.keywords}
    ]


def test_every_field_that_changes_a_page_is_in_its_address() -> None:
    paths = [*ROOT.glob("pages/**/*.py"), *ROOT.glob("embviz/app/**/*.py")]
    outside = {path.name for path in paths if unbound(path)}
    assert outside == {*ELSEWHERE}
    assert len(unbound(ROOT / "embviz" / "app" / "components" / "inputs.py")) == 1
    assert sum(len(unbound(path)) for path in paths if path.name == "sum_input.py") == 1


def test_map_of_words_chosen_by_hand_opens_from_its_link(glove: EmbeddingMatrix) -> None:
    ids = [glove.token_id(word) for word in ("horse", "cat", "two", "france")]
    alone = f"{glove.fingerprint}~{'.'.join(map(str, ids))}"
    app = run_page("map", alone=alone)
    assert any("4 words" in each.value and "own" in each.value for each in app.markdown)
    assert in_address(app, "alone") == alone
    back = next(each for each in app.button if each.label == "Back to all words")
    back.click().run()
    assert "alone" not in app.query_params
    assert not app.exception


def test_an_address_that_anybody_wrote_names_no_words_or_known_ones() -> None:
    def page() -> None:
        import streamlit as st

        from embviz.app.state import url

        st.text([url.read_token_ids(str(i), "of") for i in range(9)])

    app = AppTest.from_function(page)
    wrong = ["", "x", "of~", "of~1.x", "of~-1", "of~²", "of~99999999999", "other~1", "of~7.7.3"]
    for i, each in enumerate(wrong):
        app.query_params[str(i)] = each
    assert app.run().text[0].value == str([[]] * 8 + [[7, 3]])
    app.query_params["0"] = "of~" + ".".join(["1"] * 301)
    assert app.run().text[0].value.startswith("[[], []")


def test_link_to_words_that_are_not_there_shows_the_usual_map(glove: EmbeddingMatrix) -> None:
    app = run_page("map", alone=f"{glove.fingerprint}~50000.50001", marked="x~1")
    assert all(each.label != "Back to all words" for each in app.button)


def test_what_a_page_fills_in_itself_is_in_its_address() -> None:
    app = run_page("map", show="Around a word", word="tea")
    assert in_address(app, "around") == "tea"
    # An address of older links, which held three words.
    app = run_page("analogy", a="paris", b="france", c="italy", drawn="Term by term")
    assert in_address(app, "sum") == "paris − france + italy"
    assert "a" not in app.query_params
    far = next(each for each in app.segmented_control if each.key == "how_far")
    assert far.value == 3


def test_sum_half_drawn_opens_from_its_link_and_a_new_sum_begins_complete() -> None:
    app = run_page("analogy", drawn="Term by term", how_far="2. − man")
    field = next(each for each in app.text_input if each.key == "sum")
    far = [each.value for each in app.segmented_control if each.key == "how_far"]
    assert far == [2]
    field.set_value("queen - man + boy").run()
    far = [each.value for each in app.segmented_control if each.key == "how_far"]
    assert far == [3]


def test_link_asks_again_for_what_was_asked_for() -> None:
    def page() -> None:
        import streamlit as st

        from embviz.app.state.compute import is_requested, request

        for what in "abcdef":
            st.button(what, on_click=request, args=(what,))
        st.text(" ".join(what for what in "abcdef" if is_requested(what)))

    app = AppTest.from_function(page).run()
    for what in "abcaf":
        next(each for each in app.button if each.label == what).click().run()
    assert app.text[0].value == "a b c f"
    link = app.query_params["asked"]

    other = AppTest.from_function(page)
    other.query_params["asked"] = link
    # The address holds the last few.
    assert other.run().text[0].value == "a c f"
