"""Two embeddings aligned on one map."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import numpy as np
import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs, tables
from embviz.app.components.chart import chart
from embviz.app.components.unknown_word import word_buttons
from embviz.app.state import current_word, keys
from embviz.app.state.compute import compute_once
from embviz.app.text import format_count, format_percent
from embviz.app.views.comparison.pair_input import EmbeddingPair
from embviz.app.views.comparison.shared import comparison_snippet, select_word_count, show_neighbors
from embviz.app.views.evaluation import metric_cards
from embviz.comparison import Alignment, align_embeddings, compute_joint_map
from embviz.comparison.alignment import MIN_WORDS

MAX_FIELD_WORDS = 60
MAX_LISTED_WORDS = 12
MAX_WORD_BUTTONS = 6
DEFAULT_WORDS = (
    "king queen prince princess man woman boy girl cat dog horse cow paris london berlin rome car "
    "truck bus train one two three four"
)


def show(pair: EmbeddingPair) -> None:
    """Ask for words, and show their places in both embeddings."""
    n = len(pair.shared.nonzero_positions())
    if n < MIN_WORDS:
        st.info(
            f"{format_count(n, 'word')} with a row that is not all zeros on both sides: too few. "
            f"Any two such rows can be turned into each other; it takes {MIN_WORDS} words at "
            "least.",
            icon=":material/info:",
        )
        return
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        restrict = select_word_count(pair)
    alignment = compute_once(
        pair.left,
        f"alignment {pair.left.fingerprint} {pair.right.fingerprint} {restrict}",
        lambda progress: align_embeddings(pair.shared, restrict=restrict, progress=progress),
        label="Turning one into the other",
        is_private=pair.is_own,
    )
    if alignment is None:
        return
    _show_cards(pair, alignment)
    tokens = pair.filter_shared(
        inputs.words_input(
            pair.left,
            f"Words on the map, up to {MAX_FIELD_WORDS}",
            key=keys.COMPARISON_MAP_WORDS,
            default=pair.default_words(DEFAULT_WORDS.split(), 4, 24),
            max_words=MAX_FIELD_WORDS,
        )
    )
    _show_map(pair, alignment, tokens, restrict)
    _show_lists(alignment)
    inputs.how_calculated(
        r"R = \arg\min_{R^\top R = I} \lVert X R - Y \rVert^2, \quad X^\top Y = U \Sigma V^\top, "
        r"\quad R = U V^\top \qquad \text{explained} = (\operatorname{tr} \Sigma)^2 \big/ "
        r"\bigl(\lVert X \rVert^2 \lVert Y \rVert^2\bigr)",
        comparison_snippet(
            pair, "align_embeddings", f"align_embeddings(shared, restrict={restrict}).r_squared"
        ),
        "Rows are brought to length 1; each side is moved to its mean and to one size; then the "
        "left side is turned (or mirrored) to lie as near to the right as it can (orthogonal "
        "Procrustes, Schönemann 1966), by the words chosen above. Distances are in units of the "
        "root mean square distance of a word from the middle: unrelated places are about 1.41 "
        "apart. The map is a PCA of all places on it.",
    )


def _show_map(
    pair: EmbeddingPair, alignment: Alignment, tokens: Sequence[str], restrict: int | None
) -> None:
    if len(tokens) < 2:
        st.info("Type at least two words that both have.", icon=":material/keyboard:")
        return
    joint_map = compute_joint_map(pair.shared, alignment, tokens)
    chart(
        figures.joint_map_scatter(
            joint_map,
            tokens,
            [pair.left.token_id(token) for token in tokens],
            pair.titles,
            selected=current_word.token(),
        ),
        key="common",
        alt=f"{format_count(len(tokens), 'word')}, each where {pair.titles[0]} and where "
        f"{pair.titles[1]} puts it.",
        caption="Each word twice, joined by a line: short lines are words that both put alike. The "
        f"flat map holds {format_percent(joint_map.variance_kept)} of how far these places lie "
        "apart"
        + (
            ", so a short line can hide a long way; the table has the whole distance."
            if joint_map.variance_kept < 0.99
            else "."
        )
        + " Names that have no room are left out: point at a place, or click it to make its word "
        "the current one.",
        table=lambda: pd.DataFrame(
            np.column_stack([joint_map.left, joint_map.right, joint_map.displacement]),
            index=list(tokens),
            columns=["left across", "left up", "right across", "right up", "distance"],
        ),
        python=lambda: snippets.comparison_script(
            pair.shared,
            snippets.list_literal("words", tokens),
            f"alignment = align_embeddings(shared, restrict={restrict})",
            "joint = compute_joint_map(shared, alignment, words)",
            "result = np.column_stack([joint.left, joint.right, joint.displacement])",
        ),
        on_click=current_word.choose_by_id,
    )


def _show_cards(pair: EmbeddingPair, alignment: Alignment) -> None:
    n = len(alignment.tokens)
    if isnan(alignment.r_squared):
        st.info(
            "On one side all rows point the same way, so there is nothing to lay over the other.",
            icon=":material/info:",
        )
        return
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "How well it fits",
                format_percent(alignment.r_squared),
                f"So much of the variance of {n:,} words in one embedding the other explains, once "
                "it is turned. 100%: the same cloud, only turned.",
            ),
            metric_cards.MetricCard(
                "Shuffled",
                format_percent(float(np.mean(alignment.shuffled_r_squared))),
                f"The same when each word is laid over another at random, the mean of "
                f"{len(alignment.shuffled_r_squared)} draws.",
                "A turn fits chance, too: the more, the fewer words and the more dimensions.",
            ),
            metric_cards.MetricCard(
                "Dimensions", f"{alignment.dim:,}", _describe_reduction(pair, alignment)
            ),
        ]
    )


def _describe_reduction(pair: EmbeddingPair, alignment: Alignment) -> str:
    left, right = pair.markdown_names
    if pair.left.dim == pair.right.dim:
        return "Both have as many, so one can be turned as it is."
    name, variance_kept = (
        (left, alignment.left.variance_kept)
        if pair.left.dim > pair.right.dim
        else (right, alignment.right.variance_kept)
    )
    return (
        f"{left} has {pair.left.dim:,}, {right} {pair.right.dim:,}, and a turn takes equal "
        f"numbers. So {name} is first reduced to its {alignment.dim:,} strongest directions (PCA), "
        f"which keep **{format_percent(variance_kept)}** of the variance of these words; the rest "
        "is not compared."
    )


def _show_lists(alignment: Alignment) -> None:
    order = np.argsort(-alignment.displacement, kind="stable")
    n_listed = min(MAX_LISTED_WORDS, len(order) // 2)
    st.caption(
        f"Of the {len(alignment.tokens):,} words that were laid over each other, by the distance "
        "of their two places in all dimensions. Words near the middle of both clouds cannot move "
        "far."
    )
    for column, title, rows in zip(
        st.columns(2, gap="large"),
        ("Moved farthest", "Stayed nearest"),
        (order, order[::-1]),
        strict=True,
    ):
        with column:
            st.header(title)
            st.dataframe(
                _frame(alignment, rows[:n_listed]),
                width="stretch",
                height="content",
                hide_index=True,
                column_config={"distance": st.column_config.NumberColumn(format="%.3f")},
            )
            st.caption("See all neighbors of")
            words = tuple(alignment.tokens[i] for i in rows[: min(n_listed, MAX_WORD_BUTTONS)])
            word_buttons(words, show_neighbors, key=f"go_{title}")
    st.download_button(
        f"{format_count(len(order), 'word')} (CSV)",
        lambda: tables.to_safe_csv(_frame(alignment, order)),
        file_name="aligned.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _frame(alignment: Alignment, rows: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "word": [alignment.tokens[i] for i in rows],
            "token id": alignment.left_ids[rows],
            "distance": alignment.displacement[rows].round(3),
        }
    )
