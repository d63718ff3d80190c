"""Which words have other neighbors in the other embedding."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs, tables
from embviz.app.components.chart import chart
from embviz.app.components.unknown_word import word_buttons
from embviz.app.state import session
from embviz.app.text import format_count, format_number, plain
from embviz.app.views.comparison.pair_input import EmbeddingPair
from embviz.app.views.comparison.shared import (
    comparison_snippet,
    limit_k,
    select_word_count,
    show_neighbors,
)
from embviz.app.views.evaluation import compute_once, metric_cards
from embviz.comparison import Movers, find_movers

K_OPTIONS = ("10", "5", "25", "50")
MAX_LISTED_WORDS = 10
MAX_WORD_BUTTONS = 8
N_NEIGHBORS_SHOWN = 5
# More words than these take several seconds.
MAX_INLINE_WORDS = 10_000


def show(pair: EmbeddingPair) -> None:
    """Ask how many words and neighbors, and show which words moved most and least."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        most = select_word_count(pair)
        asked = st.selectbox(
            "Neighbors", K_OPTIONS, key="compare_k", bind="query-params", width=110
        )
    k = int(asked) if asked in K_OPTIONS else int(K_OPTIONS[0])
    n = len(pair.shared.nonzero_positions(most))
    if n < 3:
        st.info(
            f"{format_count(n, 'word')} with a row that is not all zeros on both sides: that takes three "
            "at least, for with two each is the other’s only neighbor.",
            icon=":material/info:",
        )
        return
    k = limit_k(k, n - 1)
    what = f"movers {pair.left.fingerprint} {pair.right.fingerprint} {most} {k}"
    label = f"Compare all {n:,} words"
    asked_now = compute_once.request_button(what, label, is_fast=n <= MAX_INLINE_WORDS)
    place: compute_once.ResultSlot[Movers] = compute_once.slot_for(
        pair.left, what, is_own=pair.is_own
    )
    found = compute_once.compute_once(
        place,
        "Comparing neighborhoods",
        lambda tell: find_movers(pair.shared, k, restrict=most, progress=tell),
        is_requested=asked_now,
    )
    if found is None:
        return
    _show_cards(found)
    _show_histogram(pair, found, most)
    _show_lists(pair, found)
    inputs.how_calculated(
        r"J_k(w) = \frac{\lvert N_k(w) \cap N'_k(w) \rvert}{\lvert N_k(w) \cup N'_k(w) \rvert} "
        r"\qquad P(x) = \binom{k}{x} \binom{n - 1 - k}{k - x} \Big/ \binom{n - 1}{k}",
        comparison_snippet(pair, "find_movers", f"find_movers(shared, k={k}, most={most}).jaccard"),
        f"For each of the {n:,} words, its {found.k} nearest by cosine similarity among these "
        "same words, exactly, in each embedding (Gonen and others 2020). By chance: two lists "
        f"drawn blindly from the {n - 1:,} other words (hypergeometric distribution).",
    )


def _show_cards(movers: Movers) -> None:
    n = len(movers.tokens)
    none, every = int((movers.n_common == 0).sum()), int((movers.n_common == movers.k).sum())
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Mean Jaccard index",
                format_number(float(movers.jaccard.mean())),
                f"How much the {format_count(movers.k, 'nearest word')} of a word overlap, over {n:,} "
                "words. 1: the same everywhere.",
                "It depends on both numbers: fewer words or more neighbors overlap more.",
            ),
            metric_cards.MetricCard(
                "By chance",
                format_number(movers.chance_jaccard, 4),
                f"The same for {format_count(movers.k, 'neighbor')} drawn blindly from these words.",
            ),
            metric_cards.MetricCard(
                "Keep none",
                metric_cards.format_percent(none / n),
                f"{none:,} of {n:,} words have no neighbor in common; {every:,} keep "
                f"all {movers.k}.",
                f"Two lists may still agree just behind their first {format_count(movers.k, 'word')}.",
            ),
        ]
    )
    if movers.n_zero_rows:
        st.caption(
            f":material/info: Left out for a row of zeros: {format_count(movers.n_zero_rows, 'word')}."
        )


def _show_histogram(pair: EmbeddingPair, movers: Movers, max_words: int | None) -> None:
    place = {token: i for i, token in enumerate(movers.tokens)}.get(session.token() or "")
    told = (
        f" {plain(movers.tokens[place])} keeps {movers.n_common[place]} of its {movers.k}."
        if place is not None
        else ""
    )
    chart(
        figures.overlap_histogram(movers),
        key="kept",
        alt=f"How many of {len(movers.tokens):,} words keep how many of their {movers.k} neighbors.",
        caption="The farther the bars lie to the right of what chance gives, the more the two "
        f"embeddings agree.{told}",
        table=movers.to_frame,
        python=lambda: snippets.comparison_script(
            pair.shared, f"result = find_movers(shared, k={movers.k}, most={max_words}).to_frame()"
        ),
    )


def _show_lists(pair: EmbeddingPair, movers: Movers) -> None:
    order = movers.most_changed().tolist()
    lists = {"All words moved alike": order[:MAX_LISTED_WORDS]}
    if movers.n_common.min() < movers.n_common.max():
        most = order[: min(MAX_LISTED_WORDS, len(order) // 2)]
        # Of equal ones the first in the vocabulary comes first, on either list.
        rest = sorted(set(order).difference(most), key=lambda i: (-movers.n_common[i], i))
        lists = {"Moved most": most, "Moved least": rest[: len(most)]}
    for title, places in lists.items():
        st.header(title)
        first = movers.n_common[places[0]]
        equal = int((movers.n_common == first).sum())
        st.caption(
            f"{format_count(equal, 'word')} with {first} of {movers.k} in common"
            + (
                f"; the first of them in {pair.markdown_names[0]} are shown."
                if equal > MAX_LISTED_WORDS
                else "."
            )
        )
        st.dataframe(
            _frame(pair, movers, places).drop(columns="Jaccard"),
            width="stretch",
            height="content",
            hide_index=True,
            column_config={f"same of {movers.k}": st.column_config.NumberColumn(width=90)},
        )
        st.caption("See all neighbors of")
        words = tuple(movers.tokens[i] for i in places[:MAX_WORD_BUTTONS])
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
    near = [movers.neighbors(place, N_NEIGHBORS_SHOWN) for place in rows]
    return pd.DataFrame(
        {
            "word": [movers.tokens[i] for i in rows],
            f"same of {movers.k}": movers.n_common[rows],
            "Jaccard": movers.jaccard[rows].round(3),
            f"near in {pair.titles[0]}": [", ".join(left) for left, _ in near],
            f"near in {pair.titles[1]}": [", ".join(right) for _, right in near],
        }
    )
