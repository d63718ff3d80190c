"""Axes that the reader chooses."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from embviz.app.components.unknown_words import replace_word, suggest_replacements
from embviz.app.state import session
from embviz.app.text import chip, escape_markdown, format_number
from embviz.axes import Axis, axis_cosine, parse_axis
from embviz.embedding import EmbeddingMatrix

DEFAULT_AXES = ("man ↔ woman", "poor ↔ rich", "small ↔ large")
AXIS_LABELS = ("Across", "Up", "Deep")


def input_axes(E: EmbeddingMatrix, n_components: int) -> list[Axis] | None:
    """Ask for an axis for each direction of the map; None where one of them is not understood."""
    axes = []
    for column, name, first in zip(
        st.columns(n_components), AXIS_LABELS, _default_axes(E)[:n_components], strict=False
    ):
        with column:
            key = f"axis_{name.lower()}"
            typed = st.text_input(
                name,
                session.remember_default(key, first),
                key=key,
                bind="query-params",
                max_chars=300,
                help="Two words with ↔ or - between them (man - woman), several such pairs with "
                "semicolons, or one word.",
            )
            axis = parse_axis(E, typed)
            if isinstance(axis, Axis):
                for note in axis.notes:
                    st.caption(f":material/info: {escape_markdown(note)}")
                axes.append(axis)
            else:
                st.caption(f":material/error: {escape_markdown(axis.message)}")
                suggest_replacements(E, axis.missing, _replace_callback(key), key=f"{key}_near")
    if len(axes) < n_components:
        return None
    for i, one in enumerate(axes):
        for other in axes[:i]:
            alike = axis_cosine(one, other)
            if abs(alike) > 0.3:
                there = "the same" if alike > 0 else "the opposite"
                st.caption(
                    f":material/info: {chip(other.label)} and {chip(one.label)} are not "
                    f"independent: their directions have cosine similarity {format_number(alike)}, so "
                    f"words far along one tend to be toward {there} end of the other."
                )
    return axes


def _replace_callback(key: str) -> Callable[[str, str], None]:
    def replace(word: str, token: str) -> None:
        st.session_state[key] = replace_word(st.session_state[key], word, token)

    return replace


def _default_axes(E: EmbeddingMatrix) -> list[str]:
    """Return axes to begin with: the usual ones, or pairs of the embedding's own first words."""
    known = [axis for axis in DEFAULT_AXES if isinstance(parse_axis(E, axis), Axis)]
    if len(known) == len(DEFAULT_AXES):
        return known
    words = session.groups(E)
    tokens = [group[0] for group in words.values()]
    if len(tokens) < 2:
        tokens = [token for group in words.values() for token in group[:6]]
    pairs = [f"{a} ↔ {b}" for a, b in zip(tokens[::2], tokens[1::2], strict=False)]
    usable = [pair for pair in pairs if isinstance(parse_axis(E, pair), Axis)]
    return [*known, *usable, *E.tokens[:3]][:3]
