"""The neighbors of one word in two embeddings."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.components.unknown_word import resolve_word, word_buttons
from embviz.app.state import session
from embviz.app.text import chip, chips, format_number
from embviz.app.views.comparison.pair_input import EmbeddingPair
from embviz.app.views.comparison.shared import comparison_snippet, limit_k
from embviz.app.views.evaluation import metric_cards
from embviz.comparison import NeighborOverlap, compare_neighborhoods, expected_jaccard
from embviz.neighbors import Neighbors

K_OPTIONS = ("10", "20", "50")


def show(pair: EmbeddingPair) -> None:
    """Ask for a word, and show its neighbors left and right with what they have in common."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        inputs.current_word_input("Word", key="compare_word", width=220)
        asked = st.selectbox(
            "Neighbors", K_OPTIONS, key="compare_count", bind="query-params", width=110
        )
    token = resolve_word(pair.left, session.word(), session.choose_word, key="current")
    if token is None or not _can_compare(pair, token):
        return
    k = limit_k(int(asked) if asked in K_OPTIONS else int(K_OPTIONS[0]), len(pair.shared) - 1)
    found = compare_neighborhoods(pair.shared, token, k)
    drawn, told = st.columns([3, 2], gap="large")
    with drawn:
        show_side_by_side(
            pair,
            found.left,
            found.right,
            key="both_near",
            alt=f"The {len(found.left)} nearest words of {token!r} in both embeddings: "
            f"{len(found.common)} are the same.",
            caption="Lines join a word to itself; the steeper, the more its rank differs. "
            ":orange[**◆**] marks a word that is not among the other side’s. Click a word to go "
            "on from it.",
            script_line=f"found = compare_neighborhoods(shared, {token!r}, k={k})",
        )
    with told:
        _show_cards(pair, found)
    inputs.how_calculated(
        r"J = \frac{\lvert N_{\text{left}} \cap N_{\text{right}} \rvert}"
        r"{\lvert N_{\text{left}} \cup N_{\text{right}} \rvert}",
        comparison_snippet(
            pair, "neighbors_in_both", f"compare_neighborhoods(shared, {token!r}, k={k}).jaccard"
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
    script_line: str,
) -> None:
    """Draw two rankings of shared words, the same word joined by a line; `script_line` makes them."""
    # A click reports a row of the left embedding, whichever side was clicked.
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
            script_line,
            'result = pd.concat({"left": found.remaining.to_frame(), "right": found.right.to_frame()}, '
            "axis=1)",
        ),
        on_click=session.choose_word_by_id,
    )


def _show_cards(pair: EmbeddingPair, overlap: NeighborOverlap) -> None:
    k, others = len(overlap.left), len(pair.shared) - 1
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Neighbors in common",
                f"{len(overlap.common)} of {k}",
                f"Jaccard index **{format_number(overlap.jaccard)}**: the words that both have among their "
                f"{k}, as a share of all that either has. 1: the same neighborhood, 0: no word in "
                "common.",
                "It does not look at ranks, and more neighbors make another number: compare only "
                "at the same count.",
            )
        ]
    )
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "By chance",
                format_number(expected_jaccard(others, k), 4),
                f"The Jaccard index of two lists of {k} drawn blindly from the {others:,} other "
                "shared words, on average.",
            )
        ]
    )
    for name, here, there in zip(
        pair.markdown_names,
        (overlap.left, overlap.right),
        (overlap.right, overlap.left),
        strict=True,
    ):
        alone = [token for token in here.tokens if token not in there.tokens]
        st.markdown(f"Only near in {name}: {chips(alone, 10) if alone else 'none'}.")


def _can_compare(pair: EmbeddingPair, token: str) -> bool:
    """Say whether a word has neighbors on both sides, or why not."""
    left, right = pair.markdown_names
    if token not in pair.shared:
        why = (
            f"{right} has no such word"
            if token not in pair.right
            else "it may be only a piece of a word in one of them"
        )
        st.info(
            f"**{chip(token)} is not compared**: {left} has it, but {why}. Take one that both "
            "have.",
            icon=":material/info:",
        )
        word_buttons(pair.shared.tokens[:6], session.choose_word, key="shared_words")
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
