"""The terms of a sum as fields, in step with its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from embviz.analogies import MAX_WEIGHT, Term


def show(terms: Sequence[Term], on_change: Callable[[list[Term]], None]) -> None:
    """Offer a weight and a word for each term, and an empty field for one more.

    Parameters
    ----------
    terms : sequence of (float, str)
    on_change : callable
        Receives the changed terms. A callback.
    """
    fold = st.expander(
        "Weights and words, one by one", icon=":material/tune:", key="fields", on_change="rerun"
    )
    if not fold.open:
        return

    def changed() -> None:
        held = [
            (float(st.session_state[f"weight_{i}"]), st.session_state[f"term_{i}"].strip())
            for i in range(len(terms) + 1)
        ]
        on_change([term for term in held if term[1]])

    with fold:
        st.caption(
            "A weight below zero takes a word away; 2 counts it twice. Empty a word's field to "
            "remove it."
        )
        with st.container(horizontal=True, gap="medium"):
            for i, (weight, word) in enumerate((*terms, (1.0, ""))):
                _field(i, weight, word, changed)


def _field(i: int, weight: float, word: str, on_change: Callable[[], None]) -> None:
    # Written anew in every run, so that the fields follow the line.
    st.session_state[f"weight_{i}"] = float(weight)
    st.session_state[f"term_{i}"] = word
    with st.container(horizontal=True, gap="small", width=240):
        st.number_input(
            f"Weight {i + 1}",
            -MAX_WEIGHT,
            MAX_WEIGHT,
            step=0.5,
            format="%g",
            key=f"weight_{i}",
            width=84,
            on_change=on_change,
        )
        st.text_input(
            f"Word {i + 1}",
            key=f"term_{i}",
            max_chars=100,
            width=140,
            placeholder="" if word else "another word",
            on_change=on_change,
        )
