"""The error page, which shows no reason."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

import app
from embviz.app.server import show_error


def failing_page() -> None:
    import streamlit as st

    from embviz.app.server import show_error

    if st.toggle("Show the error page"):
        show_error(ValueError("/home/secret"))
    else:
        raise ValueError("/home/secret")


def test_app_uses_the_error_page() -> None:
    assert app.app._on_script_error is show_error


def test_error_page_shows_no_reason() -> None:
    page = AppTest.from_function(failing_page, default_timeout=30).run()
    [exception] = page.exception
    assert "secret" not in exception.message + "".join(exception.stack_trace)
    page.toggle[0].set_value(True).run()
    [error] = page.error
    assert "not your fault" in error.value
    assert "secret" not in error.value
