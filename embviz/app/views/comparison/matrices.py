"""The similarity matrices of the same words in two embeddings."""

from __future__ import annotations

from functools import partial
from math import isnan

import numpy as np
import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import current_word, keys
from embviz.app.state.defaults import DEFAULT_WORDS
from embviz.app.text import format_number, plain
from embviz.app.views.comparison.pair_input import EmbeddingPair
from embviz.app.views.comparison.shared import comparison_snippet
from embviz.app.views.evaluation import metric_cards
from embviz.comparison import MatrixComparison, compare_matrices

MAX_FIELD_WORDS = 40


def show(pair: EmbeddingPair) -> None:
    """Ask for words, and show the cosines of all pairs left and right, and their differences."""
    tokens = pair.filter_shared(
        inputs.words_input(
            pair.left,
            f"Words to compare, up to {MAX_FIELD_WORDS}",
            key=keys.COMPARISON_WORDS,
            default=pair.default_words(DEFAULT_WORDS["pairs"].split(), 4, 10),
            max_words=MAX_FIELD_WORDS,
        )
    )
    if len(tokens) < 2:
        st.info("Type at least two words that both have.", icon=":material/keyboard:")
        return
    matrices = compare_matrices(pair.shared, tokens)
    ids = [pair.left.token_id(token) for token in tokens]
    for column, title, matrix, side in zip(
        st.columns(2, gap="large"),
        pair.titles,
        (matrices.left, matrices.right),
        ("left", "right"),
        strict=True,
    ):
        with column:
            st.header(plain(title))
            chart(
                figures.clustered_heatmap(tokens, ids, matrix),
                key=f"pairs_{side}",
                alt=f"Cosine similarity of every pair of {len(tokens)} words in {title}.",
                caption="Cosine similarity, from −1 (blue) over 0 (faint) to 1 (orange).",
                table=partial(_frame, matrices, matrix),
                python=partial(_script, pair, matrices, side),
                on_click=current_word.choose_by_id,
            )
    chart_column, card_column = st.columns(2, gap="large")
    with chart_column:
        _show_difference(pair, matrices, ids)
    with card_column:
        _show_cards(pair, matrices)
    inputs.how_calculated(
        r"\Delta(a, b) = \cos_{\text{right}}(a, b) - \cos_{\text{left}}(a, b) \qquad "
        r"r = \operatorname{corr}_{a < b}\bigl(\cos_{\text{left}}(a, b),\; "
        r"\cos_{\text{right}}(a, b)\bigr)",
        comparison_snippet(
            pair, "compare_matrices", f"compare_matrices(shared, {tokens[:12]!r}).pearson"
        ),
        "The correlation is taken over all pairs of different words, each pair once "
        "(representational similarity analysis, Kriegeskorte and others 2008). It needs no common "
        "space: the two may have different numbers of dimensions.",
    )


def _show_difference(pair: EmbeddingPair, matrices: MatrixComparison, token_ids: list[int]) -> None:
    left, right = pair.markdown_names
    st.header("Difference")
    chart(
        figures.difference_heatmap(matrices.tokens, token_ids, matrices.difference),
        key="pairs_difference",
        alt=f"Cosine similarity in {pair.titles[1]} minus that in {pair.titles[0]}.",
        caption=f"{right} minus {left}, on the same scale: orange pairs are more alike in {right}, "
        f"blue ones in {left}. Click a cell to select its row’s word.",
        table=lambda: _frame(matrices, matrices.difference),
        python=lambda: _script(pair, matrices, "difference"),
        on_click=current_word.choose_by_id,
    )


def _show_cards(pair: EmbeddingPair, matrices: MatrixComparison) -> None:
    left, right = pair.markdown_names
    n = len(matrices.tokens)
    n_pairs = n * (n - 1) // 2
    st.header("Do they agree?")
    if isnan(matrices.pearson):
        st.info(
            "A correlation takes three words at least, whose cosines are not all the same.",
            icon=":material/info:",
        )
    else:
        metric_cards.show(
            [
                metric_cards.MetricCard(
                    "Correlation",
                    format_number(matrices.pearson),
                    f"Of the cosines of {n_pairs:,} pairs, left and right. 1: where one is high, "
                    "so is the other; 0: no relation.",
                ),
                metric_cards.MetricCard(
                    "Rank correlation",
                    format_number(matrices.spearman),
                    "The same of their order only (Spearman): it does not matter how wide either "
                    "scale is.",
                ),
            ]
        )
        st.caption(
            ":material/warning: Obvious groups, such as animals and vehicles, make both high. The "
            "pairs share words, so they are no independent tests."
        )
    left_mean, right_mean = (format_number(mean) for mean in matrices.mean_cosines)
    sentences = [
        f"- On average, a pair has cosine {left_mean} in {left} and {right_mean} in {right}. A "
        "shade over the whole difference is only this."
    ]
    decrease, increase = matrices.largest_changes()
    for (a, b), sign, name in ((decrease, -1, left), (increase, 1, right)):
        i, j = matrices.tokens.index(a), matrices.tokens.index(b)
        if sign * matrices.difference[i, j] > 0:
            sentences.append(
                f"- More alike in {name}, most of all: {plain(a)} – {plain(b)} "
                f"({format_number(matrices.left[i, j])} left, "
                f"{format_number(matrices.right[i, j])} right)."
            )
    st.markdown("\n".join(sentences))


def _script(pair: EmbeddingPair, matrices: MatrixComparison, side: str) -> str:
    return snippets.comparison_script(
        pair.shared,
        snippets.list_literal("words", matrices.tokens),
        "matrices = compare_matrices(shared, words)",
        f"result = pd.DataFrame(matrices.{side}, index=words, columns=words)",
    )


def _frame(matrices: MatrixComparison, matrix: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(matrix, index=matrices.tokens, columns=matrices.tokens)
