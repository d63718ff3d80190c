"""The similarity matrix of many words."""

from __future__ import annotations

from math import isnan

import pandas as pd
import streamlit as st

from embviz import figures, most_similar
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import current_word, keys
from embviz.app.state.defaults import default_words
from embviz.app.text import chip, format_number
from embviz.app.views.similarity.formulas import show_formulas
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Dendrogram, build_dendrogram, pairwise

MAX_FIELD_WORDS = 200
NEIGHBOR_COUNTS = (30, 100, 200)
# Characters in the field: enough for 200 words of usual length.
MAX_FIELD_CHARS = 4000

SIMILAR_ORDER, TYPED_ORDER = "Like beside like", "As typed"


def show(E: EmbeddingMatrix) -> None:
    """Ask for words; show the cosine similarity of every pair, and a dendrogram."""
    tokens = inputs.words_input(
        E,
        f"Words to compare, up to {MAX_FIELD_WORDS}",
        key=keys.PAIRWISE_WORDS,
        default=default_words(E, "pairs"),
        max_words=MAX_FIELD_WORDS,
        max_chars=MAX_FIELD_CHARS,
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        order = inputs.option_input("Order", [SIMILAR_ORDER, TYPED_ORDER], key="arranged")
        _show_fill_buttons(E)
    if len(tokens) < 2:
        st.info("Type at least two words to compare them.", icon=":material/keyboard:")
        return
    cosines = pairwise(E, tokens)
    dendrogram = build_dendrogram(E, tokens) if order == SIMILAR_ORDER else None
    ordered = [tokens[i] for i in dendrogram.leaf_order] if dendrogram else tokens
    ids = [E.token_id(token) for token in tokens]
    chart(
        figures.clustered_heatmap(tokens, ids, cosines, dendrogram),
        key="pairwise",
        alt=f"Cosine similarity of every pair of {len(tokens)} words.",
        caption="Cosine similarity of each pair, from −1 (blue) over 0 (faint) to 1 (orange). "
        "Blocks of orange are groups of words used alike. Click a cell to select its row's word."
        + (
            ""
            if len(tokens) <= figures.MAX_WORDS_WITH_NAMES
            else " Point at a cell for its two words."
        )
        + (_describe_tree(dendrogram) if dendrogram else ""),
        table=lambda: pd.DataFrame(cosines, index=tokens, columns=tokens).loc[ordered, ordered],
        python=lambda: _script(E, tokens, dendrogram),
        on_click=current_word.choose_by_id,
    )
    show_formulas(
        E,
        f"from embviz.neighbors import pairwise\n\npairwise(E, {tokens[:12]!r})"
        + (f"  # and {len(tokens) - 12} more" if len(tokens) > 12 else ""),
        "The tree joins the two most alike words first, then counts them as one; two groups are as "
        "alike as their words are on average (average linkage). Where the tree could be turned "
        "either way, neighbors are laid to be as alike as possible.",
    )


def _script(E: EmbeddingMatrix, tokens: list[str], dendrogram: Dendrogram | None) -> str:
    return snippets.script(
        E,
        snippets.words_lines(E, tokens),
        *(
            ["words = [words[i] for i in build_dendrogram(E, words).leaf_order]"]
            if dendrogram
            else []
        ),
        "result = pd.DataFrame(pairwise(E, words), index=words, columns=words)",
    )


def _describe_tree(dendrogram: Dendrogram) -> str:
    sentence = (
        " The tree above shows which words join first, from below; its scale is the mean cosine "
        "similarity at which two groups join."
    )
    if isnan(dendrogram.cophenetic_correlation):
        return sentence
    correlation = format_number(dendrogram.cophenetic_correlation, 2)
    return (
        f"{sentence} It keeps much of the table but not all: the similarity at which two words "
        f"meet in the tree correlates with their own by {correlation} (1 would be the same)."
    )


def _show_fill_buttons(E: EmbeddingMatrix) -> None:
    """Show buttons that fill the field with the neighbors of the current word."""
    token = current_word.token()
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
    """Write a word and its neighbors into the field, as many as fit."""
    text = ""
    for word in (token, *most_similar(E, token, k=size - 1).tokens):
        longer = f"{text}, {word}" if text else word
        # A word with a separator in it cannot be in the list.
        if not set(word) & set(",;\t\n") and len(longer) <= MAX_FIELD_CHARS:
            text = longer
    keys.PAIRWISE_WORDS.set(f"{text}," if ", " not in text else text)
