"""Hostile words on every page are escaped in all data sent to the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from embviz.analogies import format_sum
from tests.support.app_test import (
    PAGES,
    component_data,
    run_page,
    switch_page,
    upload_file,
    use_upload,
)
from tests.support.hostile_words import HOSTILE_WORDS, labeled_csv

# Fields that the browser shows literally; all others are Markdown.
LITERAL_FIELDS = re.compile(
    r"(Text|Code|BidiComponent|Arrow\w*|Exception)\..*"
    r"|(TextInput|TextArea)\.(value|default|.*placeholder)|Selectbox\.(options|raw_value)"
    r"|.*\.(id|url|key|form_id|page|query_params?|anchor|element_id)"
    r"|.*\.(query_param_key|icon)|Heading\.tag|.*FileUploader\.type|Metric\.body"
)

CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")

# Words with a meaning in Markdown.
MARKUP_WORDS = [
    word for word in HOSTILE_WORDS if re.search(r"[^\w\s'’,-]|^-", word) and len(word) > 2
]


def nodes(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from nodes(child)


def texts(proto: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of all string fields in a message to the browser."""
    for field, value in proto.ListFields():
        is_single = isinstance(value, (str, bytes)) or hasattr(value, "ListFields")
        values = [value] if is_single else value
        if not hasattr(values, "__iter__"):
            continue
        for part in values:
            if isinstance(part, str):
                yield f"{path}.{field.name}", part
            elif hasattr(part, "ListFields"):
                yield from texts(part, f"{path}.{field.name}")


def markdown(app: AppTest) -> Iterator[tuple[str, str]]:
    for node in nodes(app._tree):
        proto = getattr(node, "proto", None)
        if proto is not None and hasattr(proto, "ListFields"):
            for path, text in texts(proto, type(proto).__name__):
                if not LITERAL_FIELDS.fullmatch(path):
                    yield path, text


def without_literals(text: str) -> str:
    """Return Markdown without code spans and escaped characters."""
    return ESCAPED.sub("", CODE_SPAN.sub(" ", text))


def figures(app: AppTest) -> Iterator[tuple[str, str]]:
    """Yield the texts of the charts in which Plotly interprets tags and templates."""
    for node in nodes(app._tree):
        if type(getattr(node, "proto", None)).__name__ == "BidiComponent":
            figure = component_data(node).get("figure")
            if figure:
                # The chart component draws meta itself, as plain text.
                layout = {k: v for k, v in figure["layout"].items() if k != "meta"}
                yield from strings({"data": figure["data"], "layout": layout}, "figure")


def strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from strings(part, f"{path}.{key}")
    elif isinstance(value, list):
        for part in value:
            yield from strings(part, path)


def assert_safe(app: AppTest, where: object) -> None:
    assert not app.exception, where
    for path, text in markdown(app):
        interpreted = without_literals(text)
        for word in MARKUP_WORDS:
            assert word not in interpreted, (where, path, text)
    for path, text in figures(app):
        assert not re.search(r"<(?!b>|/b>|br>|i>|/i>|extra>|/extra>)", text), (where, path, text)
        if path.endswith("template"):  # %{…} has a meaning in templates.
            assert not any(word in text for word in MARKUP_WORDS if "%{" not in word), (where, text)


def upload_words(words: tuple[str, ...], name: str = "x.csv") -> AppTest:
    app = run_page("upload")
    upload_file(app, name, labeled_csv(words))
    assert_safe(app, "upload")
    use_upload(app)
    return app


@pytest.mark.parametrize("first", range(0, len(HOSTILE_WORDS), 20))
def test_every_page_escapes_hostile_words(first: int) -> None:
    """Pages show the first words of a vocabulary, so other words are first in each case."""
    words = (*HOSTILE_WORDS[first:], *HOSTILE_WORDS[:first])
    app = upload_words(words, f"{words[0]}.csv")
    for name, page in PAGES.items():
        app.switch_page(page)
        app.sidebar.text_input(key="word").set_value(words[1]).run()
        assert_safe(app, name)
    switch_page(app, "lesson")
    for step in range(1, 12):
        app.session_state["step"] = str(step)
        app.run()
        assert_safe(app, ("lesson", step))


def test_every_hostile_word_can_be_looked_up() -> None:
    app = upload_words(HOSTILE_WORDS)
    app.switch_page(PAGES["lookup"])
    for word in HOSTILE_WORDS:
        app.sidebar.text_input(key="word").set_value(word).run()
        assert_safe(app, word)


@pytest.mark.parametrize("name", PAGES)
def test_unknown_hostile_words_are_escaped(name: str) -> None:
    app = run_page("upload", "vectors")
    switch_page(app, name)
    fields = [field.key for field in app.text_input if field.key]
    for first in range(0, len(HOSTILE_WORDS), 9):
        words = HOSTILE_WORDS[first : first + 9]
        for i, key in enumerate(fields):
            word = words[i % len(words)]
            app.text_input(key=key).set_value(", ".join(words) if i % 2 else word)
        app.run()
        assert_safe(app, (name, words))


def test_hostile_terms_of_a_sum_are_escaped() -> None:
    """The choice of the number of terms names each term."""
    app = upload_words(HOSTILE_WORDS)
    switch_page(app, "analogy")
    for first in range(0, len(HOSTILE_WORDS), 17):
        words = HOSTILE_WORDS[first : first + 17]
        app.text_input(key="sum").set_value(format_sum([(1.0, word) for word in words])).run()
        names = app.segmented_control(key="how_far").options
        assert len(names) == len(words)
        interpreted = [without_literals(name) for name in names]
        assert not [name for name in interpreted if any(word in name for word in MARKUP_WORDS)]
