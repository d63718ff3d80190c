"""What speaks for an answer and against it."""

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

# An answer that is ahead by less than the usual gap between answers is no clear one.
CLEAR_MARGIN_RATIO = 2.0


def show(E: EmbeddingMatrix, query: AnalogyQuery, report: AnalogyReport) -> None:
    """Show the numbers that support an answer, or contradict it."""
    answer = report.neighbors.tokens[0]
    st.header("How far can this be trusted?")
    said, drawn = st.columns([3, 2], gap="large")
    with said:
        with st.container(horizontal=True, gap="large"):
            st.metric("Score", format_number(report.neighbors.scores[0]), width="content")
            st.metric(
                "Margin to the next",
                "—" if isnan(report.margin) else format_number(report.margin),
                width="content",
                help="By how much the first score is above the second.",
            )
            place = report.expected_rank
            if place is not None:
                st.metric(
                    f"Rank of {plain(place.token)}",
                    "left out" if place.rank is None else f"{place.rank:,}",
                    width="content",
                    help=f"The expected answer, among {place.n_ranked:,} words.",
                )
        sentences = [
            _describe_expected(place, answer),
            _describe_margin(report),
            *_describe_simpler(report, answer),
            _describe_inputs(report, query),
        ]
        st.markdown("\n".join(f"- {each}" for each in sentences if each))
    with drawn:
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
    found = report.neighbors
    if isnan(report.margin):
        return "There is no other word to compare the answer with."
    ahead = f"{plain(found.tokens[0])} is {format_number(report.margin)} ahead of {plain(found.tokens[1])}"
    if isnan(report.mean_gap):
        return f"{ahead}."
    apart = f"the answers after it are {format_number(report.mean_gap)} apart on average"
    if report.margin <= report.mean_gap:
        return f"{ahead}; {apart}. **So the first could as well be another.**"
    clear = (
        "the lead is slight"
        if report.margin < CLEAR_MARGIN_RATIO * report.mean_gap
        else "it stands out"
    )
    return f"{ahead}; {apart}, so {clear}."


def _describe_simpler(report: AnalogyReport, answer: str) -> list[str]:
    """Say what simpler questions give, and whether the sum was needed."""
    if not report.simpler_sums:
        return []
    each = [
        f"*{escape_markdown(one.label)}* alone gives {plain(one.answer)} ({format_number(one.score)})"
        for one in report.simpler_sums
    ]
    same = [one for one in report.simpler_sums if one.has_same_answer]
    if same:
        needed = "needs no arithmetic" if len(same[0].terms) == 1 else "does not need the last term"
        end = f"**So {plain(answer)} {needed}:** {escape_markdown(same[0].label)} already finds it."
    else:
        end = f"Neither is {plain(answer)}: it takes the whole sum to find it."
        if len(report.simpler_sums) == 1:
            end = f"That is not {plain(answer)}: it takes the whole sum to find it."
    return [f"{'; '.join(each)}. {end}"]


def _describe_inputs(report: AnalogyReport, query: AnalogyQuery) -> str:
    places = [f"{plain(place.token)} is number {place.rank:,}" for place in report.input_ranks]
    listed = ", ".join(places[:8]) + (f" and {len(places) - 8} more" if len(places) > 8 else "")
    first = report.input_ranks[0]
    if not query.exclude_inputs:
        if first.rank == 1:
            return (
                f"**The first answer is a word of the sum itself**, as it often is. With all words "
                f"ranked: {listed}."
            )
        return f"No word of the sum comes first. With all words ranked: {listed}."
    if first.rank == 1:
        return (
            f"**The words of the sum are left out; else {plain(first.token)} itself would come "
            f"first** ({format_number(first.score)}). With all words ranked: {listed}."
        )
    return (
        f"The words of the sum are left out, but none of them would have come first. With all "
        f"words ranked: {listed}."
    )


def _show_shares(
    E: EmbeddingMatrix, report: AnalogyReport, query: AnalogyQuery, answer: str
) -> None:
    if query.method == "3cosadd":
        seen = (
            "What each word adds to the score of the answer: its cosine with the answer, times its "
            "weight, divided by the length of the sum. The bars add up to the score. Orange takes "
            "away."
        )
    else:
        seen = (
            "What each word multiplies the score of the answer by: to the right more than 1, to "
            "the left (orange) less. A word that is taken away divides, so by 1 or more. Lengths "
            "are logarithms, which add up."
        )
    st.markdown(f"**What each word has to do with {format_number(report.neighbors.scores[0])}**")
    chart(
        figures.share_bars(report.contributions, query.method),
        key="shares",
        alt=f"The share of each word of {query.label} in the score of {answer!r}.",
        caption=seen,
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
            E, query, len(report.neighbors), "result = pd.DataFrame(told.contributions)"
        ),
    )
