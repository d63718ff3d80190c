"""Inputs for the axes of a map."""

from __future__ import annotations

import streamlit as st

from embviz.app.state import word_groups
from embviz.app.state.defaults import remember_default
from embviz.app.text import chip, format_number
from embviz.app.views.axes.axis_input import MAX_INDEPENDENT_COSINE, resolve_axis
from embviz.axes import Axis, axis_cosine, parse_axis
from embviz.embedding import EmbeddingMatrix

DEFAULT_AXES = ("man ↔ woman", "poor ↔ rich", "small ↔ large")
AXIS_LABELS = ("Across", "Up", "Deep")


def input_axes(E: EmbeddingMatrix, n_components: int) -> list[Axis] | None:
    """Ask for an axis for each dimension of the map; return None if one of them is invalid."""
    axes = []
    for column, name, default in zip(
        st.columns(n_components), AXIS_LABELS, _default_axes(E)[:n_components], strict=False
    ):
        with column:
            key = f"axis_{name.lower()}"
            typed = st.text_input(
                name,
                remember_default(key, default),
                key=key,
                bind="query-params",
                max_chars=300,
                help="Two words with ↔ or - between them (man - woman), several such pairs with "
                "semicolons, or one word.",
            )
            axis = resolve_axis(
                E, typed, key, lambda message: st.caption(f":material/error: {message}")
            )
            if axis is not None:
                axes.append(axis)
    if len(axes) < n_components:
        return None
    for i, axis in enumerate(axes):
        for other in axes[:i]:
            cosine = axis_cosine(axis, other)
            if abs(cosine) > MAX_INDEPENDENT_COSINE:
                end = "the same" if cosine > 0 else "the opposite"
                st.caption(
                    f":material/info: {chip(other.label)} and {chip(axis.label)} are not "
                    f"independent: their directions have cosine similarity "
                    f"{format_number(cosine)}, so words far along one tend to be toward {end} end "
                    "of the other."
                )
    return axes


def _default_axes(E: EmbeddingMatrix) -> list[str]:
    """Return three axes: the default ones, or pairs of the embedding's own first words."""
    default = [axis for axis in DEFAULT_AXES if isinstance(parse_axis(E, axis), Axis)]
    if len(default) == len(DEFAULT_AXES):
        return default
    words = word_groups.groups(E)
    tokens = [group[0] for group in words.values()]
    if len(tokens) < 2:
        tokens = [token for group in words.values() for token in group[:6]]
    pairs = [f"{a} ↔ {b}" for a, b in zip(tokens[::2], tokens[1::2], strict=False)]
    usable = [pair for pair in pairs if isinstance(parse_axis(E, pair), Axis)]
    return [*default, *usable, *E.tokens[:3]][:3]
