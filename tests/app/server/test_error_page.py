"""A page that fails tells a visitor nothing of why."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

import app
from embviz.app.server.error_page import show_error


def failing() -> None:
    import streamlit as st

    from embviz.app.server.error_page import show_error

    if st.toggle("Say sorry"):
        show_error(ValueError("/home/secret"))
    else:
        raise ValueError("/home/secret")


def test_the_server_apologizes() -> None:
    assert app.app._on_script_error is show_error


def test_a_failing_page_shows_a_sentence_and_no_reason() -> None:
    page = AppTest.from_function(failing).run()
    [shown] = page.exception
    assert "secret" not in shown.message + "".join(shown.stack_trace)
    page.toggle[0].set_value(True).run()
    [error] = page.error
    assert "not your fault" in error.value
    assert "secret" not in error.value
