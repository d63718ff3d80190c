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
from embviz.app.views.similarity.formulas import how
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Dendrogram, build_dendrogram, pairwise

MOST = 200
AROUND = (30, 100, 200)
# The longest list that is written into the field: of 200 words, all but the longest ones.
LONGEST = 4000

ALIKE, TYPED = "Like beside like", "As typed"


def show(E: EmbeddingMatrix) -> None:
    """Ask for words; show the cosine similarity of every pair, and the tree of the words."""
    tokens = inputs.words_field(
        E,
        f"Words to compare, up to {MOST}",
        key="pairs",
        default=session.some_words(E, "pairs"),
        most=MOST,
        longest=LONGEST,
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        arranged = inputs.choice("Order", [ALIKE, TYPED], key="arranged")
        _offer_around(E)
    if len(tokens) < 2:
        st.info("Type at least two words to compare them.", icon=":material/keyboard:")
        return
    cosines = pairwise(E, tokens)
    grown = build_dendrogram(E, tokens) if arranged == ALIKE else None
    order = grown.leaf_order if grown else range(len(tokens))
    names = [tokens[i] for i in order]
    chart(
        figures.clustered_heatmap(tokens, [E.token_id(token) for token in tokens], cosines, grown),
        key="pairwise",
        alt=f"Cosine similarity of every pair of {len(tokens)} words.",
        caption="Cosine similarity of each pair, from −1 (blue) over 0 (faint) to 1 (orange). "
        "Blocks of orange are groups of words used alike. Click a cell to select its row's word."
        + (" Point at a cell for its two words." if len(tokens) > figures.MAX_NAMED_WORDS else "")
        + (_about(grown) if grown else ""),
        table=lambda: pd.DataFrame(cosines, index=tokens, columns=tokens).loc[names, names],
        python=lambda: _lines(E, tokens, grown),
        on_click=session.choose_token_id,
    )
    how(
        E,
        f"from embviz.print_nearest.similarity import pairwise\npairwise(E, {tokens[:12]!r})"
        + (f"  # and {len(tokens) - 12} more" if len(tokens) > 12 else ""),
        "The tree joins the two most alike words first, then counts them as one; two groups are as "
        "alike as their words are on average (average linkage). Where the tree could be turned "
        "either way, neighbors are laid to be as alike as possible.",
    )


def _lines(E: EmbeddingMatrix, tokens: list[str], grown: Dendrogram | None) -> str:
    return snippets.script(
        E,
        snippets.words(E, tokens),
        *(["words = [words[i] for i in build_dendrogram(E, words).order]"] if grown else []),
        "result = pd.DataFrame(pairwise(E, words), index=words, n_columns=words)",
    )


def _about(grown: Dendrogram) -> str:
    told = (
        " The tree above shows which words join first, from below; its scale is the mean cosine "
        "similarity at which two groups join."
    )
    if isnan(grown.cophenetic_correlation):
        return told
    return (
        f"{told} It keeps much of the table but not all: the similarity at which two words meet in "
        f"the tree correlates with their own by {format_number(grown.cophenetic_correlation, 2)} (1 would be the same)."
    )


def _offer_around(E: EmbeddingMatrix) -> None:
    """Offer to fill the field with the words around the current one."""
    token = session.token()
    sizes = [size for size in AROUND if size <= len(E)]
    if token is None or not sizes:
        return
    for size in sizes:
        st.button(
            f"{size} around {chip(token, 16)}",
            key=f"around_{size}",
            on_click=_fill,
            args=(E, token, size),
        )


def _fill(E: EmbeddingMatrix, token: str, size: int) -> None:
    """Write a word and its neighbors into the field, as many as it holds."""
    text = ""
    for each in (token, *most_similar(E, token, k=size - 1).tokens):
        longer = f"{text}, {each}" if text else each
        # A word with a comma in it cannot stand in a list with commas.
        if not set(each) & set(",;\t\n") and len(longer) <= LONGEST:
            text = longer
    st.session_state["pairs"] = f"{text}," if ", " not in text else text
