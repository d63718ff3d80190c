"""Equal rows and rows of zeros."""

from __future__ import annotations

import streamlit as st

from embviz.app.state.compute import cached
from embviz.app.text import chips, format_count
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import find_duplicates, find_zero_rows

MAX_GROUPS = 12


def show(E: EmbeddingMatrix) -> None:
    """Name the words whose rows are equal, or all zeros."""
    st.header("Equal rows and rows of zeros")
    groups = cached(E, "equal rows", lambda: find_duplicates(E))
    zeros = cached(E, "zero rows", lambda: find_zero_rows(E))
    if groups:
        n_words = sum(map(len, groups))
        st.markdown(
            f"**{n_words:,} words share their row with another**, in "
            f"{format_count(len(groups), 'group')}: the embedding cannot tell the words of a group "
            "apart."
        )
        for group in groups[:MAX_GROUPS]:
            st.markdown(f"- {chips([E.tokens[i] for i in group[:13]])}")
        if len(groups) > MAX_GROUPS:
            st.caption(f"And {len(groups) - MAX_GROUPS:,} groups more.")
    else:
        st.markdown("No two words have the same row.")
    if zeros:
        st.markdown(
            f"**{format_count(len(zeros), 'word')} with a row of zeros**, which has no direction, "
            "so that its cosine to everything is 0: "
            f"{chips([E.tokens[i] for i in zeros[:13]])}."
        )
    else:
        st.markdown("No row is all zeros.")
