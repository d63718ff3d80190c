"""Words along one axis."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components.chart import chart
from embviz.app.state import current_word
from embviz.app.views.axes import axis_input, validation
from embviz.axes import Axis, axis_scores, variance_along
from embviz.embedding import EmbeddingMatrix

MAX_DRAWN_WORDS = 60


def input_axes(E: EmbeddingMatrix) -> list[Axis]:
    """Ask for an axis; return an empty list for invalid input."""
    axis = axis_input.axis_field(E, "Pairs of words that make the axis", "axis")
    return [axis] if axis else []


def show(E: EmbeddingMatrix, axes: Sequence[Axis], words: Sequence[str]) -> None:
    """Show words along an axis, and a validation of the axis."""
    (axis,) = axes
    left, right = st.columns([5, 3], gap="large")
    with left:
        st.header("Words along the axis")
        if words:
            _show_words(E, axis, list(words)[:MAX_DRAWN_WORDS])
        else:
            st.info("Type some words to place on the axis.", icon=":material/keyboard:")
    with right:
        st.header("Can it be trusted?")
        validation.show(E, axis)


def _show_words(E: EmbeddingMatrix, axis: Axis, words: list[str]) -> None:
    ids = [E.token_id(word) for word in words]
    scores = axis_scores(E, ids, [axis])[:, 0]
    chart(
        figures.axis_scores(words, ids, scores, axis.end_labels, current_word.token()),
        key="along",
        alt=f"{len(words)} words on the axis from {axis.end_labels[0]} to {axis.end_labels[1]}.",
        caption="The farther to the right, the more a row points toward the high end of the axis; "
        "0 is neither. Cosine similarity of each row with the axis. "
        + _describe_variance(variance_along(E, ids, axis), len(words), E.dim)
        + " Click a word to make it the current one.",
        table=lambda: pd.DataFrame(
            {"token": words, "token id": ids, "cosine with the axis": scores}
        ).sort_values("cosine with the axis", ascending=False),
        python=lambda: snippets.script(
            E,
            *snippets.ids_lines(E, words),
            snippets.axis_lines(E, "axis", axis),
            "cosines = pd.Series(axis_scores(E, ids, [axis])[:, 0], index=words)",
            "result = cosines.sort_values(ascending=False)",
        ),
        on_click=current_word.choose_by_id,
    )


def _describe_variance(share: float, n: int, dim: int) -> str:
    """Return a sentence on the share of variance along an axis, and the share by chance."""
    if isnan(share):
        return "These rows do not differ at all."
    return (
        f"Of all that sets these {n} rows apart, **{share:.1%}** lies along this axis; a random "
        f"direction holds {1 / dim:.1%} on average. The rest cannot be seen here."
    )
