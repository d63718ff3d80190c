"""The neighbors of one word in two embeddings."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.components.unknown_word import resolve_word, word_buttons
from embviz.app.state import current_word
from embviz.app.text import chip, chips, format_number
from embviz.app.views.comparison.pair_input import EmbeddingPair
from embviz.app.views.comparison.shared import comparison_snippet, limit_k
from embviz.app.views.evaluation import metric_cards
from embviz.comparison import NeighborOverlap, compare_neighborhoods, expected_jaccard
from embviz.neighbors import Neighbors

K_OPTIONS = ("10", "20", "50")


def show(pair: EmbeddingPair) -> None:
    """Ask for a word, and show its neighbors left and right, and their overlap."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        inputs.current_word_input("Word", key="compare_word", width=220)
        count = st.selectbox(
            "Neighbors", K_OPTIONS, key="compare_count", bind="query-params", width=110
        )
    token = resolve_word(pair.left, current_word.get(), current_word.choose, key="current")
    if token is None or not _can_compare(pair, token):
        return
    k = limit_k(int(count) if count in K_OPTIONS else int(K_OPTIONS[0]), len(pair.shared) - 1)
    overlap = compare_neighborhoods(pair.shared, token, k)
    chart_column, card_column = st.columns([3, 2], gap="large")
    with chart_column:
        show_side_by_side(
            pair,
            overlap.left,
            overlap.right,
            key="both_near",
            alt=f"The {len(overlap.left)} nearest words of {token!r} in both embeddings: "
            f"{len(overlap.common)} are the same.",
            caption="Lines join a word to itself; the steeper, the more its rank differs. "
            ":orange[**◆**] marks a word that is not among the other side’s. Click a word to go "
            "on from it.",
            script_call=f"compare_neighborhoods(shared, {token!r}, k={k})",
        )
    with card_column:
        _show_cards(pair, overlap)
    inputs.how_calculated(
        r"J = \frac{\lvert N_{\text{left}} \cap N_{\text{right}} \rvert}"
        r"{\lvert N_{\text{left}} \cup N_{\text{right}} \rvert}",
        comparison_snippet(
            pair,
            "compare_neighborhoods",
            f"compare_neighborhoods(shared, {token!r}, k={k}).jaccard",
        ),
        f"Neighbors are the nearest words by cosine similarity among the {len(pair.shared):,} "
        "shared words, found exactly. A word that only one of the two has could not be a common "
        "neighbor, so it is not ranked.",
    )


def show_side_by_side(
    pair: EmbeddingPair,
    left: Neighbors,
    right: Neighbors,
    *,
    key: str,
    alt: str,
    caption: str,
    script_call: str,
) -> None:
    """Draw two rankings of shared words, with lines between equal words.

    Parameters
    ----------
    pair : EmbeddingPair
    left, right : Neighbors
    key, alt, caption : str
        For the chart.
    script_call : str
        The expression that computes both rankings from ``shared``.
    """
    # A click on either side reports a token id of the left embedding.
    ids = tuple(pair.left.token_id(token) for token in right.tokens)
    rankings = [left, Neighbors(right.tokens, ids, right.scores, right.metric)]
    chart(
        figures.rankings_side_by_side(rankings, pair.titles),
        key=key,
        alt=alt,
        caption=caption,
        table=lambda: pd.concat(
            {
                title: ranking.to_frame()
                for title, ranking in zip(pair.titles, (left, right), strict=True)
            },
            axis=1,
        ),
        python=lambda: snippets.comparison_script(
            pair.shared,
            f"comparison = {script_call}",
            'sides = {"left": comparison.left, "right": comparison.right}',
            "tables = {side: ranking.to_frame() for side, ranking in sides.items()}",
            "result = pd.concat(tables, axis=1)",
        ),
        on_click=current_word.choose_by_id,
    )


def _show_cards(pair: EmbeddingPair, overlap: NeighborOverlap) -> None:
    k, n_others = len(overlap.left), len(pair.shared) - 1
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Neighbors in common",
                f"{len(overlap.common)} of {k}",
                f"Jaccard index **{format_number(overlap.jaccard)}**: the words that both have "
                f"among their {k}, as a share of all that either has. 1: the same neighborhood, 0: "
                "no word in common.",
                "It does not look at ranks, and more neighbors make another number: compare only "
                "at the same count.",
            )
        ]
    )
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "By chance",
                format_number(expected_jaccard(n_others, k), 4),
                f"The Jaccard index of two lists of {k} drawn blindly from the {n_others:,} other "
                "shared words, on average.",
            )
        ]
    )
    for name, own, other in zip(
        pair.markdown_names,
        (overlap.left, overlap.right),
        (overlap.right, overlap.left),
        strict=True,
    ):
        exclusive = [token for token in own.tokens if token not in other.tokens]
        st.markdown(f"Only near in {name}: {chips(exclusive, 10) if exclusive else 'none'}.")


def _can_compare(pair: EmbeddingPair, token: str) -> bool:
    """Return whether a word has neighbors on both sides; show a message if not."""
    left, right = pair.markdown_names
    if token not in pair.shared:
        reason = (
            f"{right} has no such word"
            if token not in pair.right
            else "it may be only a piece of a word in one of them"
        )
        st.info(
            f"**{chip(token)} is not compared**: {left} has it, but {reason}. Take one that both "
            "have.",
            icon=":material/info:",
        )
        word_buttons(pair.shared.tokens[:6], current_word.choose, key="shared_words")
        return False
    if len(pair.shared) < 2:
        st.info(
            f"{chip(token)} is the only word that both have, so it has no neighbor here.",
            icon=":material/info:",
        )
        return False
    zeros = [
        name
        for name, E in zip(pair.markdown_names, (pair.left, pair.right), strict=True)
        if not E[token].any()
    ]
    if zeros:
        st.info(
            f"The row of {chip(token)} is all zeros in {' and in '.join(zeros)}: it points "
            "nowhere, so no word is nearer to it than another.",
            icon=":material/info:",
        )
    return not zeros
