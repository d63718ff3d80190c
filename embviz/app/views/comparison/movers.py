"""Words whose neighbors differ most between two embeddings."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs, tables
from embviz.app.components.chart import chart
from embviz.app.components.unknown_word import word_buttons
from embviz.app.state import current_word
from embviz.app.state.compute import compute_once
from embviz.app.text import format_count, format_number, format_percent, plain
from embviz.app.views.comparison.pair_input import EmbeddingPair
from embviz.app.views.comparison.shared import (
    comparison_snippet,
    limit_k,
    select_word_count,
    show_neighbors,
)
from embviz.app.views.evaluation import metric_cards
from embviz.comparison import Movers, find_movers

K_OPTIONS = ("10", "5", "25", "50")
MAX_LISTED_WORDS = 10
MAX_WORD_BUTTONS = 8
N_NEIGHBORS_SHOWN = 5
# The comparison of more words takes several seconds.
MAX_INLINE_WORDS = 10_000


def show(pair: EmbeddingPair) -> None:
    """Ask how many words and neighbors, and show which words moved most and least."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        restrict = select_word_count(pair)
        count = st.selectbox(
            "Neighbors", K_OPTIONS, key="compare_k", bind="query-params", width=110
        )
    k = int(count) if count in K_OPTIONS else int(K_OPTIONS[0])
    n = len(pair.shared.nonzero_positions(restrict))
    if n < 3:
        st.info(
            f"{format_count(n, 'word')} with a row that is not all zeros on both sides: that takes "
            "three at least, for with two each is the other’s only neighbor.",
            icon=":material/info:",
        )
        return
    k = limit_k(k, n - 1)
    movers = compute_once(
        pair.left,
        f"movers {pair.left.fingerprint} {pair.right.fingerprint} {restrict} {k}",
        lambda progress: find_movers(pair.shared, k, restrict=restrict, progress=progress),
        label="Comparing neighborhoods",
        button="" if n <= MAX_INLINE_WORDS else f"Compare all {n:,} words",
        is_private=pair.is_own,
    )
    if movers is None:
        return
    _show_cards(movers)
    _show_histogram(pair, movers, restrict)
    _show_lists(pair, movers)
    inputs.how_calculated(
        r"J_k(w) = \frac{\lvert N_k(w) \cap N'_k(w) \rvert}{\lvert N_k(w) \cup N'_k(w) \rvert} "
        r"\qquad P(x) = \binom{k}{x} \binom{n - 1 - k}{k - x} \Big/ \binom{n - 1}{k}",
        comparison_snippet(
            pair, "find_movers", f"find_movers(shared, k={k}, restrict={restrict}).jaccard"
        ),
        f"For each of the {n:,} words, its {movers.k} nearest by cosine similarity among these "
        "same words, exactly, in each embedding (Gonen and others 2020). By chance: two lists "
        f"drawn blindly from the {n - 1:,} other words (hypergeometric distribution).",
    )


def _show_cards(movers: Movers) -> None:
    n = len(movers.tokens)
    n_keep_none = int((movers.n_common == 0).sum())
    n_keep_all = int((movers.n_common == movers.k).sum())
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Mean Jaccard index",
                format_number(float(movers.jaccard.mean())),
                f"How much the {format_count(movers.k, 'nearest word')} of a word overlap, over "
                f"{n:,} words. 1: the same everywhere.",
                "It depends on both numbers: fewer words or more neighbors overlap more.",
            ),
            metric_cards.MetricCard(
                "By chance",
                format_number(movers.chance_jaccard, 4),
                f"The same for {format_count(movers.k, 'neighbor')} drawn blindly from these "
                "words.",
            ),
            metric_cards.MetricCard(
                "Keep none",
                format_percent(n_keep_none / n),
                f"{n_keep_none:,} of {n:,} words have no neighbor in common; {n_keep_all:,} keep "
                f"all {movers.k}.",
                "Two lists may still agree just behind their first "
                f"{format_count(movers.k, 'word')}.",
            ),
        ]
    )
    if movers.n_zero_rows:
        st.caption(
            ":material/info: Left out for a row of zeros: "
            f"{format_count(movers.n_zero_rows, 'word')}."
        )


def _show_histogram(pair: EmbeddingPair, movers: Movers, restrict: int | None) -> None:
    row = {token: i for i, token in enumerate(movers.tokens)}.get(current_word.token() or "")
    note = (
        f" {plain(movers.tokens[row])} keeps {movers.n_common[row]} of its {movers.k}."
        if row is not None
        else ""
    )
    chart(
        figures.overlap_histogram(movers),
        key="overlap_histogram",
        alt=f"How many of {len(movers.tokens):,} words keep how many of their {movers.k} "
        "neighbors.",
        caption="The farther the bars lie to the right of what chance gives, the more the two "
        f"embeddings agree.{note}",
        table=movers.to_frame,
        python=lambda: snippets.comparison_script(
            pair.shared,
            f"result = find_movers(shared, k={movers.k}, restrict={restrict}).to_frame()",
        ),
    )


def _show_lists(pair: EmbeddingPair, movers: Movers) -> None:
    order = movers.most_changed().tolist()
    lists = {"All words moved alike": order[:MAX_LISTED_WORDS]}
    if movers.n_common.min() < movers.n_common.max():
        most = order[: min(MAX_LISTED_WORDS, len(order) // 2)]
        # On either list, ties are in the order of the vocabulary.
        rest = sorted(set(order).difference(most), key=lambda i: (-movers.n_common[i], i))
        lists = {"Moved most": most, "Moved least": rest[: len(most)]}
    for title, rows in lists.items():
        st.header(title)
        n_common = movers.n_common[rows[0]]
        n_ties = int((movers.n_common == n_common).sum())
        st.caption(
            f"{format_count(n_ties, 'word')} with {n_common} of {movers.k} in common"
            + (
                f"; the first of them in {pair.markdown_names[0]} are shown."
                if n_ties > MAX_LISTED_WORDS
                else "."
            )
        )
        st.dataframe(
            _frame(pair, movers, rows).drop(columns="Jaccard"),
            width="stretch",
            height="content",
            hide_index=True,
            column_config={f"same of {movers.k}": st.column_config.NumberColumn(width=90)},
        )
        st.caption("See all neighbors of")
        words = tuple(movers.tokens[i] for i in rows[:MAX_WORD_BUTTONS])
        word_buttons(words, show_neighbors, key=f"go_{title}")
    st.download_button(
        f"{format_count(len(order), 'word')} (CSV)",
        lambda: tables.to_safe_csv(_frame(pair, movers, order)),
        file_name="movers.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        help="A line for each word: how many neighbors are the same, the Jaccard index, and its "
        "first neighbors on either side.",
    )


def _frame(pair: EmbeddingPair, movers: Movers, rows: Sequence[int]) -> pd.DataFrame:
    neighbors = [movers.neighbors(row, N_NEIGHBORS_SHOWN) for row in rows]
    return pd.DataFrame(
        {
            "word": [movers.tokens[i] for i in rows],
            f"same of {movers.k}": movers.n_common[rows],
            "Jaccard": movers.jaccard[rows].round(3),
            f"near in {pair.titles[0]}": [", ".join(left) for left, _ in neighbors],
            f"near in {pair.titles[1]}": [", ".join(right) for _, right in neighbors],
        }
    )
