"""Hostile words on every page, in whatever the pages send to the browser."""

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

# What the browser shows as it is; all other texts are taken for Markdown.
AS_IT_IS = re.compile(
    r"(Text|Code|BidiComponent|Arrow\w*|Exception)\..*"
    r"|(TextInput|TextArea)\.(value|default|.*placeholder)|Selectbox\.(options|raw_value)|.*\.(id|url|key|form_id|page|query_params?|anchor|element_id)"
    r"|.*\.(query_param_key|icon)|Heading\.tag|.*FileUploader\.type|Metric\.body"
)

CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")

# Words that mean something, by their longest part without letters that are only looked at.
MEANING = [word for word in HOSTILE_WORDS if re.search(r"[^\w\s'’,-]|^-", word) and len(word) > 2]


def nodes(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from nodes(child)


def texts(proto: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield all texts in a message to the browser, with where they are."""
    for field, value in proto.ListFields():
        several = (
            [value] if isinstance(value, (str, bytes)) or hasattr(value, "ListFields") else value
        )
        if not hasattr(several, "__iter__"):
            continue
        for each in several:
            if isinstance(each, str):
                yield f"{path}.{field.name}", each
            elif hasattr(each, "ListFields"):
                yield from texts(each, f"{path}.{field.name}")


def markdown(app: AppTest) -> Iterator[tuple[str, str]]:
    for node in nodes(app._tree):
        proto = getattr(node, "proto", None)
        if proto is not None and hasattr(proto, "ListFields"):
            for path, text in texts(proto, type(proto).__name__):
                if not AS_IT_IS.fullmatch(path):
                    yield path, text


def bare(text: str) -> str:
    """Return what of a text Markdown reads: neither code nor what is escaped."""
    return ESCAPED.sub("", CODE_SPAN.sub(" ", text))


def figures(app: AppTest) -> Iterator[tuple[str, str]]:
    """Yield the texts of the charts that Plotly reads as tags and places."""
    for node in nodes(app._tree):
        if type(getattr(node, "proto", None)).__name__ == "BidiComponent":
            figure = component_data(node).get("figure")
            if figure:
                # What is in meta is drawn by the chart component itself, as text.
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
        left = bare(text)
        for word in MEANING:
            assert word not in left, (where, path, text)
    for path, text in figures(app):
        assert not re.search(r"<(?!b>|/b>|br>|i>|/i>|extra>|/extra>)", text), (where, path, text)
        if path.endswith("template"):  # No word is part of a template, where %{…} has a meaning.
            assert not any(word in text for word in MEANING if "%{" not in word), (where, text)


def with_words(words: tuple[str, ...], name: str = "x.csv") -> AppTest:
    app = run_page("upload")
    upload_file(app, name, labeled_csv(words))
    assert_safe(app, "upload")
    use_upload(app)
    return app


@pytest.mark.parametrize("first", range(0, len(HOSTILE_WORDS), 20))
def test_every_page_shows_hostile_words_as_they_are(first: int) -> None:
    """A page begins with the first words of a vocabulary, so all of them are first once."""
    words = (*HOSTILE_WORDS[first:], *HOSTILE_WORDS[:first])
    app = with_words(words, f"{words[0]}.csv")
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
    app = with_words(HOSTILE_WORDS)
    app.switch_page(PAGES["lookup"])
    for word in HOSTILE_WORDS:
        app.sidebar.text_input(key="word").set_value(word).run()
        assert_safe(app, word)


@pytest.mark.parametrize("name", PAGES)
def test_hostile_words_that_are_not_there_are_named_as_they_are(name: str) -> None:
    app = run_page("upload", "vectors")
    switch_page(app, name)
    fields = [field.key for field in app.text_input if field.key]
    for first in range(0, len(HOSTILE_WORDS), 9):
        few = HOSTILE_WORDS[first : first + 9]
        for place, key in enumerate(fields):
            one = few[place % len(few)]
            app.text_input(key=key).set_value(", ".join(few) if place % 2 else one)
        app.run()
        assert_safe(app, (name, few))


def test_hostile_words_are_terms_of_a_sum() -> None:
    """Each term is named where one chooses how far the sum goes."""
    app = with_words(HOSTILE_WORDS)
    switch_page(app, "analogy")
    for first in range(0, len(HOSTILE_WORDS), 17):
        few = HOSTILE_WORDS[first : first + 17]
        app.text_input(key="sum").set_value(format_sum([(1.0, word) for word in few])).run()
        names = app.segmented_control(key="how_far").options
        assert len(names) == len(few)
        assert not [name for name in map(bare, names) if any(word in name for word in MEANING)]
