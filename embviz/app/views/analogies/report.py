"""The evidence for and against the answer to an analogy."""

from __future__ import annotations

from math import isnan

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.analogies import AnalogyReport, TokenRank, format_term
from embviz.app.components.chart import chart
from embviz.app.text import escape_markdown, format_number, plain
from embviz.app.views.analogies.sum_input import AnalogyQuery, report_script
from embviz.embedding import EmbeddingMatrix

# A margin of at least so many mean gaps is called clear.
CLEAR_MARGIN_RATIO = 2.0


def show(E: EmbeddingMatrix, query: AnalogyQuery, report: AnalogyReport) -> None:
    """Show the numbers that support an answer, or contradict it."""
    answer = report.neighbors.tokens[0]
    st.header("How far can this be trusted?")
    text_column, chart_column = st.columns([3, 2], gap="large")
    with text_column:
        with st.container(horizontal=True, gap="large"):
            st.metric("Score", format_number(report.neighbors.scores[0]), width="content")
            st.metric(
                "Margin to the next",
                "—" if isnan(report.margin) else format_number(report.margin),
                width="content",
                help="By how much the first score is above the second.",
            )
            expected = report.expected_rank
            if expected is not None:
                st.metric(
                    f"Rank of {plain(expected.token)}",
                    "left out" if expected.rank is None else f"{expected.rank:,}",
                    width="content",
                    help=f"The expected answer, among {expected.n_ranked:,} words.",
                )
        sentences = [
            _describe_expected(expected, answer),
            _describe_margin(report),
            *_describe_simpler(report, answer),
            _describe_inputs(report, query),
        ]
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences if sentence))
    with chart_column:
        _show_shares(E, report, query, answer)


def _describe_expected(expected: TokenRank | None, answer: str) -> str:
    if expected is None:
        return ""
    name = plain(expected.token)
    if expected.rank is None:
        return f"The expected {name} is a word of the sum, and those are left out."
    if expected.rank == 1:
        return f"The expected answer {name} comes first of {expected.n_ranked:,} words."
    return (
        f"**The expected answer {name} is not first:** it is number {expected.rank:,} of "
        f"{expected.n_ranked:,}, with a score of "
        f"{format_number(expected.score)}; {plain(answer)} comes first."
    )


def _describe_margin(report: AnalogyReport) -> str:
    if isnan(report.margin):
        return "There is no other word to compare the answer with."
    first, second = (plain(token) for token in report.neighbors.tokens[:2])
    lead = f"{first} is {format_number(report.margin)} ahead of {second}"
    if isnan(report.mean_gap):
        return f"{lead}."
    gaps = f"the answers after it are {format_number(report.mean_gap)} apart on average"
    if report.margin <= report.mean_gap:
        return f"{lead}; {gaps}. **So the first could as well be another.**"
    is_clear = report.margin >= CLEAR_MARGIN_RATIO * report.mean_gap
    return f"{lead}; {gaps}, so {'it stands out' if is_clear else 'the lead is slight'}."


def _describe_simpler(report: AnalogyReport, answer: str) -> list[str]:
    """Return a sentence on the answers of simpler sums, if there are any."""
    simpler = report.simpler_sums
    if not simpler:
        return []
    answers = [
        f"*{escape_markdown(s.label)}* alone gives {plain(s.answer)} ({format_number(s.score)})"
        for s in simpler
    ]
    sufficient = next((s for s in simpler if s.has_same_answer), None)
    if sufficient is not None:
        claim = (
            "needs no arithmetic" if len(sufficient.terms) == 1 else "does not need the last term"
        )
        label = escape_markdown(sufficient.label)
        conclusion = f"**So {plain(answer)} {claim}:** {label} already finds it."
    else:
        subject = "That is not" if len(simpler) == 1 else "Neither is"
        conclusion = f"{subject} {plain(answer)}: it takes the whole sum to find it."
    return [f"{'; '.join(answers)}. {conclusion}"]


def _describe_inputs(report: AnalogyReport, query: AnalogyQuery) -> str:
    items = [f"{plain(r.token)} is number {r.rank:,}" for r in report.input_ranks]
    n_more = len(items) - 8
    ranks = ", ".join(items[:8]) + (f" and {n_more} more" if n_more > 0 else "")
    first = report.input_ranks[0]
    if query.exclude_inputs:
        finding = (
            f"**The words of the sum are left out; else {plain(first.token)} itself would come "
            f"first** ({format_number(first.score)})."
            if first.rank == 1
            else "The words of the sum are left out, but none of them would have come first."
        )
    else:
        finding = (
            "**The first answer is a word of the sum itself**, as it often is."
            if first.rank == 1
            else "No word of the sum comes first."
        )
    return f"{finding} With all words ranked: {ranks}."


def _show_shares(
    E: EmbeddingMatrix, report: AnalogyReport, query: AnalogyQuery, answer: str
) -> None:
    if query.method == "3cosadd":
        caption = (
            "What each word adds to the score of the answer: its cosine with the answer, times its "
            "weight, divided by the length of the sum. The bars add up to the score. Orange takes "
            "away."
        )
    else:
        caption = (
            "What each word multiplies the score of the answer by: to the right more than 1, to "
            "the left (orange) less. A word that is taken away divides, so by 1 or more. Lengths "
            "are logarithms, which add up."
        )
    st.markdown(f"**What each word has to do with {format_number(report.neighbors.scores[0])}**")
    chart(
        figures.share_bars(report.contributions, query.method),
        key="shares",
        alt=f"The share of each word of {query.label} in the score of {answer!r}.",
        caption=caption,
        table=lambda: pd.DataFrame(
            {
                "term": [format_term(*share.term) for share in report.contributions],
                f"cosine with {answer}": [share.cosine for share in report.contributions],
                "adds" if query.method == "3cosadd" else "multiplies by": [
                    share.contribution for share in report.contributions
                ],
            }
        ).set_index("term"),
        python=lambda: report_script(
            E, query, len(report.neighbors), "result = pd.DataFrame(report.contributions)"
        ),
    )
