"""The odd one out."""

from __future__ import annotations

import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import session
from embviz.app.text import format_number, plain
from embviz.app.views.similarity.formulas import show_formulas
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import OddOneOut, odd_one_out

MAX_WORDS = 40


def show(E: EmbeddingMatrix) -> None:
    """Ask for words, and show which is least like the others."""
    tokens = inputs.words_input(
        E,
        "Which of these is the odd one?",
        key="odd",
        default=session.default_words(E, "odd"),
        max_words=MAX_WORDS,
    )
    if len(tokens) < 3:
        st.info("Type at least three words.", icon=":material/keyboard:")
        return
    found = odd_one_out(E, tokens)
    next_one = found.ranking.tokens[-2]
    with st.container(horizontal=True, gap="large"):
        st.metric("Odd one out", plain(found.token), width="content")
        st.metric(
            "Mean cosine with the others", format_number(found.ranking.scores[-1]), width="content"
        )
        st.metric(
            "Margin",
            format_number(found.margin),
            width="content",
            help="By how much it is below the next word. Near 0, the choice could as well be "
            "another.",
        )
        if found.n_trials:
            st.metric(
                "Stays the odd one",
                f"{found.n_stable} of {found.n_trials}",
                width="content",
                help="How often, when one of the other words is left out.",
            )
    st.markdown(_describe_result(found, next_one))
    chart(
        figures.ranked_bars(found.ranking.reversed(), highlight_first=True),
        key="odd_chart",
        alt=f"Mean cosine similarity of each of {len(tokens)} words with the others; "
        f"{found.token!r} has the lowest.",
        caption="Mean cosine similarity of each word with the others, the odd one on top. It goes "
        "by the company that words keep in texts, which need not be the reason you have in mind."
        + session.baseline_cosine_note(E),
        table=found.ranking.to_frame,
        python=lambda: snippets.script(
            E, snippets.words_lines(E, tokens), "result = odd_one_out(E, words).ranking.to_frame()"
        ),
        on_click=session.choose_word_by_id,
    )
    show_formulas(
        E,
        f"from embviz.print_nearest.groups import odd_one_out\nodd_one_out(E, {tokens!r})",
        "The odd one is the word with the lowest mean cosine similarity with the others.",
    )


def _describe_result(odd_one: OddOneOut, runner_up: str) -> str:
    """Say how clear the answer is, as far as the numbers say."""
    if not odd_one.margin:
        return (
            f"There is no odd one: {plain(runner_up)} is no more like the others than "
            f"{plain(odd_one.token)}."
        )
    first = (
        f"{plain(odd_one.token)} is {format_number(odd_one.margin)} below the next, {plain(runner_up)}, in "
        "mean cosine similarity with the others."
    )
    if not odd_one.n_trials:
        return f"{first} With three words, every answer rests on two comparisons a word."
    if odd_one.n_stable == odd_one.n_trials:
        return f"{first} It stays the odd one whichever other word is left out."
    return (
        f"{first} That is not steady: without one of the other words, another would be the odd one "
        f"in {odd_one.n_trials - odd_one.n_stable} of {odd_one.n_trials} cases."
    )
