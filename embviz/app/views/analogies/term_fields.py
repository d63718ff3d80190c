"""The terms of a sum as fields, synchronized with its text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from embviz.analogies import MAX_WEIGHT, Term
from embviz.app.state import keys


def show(terms: Sequence[Term], on_change: Callable[[list[Term]], None]) -> None:
    """Show a weight and a word for each term, and empty fields for one more.

    Parameters
    ----------
    terms : sequence of (float, str)
    on_change : callable
        Receives the changed terms. A callback.
    """
    expander = st.expander(
        "Weights and words, one by one", icon=":material/tune:", key="fields", on_change="rerun"
    )
    if not expander.open:
        return

    def handle_change() -> None:
        fields = [
            (keys.term_weight(i).get(0.0), keys.term_word(i).get("").strip())
            for i in range(len(terms) + 1)
        ]
        on_change([(weight, word) for weight, word in fields if word])

    with expander:
        st.caption(
            "A weight below zero takes a word away; 2 counts it twice. Empty a word's field to "
            "remove it."
        )
        with st.container(horizontal=True, gap="medium"):
            for i, (weight, word) in enumerate((*terms, (1.0, ""))):
                _term_field(i, weight, word, handle_change)


def _term_field(i: int, weight: float, word: str, on_change: Callable[[], None]) -> None:
    # Set in every run, so that the fields follow the text of the sum.
    keys.term_weight(i).set(float(weight))
    keys.term_word(i).set(word)
    with st.container(horizontal=True, gap="small", width=240):
        st.number_input(
            f"Weight {i + 1}",
            -MAX_WEIGHT,
            MAX_WEIGHT,
            step=0.5,
            format="%g",
            key=keys.term_weight(i),
            width=84,
            on_change=on_change,
        )
        st.text_input(
            f"Word {i + 1}",
            key=keys.term_word(i),
            max_chars=100,
            width=140,
            placeholder="" if word else "another word",
            on_change=on_change,
        )
