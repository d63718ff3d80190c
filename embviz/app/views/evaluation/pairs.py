"""Correlation of cosines with similarity scores of word pairs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import embeddings
from embviz.app.state.compute import compute_once
from embviz.app.text import chip, format_count, format_number, plain
from embviz.app.views.evaluation import file_input, metric_cards
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import (
    WordPair,
    WordPairReport,
    evaluate_word_pairs,
    load_word_pairs,
    read_pairs,
)

EXAMPLE_PAIRS, OWN_FILE = "Example", "My file"

DATASETS_NOTE = (
    "Files of this kind, judged by people: **WordSim-353** (Finkelstein and others 2002; "
    "gabrilovich.com/resources/data/wordsim353), where high scores also go to words that merely "
    "occur together, and **SimLex-999** (Hill and others 2015; fh295.github.io/simlex.html), where "
    "they do not. None comes with embviz."
)


def show(E: EmbeddingMatrix) -> None:
    """Ask for word pairs, and show how well cosines agree with their scores."""
    source = inputs.option_input("Pairs", [EXAMPLE_PAIRS, OWN_FILE], key="pairs_from")
    file = None
    if source == EXAMPLE_PAIRS:
        pairs: Sequence[WordPair] = load_word_pairs()
        st.caption(
            f":material/edit: These {len(pairs)} pairs and their scores were made up by hand for "
            f"this page. They show how it works; they judge nothing. {DATASETS_NOTE}"
        )
        name, scores_label, pairs_code = "pairs", "the made-up scores", "load_word_pairs()"
    else:
        file = file_input.upload_file(
            "A file of word pairs",
            read_pairs,
            key="pairs_file",
            help="Text in UTF-8: two words and a number on each line, with tabs, commas or blanks "
            "between them. A header row and further columns are left aside.",
        )
        if file is None:
            st.caption(DATASETS_NOTE)
            return
        pairs = file.content
        name, scores_label = f"pairs {file.digest}", "the scores"
        pairs_code = f"read_pairs({file.name!r})"
    agreement = compute_once(
        E,
        name,
        lambda _: evaluate_word_pairs(E, pairs),
        label="Comparing",
        is_private=file is not None,
    )
    if agreement is not None:
        _show_agreement(E, agreement, scores_label, pairs_code)


def _show_agreement(
    E: EmbeddingMatrix, agreement: WordPairReport, scores_label: str, pairs_code: str
) -> None:
    n_used = len(agreement.pairs)
    if math.isnan(agreement.spearman):
        reason = (
            "at least two pairs are needed"
            if n_used < 2
            else "all scores, or all cosines, are the same, so there is no order to compare"
        )
        st.info(
            f"Of {format_count(agreement.n_given, 'pair')}, {n_used:,} can be used: {reason}. "
            + (
                "For the others, a word is not in this vocabulary."
                if agreement.skipped_pairs
                else ""
            ),
            icon=":material/info:",
        )
        return
    interval = agreement.confidence_interval
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Spearman correlation",
                format_number(agreement.spearman),
                f"Do cosines put the pairs in the order of {scores_label}? 1: the very same order, "
                "0: no relation, −1: the reverse.",
                "It looks at the order only; where people disagree among themselves, no embedding "
                "can reach 1.",
            ),
            metric_cards.MetricCard(
                "95 % interval",
                " to ".join(format_number(bound, 2) for bound in interval) if interval else "—",
                "Made of other pairs of this kind, again and again, such intervals would hold the "
                "true value 95 times in 100 (Fisher; Bonett and Wright 2000)."
                if interval
                else "With fewer than ten pairs, or a correlation of ±1, an interval says nothing.",
                "It knows of the choice of pairs only, not of people who judge otherwise.",
            ),
            metric_cards.MetricCard(
                "Pairs used",
                f"{n_used:,} of {agreement.n_given:,}",
                "Both words are in this vocabulary, and neither is a row of zeros.",
                "Compare two embeddings only on pairs that both have.",
            ),
        ]
    )
    differences = agreement.rank_differences()
    low, high = int(differences.argmin()), int(differences.argmax())
    extremes = (
        f"Nearer than {scores_label} say: {_format_pair(agreement, high)}. Farther: "
        f"{_format_pair(agreement, low)}. "
        if differences[low] < 0 < differences[high]
        else ""
    )
    chart(
        figures.pair_scatter(agreement),
        key="pair_scatter",
        alt=f"Cosine similarity against {scores_label} for {format_count(n_used, 'pair')} of "
        "words.",
        caption=f"Where both agree, points rise from lower left to upper right. {extremes}Named "
        "are pairs whose rank differs most.",
        table=agreement.to_frame,
        python=lambda: snippets.script(
            E, f"result = evaluate_word_pairs(E, {pairs_code}).to_frame()"
        ),
    )
    if agreement.skipped_pairs:
        names = ", ".join(f"{chip(a)} – {chip(b)}" for a, b in agreement.skipped_pairs[:8])
        n_more = len(agreement.skipped_pairs) - 8
        more = f" and {n_more:,} more" if n_more > 0 else ""
        st.caption(f":material/info: Not used: {names}{more}.")
    inputs.how_calculated(
        r"\rho = \operatorname{corr}\bigl(\text{rank}(\text{score}),\; \text{rank}(\cos)\bigr) "
        r"\qquad \tanh\!\left(\operatorname{artanh} \rho \pm 1.96 "
        r"\sqrt{\tfrac{1 + \rho^2 / 2}{n - 3}}\right)",
        f"""from embviz.evaluation import evaluate_word_pairs, read_pairs

{embeddings.load_snippet(E)}
result = evaluate_word_pairs(E, read_pairs("pairs.csv"))
result.spearman, result.confidence_interval""",
        "Equal values share the mean of their ranks. The interval is one for ranks; it is exact "
        "arithmetic where drawing samples again and again (a bootstrap) would differ each time.",
    )


def _format_pair(agreement: WordPairReport, i: int) -> str:
    a, b = agreement.pairs[i]
    return f"{plain(a)} – {plain(b)}"
