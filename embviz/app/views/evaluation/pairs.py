"""Whether cosines agree with people."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import session
from embviz.app.text import chip, format_count, format_number, plain
from embviz.app.views.evaluation import compute_once, file_input, metric_cards
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import WordPair, WordPairReport, evaluate_word_pairs, read_pairs
from embviz.evaluation.datasets import load_word_pairs

EXAMPLE_PAIRS, OWN_FILE = "Example", "My file"

DATASETS_NOTE = (
    "Files of this kind, judged by people: **WordSim-353** (Finkelstein and others 2002; "
    "gabrilovich.com/resources/data/wordsim353), where high scores also go to words that merely "
    "occur together, and **SimLex-999** (Hill and others 2015; fh295.github.io/simlex.html), where "
    "they do not. None comes with embviz."
)


def show(E: EmbeddingMatrix) -> None:
    """Show how well cosines agree with scores of people."""
    source = inputs.option_input("Pairs", [EXAMPLE_PAIRS, OWN_FILE], key="pairs_from")
    sent = None
    if source == EXAMPLE_PAIRS:
        pairs: Sequence[WordPair] = load_word_pairs()
        st.caption(
            f":material/edit: These {len(pairs)} pairs and their scores were made up by hand for "
            f"this page. They show how it works; they judge nothing. {DATASETS_NOTE}"
        )
        place: compute_once.ResultSlot[WordPairReport] = compute_once.slot_for(E, "pairs")
    else:
        sent = file_input.upload_file(
            "A file of word pairs",
            read_pairs,
            key="pairs_file",
            help="Text in UTF-8: two words and a number on each line, with tabs, commas or blanks "
            "between them. A header row and further columns are left aside.",
        )
        if sent is None:
            st.caption(DATASETS_NOTE)
            return
        pairs = sent.content
        place = compute_once.slot_for(E, f"pairs {sent.digest}", is_own=True)
    found = compute_once.compute_once(
        place, "Comparing", lambda tell: evaluate_word_pairs(E, pairs), is_requested=True
    )
    if found is not None:
        own = source == OWN_FILE
        line = f"pairs = {f'read_pairs({sent.name!r})' if sent else 'load_word_pairs()'}"
        _show_agreement(E, found, "the scores" if own else "the made-up scores", line)


def _show_agreement(
    E: EmbeddingMatrix, agreement: WordPairReport, scores_label: str, pairs_code: str
) -> None:
    used = len(agreement.pairs)
    if math.isnan(agreement.spearman):
        why = (
            "at least two pairs are needed"
            if used < 2
            else "all scores, or all cosines, are the same, so there is no order to compare"
        )
        st.info(
            f"Of {format_count(agreement.n_given, 'pair')}, {used:,} can be used: {why}. "
            + (
                "For the others, a word is not in this vocabulary."
                if agreement.skipped_pairs
                else ""
            ),
            icon=":material/info:",
        )
        return
    between = (
        f"{format_number(agreement.confidence_interval[0], 2)} to {format_number(agreement.confidence_interval[1], 2)}"
        if agreement.confidence_interval
        else "—"
    )
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Spearman correlation",
                format_number(agreement.spearman),
                f"Do cosines put the pairs in the order of {scores_label}? 1: the very same order, 0: no "
                "relation, −1: the reverse.",
                "It looks at the order only; where people disagree among themselves, no embedding "
                "can reach 1.",
            ),
            metric_cards.MetricCard(
                "95 % interval",
                between,
                "Made of other pairs of this kind, again and again, such intervals would hold the "
                "true value 95 times in 100 (Fisher; Bonett and Wright 2000)."
                if agreement.confidence_interval
                else "With fewer than ten pairs, or a correlation of ±1, an interval says nothing.",
                "It knows of the choice of pairs only, not of people who judge otherwise.",
            ),
            metric_cards.MetricCard(
                "Pairs used",
                f"{used:,} of {agreement.n_given:,}",
                "Both words are in this vocabulary, and neither is a row of zeros.",
                "Compare two embeddings only on pairs that both have.",
            ),
        ]
    )
    away = agreement.rank_differences()
    low, high = int(away.argmin()), int(away.argmax())
    told = (
        f"Nearer than {scores_label} say: {_format_pair(agreement, high)}. Farther: {_format_pair(agreement, low)}. "
        if away[low] < 0 < away[high]
        else ""
    )
    chart(
        figures.pair_scatter(agreement),
        key="pair_scatter",
        alt=f"Cosine similarity against {scores_label} for {format_count(used, 'pair')} of words.",
        caption=f"Where both agree, points rise from lower left to upper right. {told}Named are "
        "pairs whose rank differs most.",
        table=agreement.to_frame,
        python=lambda: snippets.script(
            E, pairs_code, "result = evaluate_word_pairs(E, pairs).to_frame()"
        ),
    )
    if agreement.skipped_pairs:
        named = ", ".join(f"{chip(a)} – {chip(b)}" for a, b in agreement.skipped_pairs[:8])
        more = (
            f" and {len(agreement.skipped_pairs) - 8:,} more"
            if len(agreement.skipped_pairs) > 8
            else ""
        )
        st.caption(f":material/info: Not used: {named}{more}.")
    inputs.how_calculated(
        r"\rho = \operatorname{corr}\bigl(\text{rank}(\text{score}),\; \text{rank}(\cos)\bigr) "
        r"\qquad \tanh\!\left(\operatorname{artanh} \rho \pm 1.96 "
        r"\sqrt{\tfrac{1 + \rho^2 / 2}{n - 3}}\right)",
        f"""from embviz.evaluation.load_word_pairs import evaluate_word_pairs, read_pairs

{session.load_snippet(E)}
found = evaluate_word_pairs(E, read_pairs("pairs.csv"))
found.spearman, found.confidence_interval""",
        "Equal values share the mean of their ranks. The interval is one for ranks; it is exact "
        "arithmetic where drawing samples again and again (a bootstrap) would differ each time.",
    )


def _format_pair(agreement: WordPairReport, i: int) -> str:
    a, b = agreement.pairs[i]
    return f"{plain(a)} – {plain(b)}"
