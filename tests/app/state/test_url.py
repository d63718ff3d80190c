"""A link contains the fields of a page, words chosen by hand, and requested work."""

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

# The modules with fields that are not in the address, and why.
UNBOUND_FIELDS = {
    "sum_input.py": "the preset of a sum: the sum is bound",
    "inputs.py": "the current word: the field in the sidebar is bound",
    "term_fields.py": "weight and word of a term: the sum is bound",
    "search.py": "a suggestion, which becomes the current word",
    "preview.py": "files, and a text of up to 100,000 words",
    "import_options.py": "options of an uploaded file",
    "file_input.py": "files",
    "reading.py": "the base embedding of listed words",
}


def read_param(app: AppTest, key: str) -> str:
    """Return a query parameter, which AppTest returns as a string or in a list."""
    value = app.query_params[key]
    return value if isinstance(value, str) else value[0]


def unbound_lines(path: Path) -> list[int]:
    """Return the lines of a module with a field that is not bound to the address."""
    calls = (
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    )
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in FIELDS
        and "bind" not in {keyword.arg for keyword in call.keywords}
    ]


def test_every_field_that_changes_a_page_is_in_its_address() -> None:
    paths = [*ROOT.glob("pages/**/*.py"), *ROOT.glob("embviz/app/**/*.py")]
    outside = {path.name for path in paths if unbound_lines(path)}
    assert outside == {*UNBOUND_FIELDS}
    assert len(unbound_lines(ROOT / "embviz" / "app" / "components" / "inputs.py")) == 1
    assert sum(len(unbound_lines(path)) for path in paths if path.name == "sum_input.py") == 1


def test_map_of_words_chosen_by_hand_opens_from_its_link(glove: EmbeddingMatrix) -> None:
    ids = [glove.token_id(word) for word in ("horse", "cat", "two", "france")]
    alone = f"{glove.fingerprint}~{'.'.join(map(str, ids))}"
    app = run_page("map", alone=alone)
    assert any("4 words" in element.value and "own" in element.value for element in app.markdown)
    assert read_param(app, "alone") == alone
    back = next(button for button in app.button if button.label == "Back to all words")
    back.click().run()
    assert "alone" not in app.query_params
    assert not app.exception


def test_invalid_token_ids_in_the_address_are_ignored() -> None:
    def page() -> None:
        import streamlit as st

        from embviz.app.state import url

        st.text([url.read_token_ids(str(i), "of") for i in range(9)])

    app = AppTest.from_function(page)
    values = ["", "x", "of~", "of~1.x", "of~-1", "of~²", "of~99999999999", "other~1", "of~7.7.3"]
    for i, value in enumerate(values):
        app.query_params[str(i)] = value
    assert app.run().text[0].value == str([[]] * 8 + [[7, 3]])
    app.query_params["0"] = "of~" + ".".join(["1"] * 301)
    assert app.run().text[0].value.startswith("[[], []")


def test_link_to_missing_words_shows_the_default_map(glove: EmbeddingMatrix) -> None:
    app = run_page("map", alone=f"{glove.fingerprint}~50000.50001", marked="x~1")
    assert all(button.label != "Back to all words" for button in app.button)


def test_fields_preset_by_a_page_are_in_its_address() -> None:
    app = run_page("map", show="Around a word", word="tea")
    assert read_param(app, "around") == "tea"
    # Older links had the three words of the sum.
    app = run_page("analogy", a="paris", b="france", c="italy", drawn="Term by term")
    assert read_param(app, "sum") == "paris − france + italy"
    assert "a" not in app.query_params
    far = next(control for control in app.segmented_control if control.key == "how_far")
    assert far.value == 3


def test_drawn_terms_open_from_a_link_and_a_new_sum_is_drawn_whole() -> None:
    app = run_page("analogy", drawn="Term by term", how_far="2. − man")
    field = next(text_input for text_input in app.text_input if text_input.key == "sum")
    far = [control.value for control in app.segmented_control if control.key == "how_far"]
    assert far == [2]
    field.set_value("queen - man + boy").run()
    far = [control.value for control in app.segmented_control if control.key == "how_far"]
    assert far == [3]


def test_requested_work_is_requested_by_its_link() -> None:
    def page() -> None:
        import streamlit as st

        from embviz.app.state.compute import is_requested, request

        for what in "abcdef":
            st.button(what, on_click=request, args=(what,))
        st.text(" ".join(what for what in "abcdef" if is_requested(what)))

    app = AppTest.from_function(page).run()
    for what in "abcaf":
        next(button for button in app.button if button.label == what).click().run()
    assert app.text[0].value == "a b c f"
    link = app.query_params["asked"]

    other = AppTest.from_function(page)
    other.query_params["asked"] = link
    # The address contains only the last few.
    assert other.run().text[0].value == "a c f"
