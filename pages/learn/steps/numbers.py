"""Computers need numbers: what a model is given, and what it needs."""

import pandas as pd
import streamlit as st

from embviz import figures, similarity
from embviz.embedding import EmbeddingMatrix
from embviz.similarity import COMMON
from embviz.spelling import one_letter_changed
from embviz.ui import controls, session
from embviz.ui.chart import chart
from embviz.ui.text import chip, letter_codes, vector

TITLE = "Computers need numbers"
LEDE = (
    "A computer adds, multiplies and compares numbers. It can do none of that with a word. Before "
    "a language model can work with a word, the word has to become numbers."
)


def show(E: EmbeddingMatrix) -> None:
    """Set a word and its numbers side by side."""
    tutorial = session.sample("tutorial")
    given, needed = st.columns(2, border=True)
    with given:
        st.caption("What the model is given")
        st.markdown("### Hello")
        st.caption("A word. Letters cannot be added or compared by size.")
    with needed:
        st.caption("What the model needs")
        st.markdown(f"### {vector(tutorial['Hello'], 3)}")
        st.caption(
            f"A list of numbers, called a **vector**. These are {tutorial.dim} numbers, written by "
            "hand for this lesson."
        )

    st.subheader("Now your word, with real numbers")
    controls.word_field("Type a word", key="lesson_word")
    token = controls.current_token(E)
    if token is None:
        return
    row = E[token]
    st.markdown(f"What {chip(E.name)} has for {chip(token)}: **{vector(row, 4)}**")
    chart(
        figures.row_strip(row),
        key="lesson_row",
        alt=f"The {E.dim} numbers of {token!r} as a strip of colored cells.",
        caption=f"All {E.dim} numbers, one cell each: orange is above zero, blue below, faint near "
        "zero. Type another word, and another pattern appears.",
        table=lambda: pd.DataFrame({"value": row}, index=pd.RangeIndex(E.dim, name="dimension")),
    )
    st.markdown(
        "**Does the computer not have numbers for letters already?** It has a code for each: "
        f"{chip(token)} is stored as {letter_codes(token)}."
        + _spelled_alike(E, token)
        + " Codes spell a word. They do not say what it means."
    )
    st.markdown(
        "An **embedding** is the answer: it gives each word (or piece of a word, a **token**) a "
        "vector that captures its meaning."
    )
    controls.how(
        rf"\text{{word}} \;\longmapsto\; v = (v_0, v_1, \dots, v_{{{E.dim - 1}}}) \in "
        rf"\mathbb{{R}}^{{{E.dim}}}",
        f"""import embviz

{session.load_line(E)}
E[{token!r}]""",
        f"Nothing is calculated: {E.dim} numbers are kept for each word, and shown here as they "
        "are. The next steps tell where they are kept and how they are found.",
    )


def _spelled_alike(E: EmbeddingMatrix, token: str) -> str:
    changed = one_letter_changed(token, E.tokens[:COMMON])
    if not changed:
        return ""
    # Of the words spelled nearly alike, the one that is least like it.
    other = min(changed, key=lambda each: similarity(E, token, each))
    return f" {chip(other)}, an unrelated word, is {letter_codes(other)}: nearly the same."
