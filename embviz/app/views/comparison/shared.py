"""Inputs and snippets that several views of the comparison share."""

from __future__ import annotations

import streamlit as st

from embviz.app.state import current_word, embeddings, keys
from embviz.app.text import format_count
from embviz.app.views.comparison.pair_input import EmbeddingPair

# Choices for the number of shared words; the first one is compared at once.
WORD_COUNTS = (2000, 5000, 10_000)


def select_word_count(pair: EmbeddingPair) -> int | None:
    """Ask how many of the shared words to compare with each other; None for all."""
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
    """Return `k`, limited to half of the `n_others` other words, with a caption if it is smaller.

    Two lists of most of the words overlap in any case.
    """
    max_k = max(1, n_others // 2)
    if k > max_k:
        st.caption(
            f":material/info: With {format_count(n_others, 'other word')}, only the nearest "
            f"{max_k:,} of each are compared: longer lists would overlap whatever the embeddings "
            "say."
        )
    return min(k, max_k)


def comparison_snippet(pair: EmbeddingPair, function: str, last_line: str) -> str:
    """Return Python lines that load both sides and end with `last_line`, which calls `function`."""
    return (
        f"import embviz\nfrom embviz.comparison import {function}, intersect_vocabularies\n\n"
        f"{embeddings.load_snippet(pair.left)}\nleft = E\n"
        f"{embeddings.load_snippet(pair.right)}\nright = E\n\n"
        f"shared = intersect_vocabularies(left, right)\n{last_line}"
    )


def show_neighbors(token: str) -> None:
    """Show the neighbors of a word. For callbacks."""
    keys.COMPARISON_TAB.set("Neighbors")
    current_word.choose(token)
