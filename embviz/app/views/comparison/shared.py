"""Parts that several views of the comparison share."""

from __future__ import annotations

import streamlit as st

from embviz.app.state import session
from embviz.app.text import format_count
from embviz.app.views.comparison.pair_input import EmbeddingPair

# How many of the shared words can be asked for; the first number answers at once.
WORD_COUNTS = (2000, 5000, 10_000)


def select_word_count(pair: EmbeddingPair) -> int | None:
    """Ask how many of the shared words are compared with each other; None for all."""
    n = len(pair.shared.nonzero_positions())
    if n <= WORD_COUNTS[0]:
        return None
    sizes = {f"{size:,}": size for size in WORD_COUNTS if size < n}
    chosen = st.selectbox(
        "First words",
        [*sizes, "All"],
        key="compare_first",
        bind="query-params",
        width=130,
        help=f"How many of the {n:,} shared words are compared with each other: the first ones of "
        "the left embedding, which most files order by how frequent words are.",
    )
    return sizes.get(chosen)


def limit_k(k: int, n_others: int) -> int:
    """Return `k`, or fewer where it would be most of the `n_others` other words, and say so.

    Of nearly all words, any two lists share nearly all.
    """
    fits = max(1, n_others // 2)
    if k > fits:
        st.caption(
            f":material/info: With {format_count(n_others, 'other word')}, only the nearest {fits:,} of each "
            "are compared: longer lists would overlap whatever the embeddings say."
        )
    return min(k, fits)


def comparison_snippet(pair: EmbeddingPair, import_names: str, last_line: str) -> str:
    """Return the lines of Python that load both sides and do what `last_line` says."""
    return (
        f"import embviz\nfrom embviz.comparison import {import_names}, share\n\n"
        f"{session.load_snippet(pair.left)}\nleft = E\n"
        f"{session.load_snippet(pair.right)}\nright = E\n\n"
        f"shared = intersect_vocabularies(left, right)\n{last_line}"
    )


def show_neighbors(token: str) -> None:
    """Show the neighbors of a word. For callbacks."""
    st.session_state["compare"] = "Neighbors"
    session.choose_word(token)
