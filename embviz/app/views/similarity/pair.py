"""The similarity of two words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs, tables
from embviz.app.components.chart import chart
from embviz.app.state import embeddings
from embviz.app.text import format_number
from embviz.app.views.similarity.formulas import show_formulas
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import angle, similarity


def show(E: EmbeddingMatrix) -> None:
    """Ask for two words and compare their rows."""
    first, second = inputs.two_word_inputs(E)
    if not first or not second:
        return
    cosine = similarity(E, first, second)
    distance = similarity(E, first, second, metric="euclidean")
    product = similarity(E, first, second, metric="dot")
    ids = E.token_id(first), E.token_id(second)
    lengths = [float(E.norms[i]) for i in ids]
    with st.container(horizontal=True, gap="large"):
        st.metric("Cosine similarity", format_number(cosine), width="content")
        st.metric("Angle", tables.format_degrees(angle(E, first, second)), width="content")
        st.metric("Euclidean distance", format_number(distance), width="content")
        st.metric("Dot product", format_number(product), width="content")
        st.metric(
            "Lengths", " · ".join(format_number(length, 2) for length in lengths), width="content"
        )
        st.metric("Difference of ids", f"{abs(ids[0] - ids[1]):,}", width="content")
    st.markdown(
        f"|{ids[0]} − {ids[1]}| = {abs(ids[0] - ids[1]):,} only says how far apart the two words "
        "stand in the list, and would change if the list were sorted otherwise. Angle and distance "
        "compare the rows themselves; the dot product is the cosine times both lengths."
        + (embeddings.baseline_cosine_note(E) if any(lengths) else "")
    )
    rows = E.vectors[list(ids)]
    chart(
        figures.matrix_heatmap(
            [first, second, "difference"], [*ids, None], tables.with_difference(rows)
        ),
        key="two",
        alt=f"The rows of {first!r} and {second!r}, and their difference.",
        caption="The third strip is the first minus the second: faint where the two rows agree.",
        table=lambda: pd.DataFrame(
            tables.with_difference(rows), index=[first, second, "difference"]
        ),
        python=lambda: snippets.difference_script(E, first, second),
    )
    show_formulas(E, f'embviz.similarity(E, {first!r}, {second!r}, metric="cosine")')
