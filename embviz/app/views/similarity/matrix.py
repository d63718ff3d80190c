"""Every pair of many words."""

from __future__ import annotations

from math import isnan

import pandas as pd
import streamlit as st

from embviz import figures, most_similar
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import session
from embviz.app.text import chip, format_number
from embviz.app.views.similarity.formulas import show_formulas
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Dendrogram, build_dendrogram, pairwise

MAX_WORDS = 200
NEIGHBOR_COUNTS = (30, 100, 200)
# The longest list that is written into the field: of 200 words, all but the longest ones.
MAX_CHARS = 4000

SIMILAR_ORDER, TYPED_ORDER = "Like beside like", "As typed"


def show(E: EmbeddingMatrix) -> None:
    """Ask for words; show the cosine similarity of every pair, and the tree of the words."""
    tokens = inputs.words_input(
        E,
        f"Words to compare, up to {MAX_WORDS}",
        key="pairs",
        default=session.default_words(E, "pairs"),
        max_words=MAX_WORDS,
        max_chars=MAX_CHARS,
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        arranged = inputs.option_input("Order", [SIMILAR_ORDER, TYPED_ORDER], key="arranged")
        _show_fill_buttons(E)
    if len(tokens) < 2:
        st.info("Type at least two words to compare them.", icon=":material/keyboard:")
        return
    cosines = pairwise(E, tokens)
    grown = build_dendrogram(E, tokens) if arranged == SIMILAR_ORDER else None
    order = grown.leaf_order if grown else range(len(tokens))
    names = [tokens[i] for i in order]
    chart(
        figures.clustered_heatmap(tokens, [E.token_id(token) for token in tokens], cosines, grown),
        key="pairwise",
        alt=f"Cosine similarity of every pair of {len(tokens)} words.",
        caption="Cosine similarity of each pair, from −1 (blue) over 0 (faint) to 1 (orange). "
        "Blocks of orange are groups of words used alike. Click a cell to select its row's word."
        + (" Point at a cell for its two words." if len(tokens) > figures.MAX_NAMED_WORDS else "")
        + (_describe_tree(grown) if grown else ""),
        table=lambda: pd.DataFrame(cosines, index=tokens, columns=tokens).loc[names, names],
        python=lambda: _script(E, tokens, grown),
        on_click=session.choose_word_by_id,
    )
    show_formulas(
        E,
        f"from embviz.print_nearest.similarity import pairwise\npairwise(E, {tokens[:12]!r})"
        + (f"  # and {len(tokens) - 12} more" if len(tokens) > 12 else ""),
        "The tree joins the two most alike words first, then counts them as one; two groups are as "
        "alike as their words are on average (average linkage). Where the tree could be turned "
        "either way, neighbors are laid to be as alike as possible.",
    )


def _script(E: EmbeddingMatrix, tokens: list[str], dendrogram: Dendrogram | None) -> str:
    return snippets.script(
        E,
        snippets.words_lines(E, tokens),
        *(["words = [words[i] for i in build_dendrogram(E, words).order]"] if dendrogram else []),
        "result = pd.DataFrame(pairwise(E, words), index=words, n_columns=words)",
    )


def _describe_tree(dendrogram: Dendrogram) -> str:
    told = (
        " The tree above shows which words join first, from below; its scale is the mean cosine "
        "similarity at which two groups join."
    )
    if isnan(dendrogram.cophenetic_correlation):
        return told
    return (
        f"{told} It keeps much of the table but not all: the similarity at which two words meet in "
        f"the tree correlates with their own by {format_number(dendrogram.cophenetic_correlation, 2)} (1 would be the same)."
    )


def _show_fill_buttons(E: EmbeddingMatrix) -> None:
    """Offer to fill the field with the words around the current one."""
    token = session.token()
    sizes = [size for size in NEIGHBOR_COUNTS if size <= len(E)]
    if token is None or not sizes:
        return
    for size in sizes:
        st.button(
            f"{size} around {chip(token, 16)}",
            key=f"around_{size}",
            on_click=_fill_with_neighbors,
            args=(E, token, size),
        )


def _fill_with_neighbors(E: EmbeddingMatrix, token: str, size: int) -> None:
    """Write a word and its neighbors into the field, as many as it holds."""
    text = ""
    for each in (token, *most_similar(E, token, k=size - 1).tokens):
        longer = f"{text}, {each}" if text else each
        # A word with a comma in it cannot stand in a list with commas.
        if not set(each) & set(",;\t\n") and len(longer) <= MAX_CHARS:
            text = longer
    st.session_state["pairs"] = f"{text}," if ", " not in text else text
