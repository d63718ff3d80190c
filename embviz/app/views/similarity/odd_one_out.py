"""The word that is least like the others."""

from __future__ import annotations

import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import current_word, embeddings
from embviz.app.state.defaults import default_words
from embviz.app.text import format_number, plain
from embviz.app.views.similarity.formulas import show_formulas
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import OddOneOut, odd_one_out

MAX_FIELD_WORDS = 40


def show(E: EmbeddingMatrix) -> None:
    """Ask for words, and show the one that is least like the others."""
    tokens = inputs.words_input(
        E,
        "Which of these is the odd one?",
        key="odd",
        default=default_words(E, "odd"),
        max_words=MAX_FIELD_WORDS,
    )
    if len(tokens) < 3:
        st.info("Type at least three words.", icon=":material/keyboard:")
        return
    result = odd_one_out(E, tokens)
    with st.container(horizontal=True, gap="large"):
        st.metric("Odd one out", plain(result.token), width="content")
        st.metric(
            "Mean cosine with the others", format_number(result.ranking.scores[-1]), width="content"
        )
        st.metric(
            "Margin",
            format_number(result.margin),
            width="content",
            help="By how much it is below the next word. Near 0, the choice could as well be "
            "another.",
        )
        if result.n_trials:
            st.metric(
                "Stays the odd one",
                f"{result.n_stable} of {result.n_trials}",
                width="content",
                help="How often, when one of the other words is left out.",
            )
    st.markdown(_describe_result(result))
    chart(
        figures.ranked_bars(result.ranking.reversed(), highlight_first=True),
        key="odd_chart",
        alt=f"Mean cosine similarity of each of {len(tokens)} words with the others; "
        f"{result.token!r} has the lowest.",
        caption="Mean cosine similarity of each word with the others, the odd one on top. It goes "
        "by the company that words keep in texts, which need not be the reason you have in mind."
        + embeddings.baseline_cosine_note(E),
        table=result.ranking.to_frame,
        python=lambda: snippets.script(
            E, snippets.words_lines(E, tokens), "result = odd_one_out(E, words).ranking.to_frame()"
        ),
        on_click=current_word.choose_by_id,
    )
    show_formulas(
        E,
        f"from embviz.neighbors import odd_one_out\n\nodd_one_out(E, {tokens!r})",
        "The odd one is the word with the lowest mean cosine similarity with the others.",
    )


def _describe_result(result: OddOneOut) -> str:
    """Return sentences on how clear and how stable the result is."""
    token, runner_up = plain(result.token), plain(result.ranking.tokens[-2])
    if not result.margin:
        return f"There is no odd one: {runner_up} is no more like the others than {token}."
    margin = (
        f"{token} is {format_number(result.margin)} below the next, {runner_up}, in mean cosine "
        "similarity with the others."
    )
    if not result.n_trials:
        return f"{margin} With three words, every answer rests on two comparisons a word."
    if result.n_stable == result.n_trials:
        return f"{margin} It stays the odd one whichever other word is left out."
    return (
        f"{margin} That is not steady: without one of the other words, another would be the odd "
        f"one in {result.n_trials - result.n_stable} of {result.n_trials} cases."
    )
