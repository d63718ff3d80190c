"""Computers need numbers: a word, and the vector that a model needs."""

import pandas as pd
import streamlit as st

from embviz import figures, similarity
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import embeddings
from embviz.app.text import chip, format_decimals, format_vector, letter_codes, tex
from embviz.embedding import EmbeddingMatrix
from embviz.embedding.spelling import one_letter_variants

TITLE = "Computers need numbers"
LEDE = (
    "A computer adds, multiplies and compares numbers. It can do none of that with what a word "
    "means. Before a language model can work with a word, the word has to become numbers."
)
MAX_SPELLINGS = 3


def show(E: EmbeddingMatrix) -> None:
    """Show a word beside its vector."""
    tutorial = embeddings.sample("tutorial")
    left, right = st.columns(2, border=True)
    with left:
        st.caption("What the model is given")
        st.markdown("## Hello")
        st.caption("A word: five letters on a screen.")
    with right:
        st.caption("What the model needs")
        st.markdown(f"## {format_vector(tutorial['Hello'], 3)}")
        st.caption(
            f"A list of {tutorial.dim} numbers, called a **vector**. This one was made up by hand "
            "for the lesson."
        )

    st.header("Now your word")
    inputs.current_word_input("Type a word", key="lesson_word")
    token = inputs.current_token(E)
    if token is None:
        return
    row = E[token]
    st.markdown(f"The vector of {chip(token)} in {chip(E.name)}: **{format_vector(row, 4)}**")
    chart(
        figures.row_strip(row),
        key="lesson_row",
        alt=f"The {E.dim} numbers of {token!r} as a strip of colored cells.",
        caption=f"All {E.dim} numbers, one cell each: orange is above zero, blue below, faint near "
        "zero. The place of a number in the list is its **dimension**. Type another word, and "
        "another pattern appears.",
        table=lambda: pd.DataFrame({"value": row}, index=pd.RangeIndex(E.dim, name="dimension")),
        python=lambda: snippets.script(E, f"result = E[{token!r}]"),
    )
    st.markdown(
        "**Does the computer not have numbers for letters already?** It has a code for each: "
        f"{chip(token)} is stored as {letter_codes(token)}."
        + _similar_spelling_note(E, token)
        + " Such codes spell a word. They do not say what it means."
    )
    st.markdown(
        "An **embedding** is the answer: it gives each word (or piece of a word: in general, each "
        "**token**) a vector that captures its meaning."
    )
    values = ", ".join(format_decimals(row[:3])).replace("−", "-")
    more = r", \dots" if E.dim > 3 else ""
    inputs.how_calculated(
        rf"v({tex(token)}) = ({values}{more}) \in \mathbb{{R}}^{{{E.dim}}}",
        f"""import embviz

{embeddings.load_snippet(E)}
E[{token!r}]""",
        f"Nothing is calculated: {E.dim} numbers are kept for each token, and shown here as they "
        f"are. (The sign on the right says: a list of {E.dim} real numbers.)",
    )


def _similar_spelling_note(E: EmbeddingMatrix, token: str) -> str:
    variants = [word for word in one_letter_variants(token, E.tokens) if word.isalpha()]
    if not variants:
        return ""
    # The word with the least similar meaning among the most common ones.
    other = min(variants[:MAX_SPELLINGS], key=lambda word: similarity(E, token, word))
    return f" {chip(other)}, another word, is {letter_codes(other)}: nearly the same."
