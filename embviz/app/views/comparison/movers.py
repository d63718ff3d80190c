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
from embviz.app.text import count, format_number, plain
from embviz.app.views.comparison.pair_input import Pair
from embviz.app.views.comparison.shared import code, first_words, fitting, go_to
from embviz.app.views.evaluation import compute_once, metric_cards
from embviz.comparison import Movers, find_movers

HOW_MANY = ("10", "5", "25", "50")
LISTED = 10
OFFERED = 8
NEAR = 5
# More words than these take several seconds.
AT_ONCE = 10_000


def show(pair: Pair) -> None:
    """Ask how many words and neighbors, and show which words moved most and least."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        most = first_words(pair)
        asked = st.selectbox("Neighbors", HOW_MANY, key="compare_k", bind="query-params", width=110)
    k = int(asked) if asked in HOW_MANY else int(HOW_MANY[0])
    n = len(pair.shared.nonzero_positions(most))
    if n < 3:
        st.info(
            f"{count(n, 'word')} with a row that is not all zeros on both sides: that takes three "
            "at least, for with two each is the other’s only neighbor.",
            icon=":material/info:",
        )
        return
    k = fitting(k, n - 1)
    what = f"movers {pair.left.fingerprint} {pair.right.fingerprint} {most} {k}"
    label = f"Compare all {n:,} words"
    asked_now = compute_once.asked_for(what, label, at_once=n <= AT_ONCE)
    place: compute_once.Place[Movers] = compute_once.known(pair.left, what, own=pair.own)
    found = compute_once.once(
        place,
        "Comparing neighborhoods",
        lambda tell: find_movers(pair.shared, k, restrict=most, progress=tell),
        asked=asked_now,
    )
    if found is None:
        return
    _facts(found)
    _histogram(pair, found, most)
    _lists(pair, found)
    inputs.how(
        r"J_k(w) = \frac{\lvert N_k(w) \cap N'_k(w) \rvert}{\lvert N_k(w) \cup N'_k(w) \rvert} "
        r"\qquad P(x) = \binom{k}{x} \binom{n - 1 - k}{k - x} \Big/ \binom{n - 1}{k}",
        code(pair, "find_movers", f"find_movers(shared, k={k}, most={most}).jaccard"),
        f"For each of the {n:,} words, its {found.k} nearest by cosine similarity among these "
        "same words, exactly, in each embedding (Gonen and others 2020). By chance: two lists "
        f"drawn blindly from the {n - 1:,} other words (hypergeometric distribution).",
    )


def _facts(found: Movers) -> None:
    n = len(found.tokens)
    none, every = int((found.n_common == 0).sum()), int((found.n_common == found.k).sum())
    metric_cards.show(
        [
            metric_cards.Fact(
                "Mean Jaccard index",
                format_number(float(found.jaccard.mean())),
                f"How much the {count(found.k, 'nearest word')} of a word overlap, over {n:,} "
                "words. 1: the same everywhere.",
                "It depends on both numbers: fewer words or more neighbors overlap more.",
            ),
            metric_cards.Fact(
                "By chance",
                format_number(found.chance_jaccard, 4),
                f"The same for {count(found.k, 'neighbor')} drawn blindly from these words.",
            ),
            metric_cards.Fact(
                "Keep none",
                metric_cards.share(none / n),
                f"{none:,} of {n:,} words have no neighbor in common; {every:,} keep "
                f"all {found.k}.",
                f"Two lists may still agree just behind their first {count(found.k, 'word')}.",
            ),
        ]
    )
    if found.n_zero_rows:
        st.caption(
            f":material/info: Left out for a row of zeros: {count(found.n_zero_rows, 'word')}."
        )


def _histogram(pair: Pair, found: Movers, most: int | None) -> None:
    place = {token: i for i, token in enumerate(found.tokens)}.get(session.token() or "")
    told = (
        f" {plain(found.tokens[place])} keeps {found.n_common[place]} of its {found.k}."
        if place is not None
        else ""
    )
    chart(
        figures.overlap_histogram(found),
        key="kept",
        alt=f"How many of {len(found.tokens):,} words keep how many of their {found.k} neighbors.",
        caption="The farther the bars lie to the right of what chance gives, the more the two "
        f"embeddings agree.{told}",
        table=found.to_frame,
        python=lambda: snippets.both(
            pair.shared, f"result = find_movers(shared, k={found.k}, most={most}).to_frame()"
        ),
    )


def _lists(pair: Pair, found: Movers) -> None:
    order = found.most_changed().tolist()
    lists = {"All words moved alike": order[:LISTED]}
    if found.n_common.min() < found.n_common.max():
        most = order[: min(LISTED, len(order) // 2)]
        # Of equal ones the first in the vocabulary comes first, on either list.
        rest = sorted(set(order).difference(most), key=lambda i: (-found.n_common[i], i))
        lists = {"Moved most": most, "Moved least": rest[: len(most)]}
    for title, places in lists.items():
        st.header(title)
        first = found.n_common[places[0]]
        equal = int((found.n_common == first).sum())
        st.caption(
            f"{count(equal, 'word')} with {first} of {found.k} in common"
            + (f"; the first of them in {pair.names[0]} are shown." if equal > LISTED else ".")
        )
        st.dataframe(
            _frame(pair, found, places).drop(columns="Jaccard"),
            width="stretch",
            height="content",
            hide_index=True,
            column_config={f"same of {found.k}": st.column_config.NumberColumn(width=90)},
        )
        st.caption("See all neighbors of")
        words = tuple(found.tokens[i] for i in places[:OFFERED])
        word_buttons(words, go_to, key=f"go_{title}")
    st.download_button(
        f"{count(len(order), 'word')} (CSV)",
        lambda: tables.csv(_frame(pair, found, order)),
        file_name="movers.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        help="A line for each word: how many neighbors are the same, the Jaccard index, and its "
        "first neighbors on either side.",
    )


def _frame(pair: Pair, found: Movers, places: Sequence[int]) -> pd.DataFrame:
    near = [found.neighbors(place, NEAR) for place in places]
    return pd.DataFrame(
        {
            "word": [found.tokens[i] for i in places],
            f"same of {found.k}": found.n_common[places],
            "Jaccard": found.jaccard[places].round(3),
            f"near in {pair.titles[0]}": [", ".join(left) for left, _ in near],
            f"near in {pair.titles[1]}": [", ".join(right) for _, right in near],
        }
    )
