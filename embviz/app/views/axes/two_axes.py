"""Words in the plane of two axes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components.chart import chart
from embviz.app.state import current_word
from embviz.app.text import format_number
from embviz.app.views.axes import axis_input, validation
from embviz.app.views.axes.axis_input import MAX_INDEPENDENT_COSINE
from embviz.axes import Axis, axis_cosine, axis_scores, variance_along
from embviz.embedding import EmbeddingMatrix

MAX_DRAWN_WORDS = 150


def input_axes(E: EmbeddingMatrix) -> list[Axis]:
    """Ask for two axes; return an empty list if either is invalid."""
    left, right = st.columns(2, gap="large")
    with left:
        across = axis_input.axis_field(E, "Across", "axis", 0)
    with right:
        up = axis_input.axis_field(E, "Up", "axis_up", 1)
    return [across, up] if across and up else []


def show(E: EmbeddingMatrix, axes: Sequence[Axis], words: Sequence[str]) -> None:
    """Show words in the plane of two axes, and how much the axes have in common."""
    across, up = axes
    if not words:
        st.info("Type some words to place between the axes.", icon=":material/keyboard:")
        return
    words = list(words)[:MAX_DRAWN_WORDS]
    ids = [E.token_id(word) for word in words]
    scores = axis_scores(E, ids, [across, up])
    shares = [variance_along(E, ids, axis) for axis in (across, up)]
    chart(
        figures.axes_scatter(
            words, ids, scores, [across.end_labels, up.end_labels], current_word.token()
        ),
        key="between",
        alt=f"{len(words)} words between two axes: {across.label} across, {up.label} up.",
        caption="Cosine similarity of each row with each axis; 0 is neither end. Of all that sets "
        f"these rows apart, {shares[0]:.1%} lies across and {shares[1]:.1%} up; a random direction "
        f"holds {1 / E.dim:.1%} on average. Where words are too close, some labels are left out: "
        "point at them. Click a word to make it the current one.",
        table=lambda: pd.DataFrame(
            {"token": words, "token id": ids, "across": scores[:, 0], "up": scores[:, 1]}
        ),
        python=lambda: snippets.script(
            E,
            *snippets.ids_lines(E, words),
            snippets.axis_lines(E, "across", across),
            snippets.axis_lines(E, "up", up),
            "result = axis_scores(E, ids, [across, up])",
        ),
        on_click=current_word.choose_by_id,
    )
    st.markdown(_describe_axes(E, across, up))


def _describe_axes(E: EmbeddingMatrix, across: Axis, up: Axis) -> str:
    cosine = axis_cosine(across, up)
    sentences = [
        f"- The directions of the two axes have cosine similarity **{format_number(cosine)}**: "
        + (
            "they are far from independent, so words along one tend to be along the other as well."
            if abs(cosine) > MAX_INDEPENDENT_COSINE
            else "near 0 they are independent, and 1 or −1 would be one and the same line."
        )
    ]
    for name, axis in (("across", across), ("up", up)):
        result = validation.validate_axis(E, axis)
        if result is None:
            sentences.append(f"- The axis {name} has too few pairs to be tested.")
            continue
        sentences.append(
            f"- The axis {name}: of its pairs, each judged by an axis of the others, "
            f"**{result.n_correct} of {len(result.is_correct)}** come out right; random "
            f"directions get {result.random_axes.mean:.0%} right on average."
        )
    return "\n".join(sentences)
