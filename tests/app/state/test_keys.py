"""All keys of the session state are in one module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from streamlit.testing.v1 import AppTest

from embviz.app.state import keys
from tests.support.server import ROOT

ALL_KEYS = {name: key for name, key in vars(keys).items() if isinstance(key, keys.Key)}


def app_modules() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("embviz/app", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def attributes_named(attr: str) -> set[str]:
    """Return the names of the modules that use an attribute of that name."""
    return {
        path.name
        for path, tree in app_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == attr
    }


def test_the_session_state_is_used_in_one_module() -> None:
    modules = attributes_named("session_state")
    modules.discard("session_cleanup.py")  # It clears the whole state of a session that has ended.
    assert modules == {"keys.py"}


def test_query_parameters_are_used_in_one_module() -> None:
    assert attributes_named("query_params") == {"url.py"}


def test_keys_have_different_names() -> None:
    assert len(set(ALL_KEYS.values())) == len(ALL_KEYS) > 40


def test_widgets_take_keys_that_are_read_elsewhere_from_the_module_of_keys() -> None:
    literals = {
        f"{path.name}: {keyword.value.value}"
        for path, tree in app_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "key" and isinstance(keyword.value, ast.Constant)
        if keyword.value.value in ALL_KEYS.values()
    }
    # The field of the lesson shares its query parameter with the comparison page.
    assert literals == {"alike.py: other"}


def test_a_key_reads_and_writes_the_state_and_names_a_widget() -> None:
    def page() -> None:
        import streamlit as st

        from embviz.app.state import keys

        assert keys.EXTRA_WORDS.get() is None
        assert not keys.EXTRA_WORDS.is_set()
        assert keys.EXTRA_WORDS.pop("none") == "none"
        assert keys.EXTRA_WORDS.setdefault("tea") == "tea"
        assert st.text_input("Words", key=keys.EXTRA_WORDS) == "tea"
        assert keys.EXTRA_WORDS.value == keys.EXTRA_WORDS.get("none") == "tea"
        keys.STEP.set("2")
        assert keys.STEP.pop() == "2"
        assert not keys.STEP.is_set()

    app = AppTest.from_function(page).run()
    assert not app.exception
    app.text_input(key="also").set_value("tea")
