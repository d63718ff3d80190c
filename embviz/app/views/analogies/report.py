"""What speaks for an answer and against it."""

from __future__ import annotations

from math import isnan

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.analogies import AnalogyReport, TokenRank, format_term
from embviz.app.components.chart import chart
from embviz.app.text import format_number, plain, sentence
from embviz.app.views.analogies.sum_input import Asked, script
from embviz.embedding import EmbeddingMatrix

# An answer that is ahead by less than the usual gap between answers is no clear one.
CLEAR = 2.0


def show(E: EmbeddingMatrix, asked: Asked, told: AnalogyReport) -> None:
    """Show the numbers that support an answer, or contradict it."""
    answer = told.neighbors.tokens[0]
    st.header("How far can this be trusted?")
    said, drawn = st.columns([3, 2], gap="large")
    with said:
        with st.container(horizontal=True, gap="large"):
            st.metric("Score", format_number(told.neighbors.scores[0]), width="content")
            st.metric(
                "Margin to the next",
                "—" if isnan(told.margin) else format_number(told.margin),
                width="content",
                help="By how much the first score is above the second.",
            )
            place = told.expected_rank
            if place is not None:
                st.metric(
                    f"Rank of {plain(place.token)}",
                    "left out" if place.rank is None else f"{place.rank:,}",
                    width="content",
                    help=f"The expected answer, among {place.n_ranked:,} words.",
                )
        sentences = [
            _about_expected(place, answer),
            _about_margin(told),
            *_about_simpler(told, answer),
            _about_inputs(told, asked),
        ]
        st.markdown("\n".join(f"- {each}" for each in sentences if each))
    with drawn:
        _shares(E, told, asked, answer)


def _about_expected(place: TokenRank | None, answer: str) -> str:
    if place is None:
        return ""
    name = plain(place.token)
    if place.rank is None:
        return f"The expected {name} is a word of the sum, and those are left out."
    if place.rank == 1:
        return f"The expected answer {name} comes first of {place.n_ranked:,} words."
    return (
        f"**The expected answer {name} is not first:** it is number {place.rank:,} of "
        f"{place.n_ranked:,}, with a score of "
        f"{format_number(place.score)}; {plain(answer)} comes first."
    )


def _about_margin(told: AnalogyReport) -> str:
    found = told.neighbors
    if isnan(told.margin):
        return "There is no other word to compare the answer with."
    ahead = f"{plain(found.tokens[0])} is {format_number(told.margin)} ahead of {plain(found.tokens[1])}"
    if isnan(told.mean_gap):
        return f"{ahead}."
    apart = f"the answers after it are {format_number(told.mean_gap)} apart on average"
    if told.margin <= told.mean_gap:
        return f"{ahead}; {apart}. **So the first could as well be another.**"
    clear = "the lead is slight" if told.margin < CLEAR * told.mean_gap else "it stands out"
    return f"{ahead}; {apart}, so {clear}."


def _about_simpler(told: AnalogyReport, answer: str) -> list[str]:
    """Say what simpler questions give, and whether the sum was needed."""
    if not told.simpler_sums:
        return []
    each = [
        f"*{sentence(one.label)}* alone gives {plain(one.answer)} ({format_number(one.score)})"
        for one in told.simpler_sums
    ]
    same = [one for one in told.simpler_sums if one.has_same_answer]
    if same:
        needed = "needs no arithmetic" if len(same[0].terms) == 1 else "does not need the last term"
        end = f"**So {plain(answer)} {needed}:** {sentence(same[0].label)} already finds it."
    else:
        end = f"Neither is {plain(answer)}: it takes the whole sum to find it."
        if len(told.simpler_sums) == 1:
            end = f"That is not {plain(answer)}: it takes the whole sum to find it."
    return [f"{'; '.join(each)}. {end}"]


def _about_inputs(told: AnalogyReport, asked: Asked) -> str:
    places = [f"{plain(place.token)} is number {place.rank:,}" for place in told.input_ranks]
    listed = ", ".join(places[:8]) + (f" and {len(places) - 8} more" if len(places) > 8 else "")
    first = told.input_ranks[0]
    if not asked.exclude:
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


def _shares(E: EmbeddingMatrix, told: AnalogyReport, asked: Asked, answer: str) -> None:
    if asked.method == "3cosadd":
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
    st.markdown(f"**What each word has to do with {format_number(told.neighbors.scores[0])}**")
    chart(
        figures.share_bars(told.contributions, asked.method),
        key="shares",
        alt=f"The share of each word of {asked.label} in the score of {answer!r}.",
        caption=seen,
        table=lambda: pd.DataFrame(
            {
                "term": [format_term(*share.term) for share in told.contributions],
                f"cosine with {answer}": [share.cosine for share in told.contributions],
                "adds" if asked.method == "3cosadd" else "multiplies by": [
                    share.contribution for share in told.contributions
                ],
            }
        ).set_index("term"),
        python=lambda: script(
            E, asked, len(told.neighbors), "result = pd.DataFrame(told.contributions)"
        ),
    )
