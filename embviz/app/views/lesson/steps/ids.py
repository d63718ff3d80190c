"""Vocabulary → id: every word has a number, which says nothing about its meaning."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import current_word, embeddings
from embviz.app.text import chip, plain, tex
from embviz.embedding import EmbeddingMatrix
from embviz.embedding.spelling import one_letter_variants

TITLE = "From word to id"
LEDE = (
    "The vocabulary is a numbered list of all tokens (words, or pieces of words) that a model "
    "knows. The number of a word is its token id: it follows the list, not letters or meaning."
)
TUTORIAL_WORDS = ("Hello", "World", "the")
MAX_COMPARED_WORDS = 7


def show(E: EmbeddingMatrix) -> None:
    """List words with their ids, then compare the ids of similar spellings."""
    tutorial = embeddings.sample("tutorial")
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.header("By hand")
        st.dataframe(
            {
                "word": list(TUTORIAL_WORDS),
                "token id": [tutorial.token_id(word) for word in TUTORIAL_WORDS],
            },
            width="stretch",
        )
        st.caption(
            f"Three of the {len(tutorial)} words of the tutorial vocabulary. Ids are counted from "
            "0, and no two words have the same one."
        )
    with right:
        st.header(f"Your word in {plain(E.name)}")
        inputs.current_word_input("Type a word, then change one letter", key="lesson_word")
        token = inputs.current_token(E)
        if token is None:
            return
        token_id = E.token_id(token)
        with st.container(horizontal=True, gap="large"):
            st.metric("Token id", f"{token_id:,}", width="content")
            st.metric("Tokens in the vocabulary", f"{len(E):,}", width="content")

    others, relation = _comparison_words(E, token)
    _draw_id_line(E, token, others, relation)
    inputs.how_calculated(
        rf"\text{{id}}({tex(token)}) = {token_id} \in \{{0, 1, \dots, {len(E) - 1}\}}",
        f"""import embviz

{embeddings.load_snippet(E)}
E.token_id({token!r})
E.tokens[{token_id}]""",
        "Nothing is calculated: the id is the place of the word in the list. In many vocabularies "
        "the most frequent words come first, in others the order is that of the alphabet.",
    )


def _comparison_words(E: EmbeddingMatrix, token: str) -> tuple[list[str], str]:
    """Return words to compare with a word, and what they have in common."""
    if variants := one_letter_variants(token, E.tokens):
        return _evenly_spaced(variants), "that differ in one letter"
    near = [word for word in E.speller.suggest(token, k=MAX_COMPARED_WORDS) if word != token]
    if near:
        return near, "spelled nearly alike"
    st.caption(f":material/info: No other word here is spelled nearly like {chip(token)}.")
    words = [word for word in _evenly_spaced(E.tokens) if word != token]
    return words, "from all over the vocabulary"


def _evenly_spaced(words: Sequence[str]) -> list[str]:
    step = -(-len(words) // MAX_COMPARED_WORDS)
    return list(words[::step])


def _draw_id_line(E: EmbeddingMatrix, token: str, others: list[str], relation: str) -> None:
    words = [token, *others]
    ids = [E.token_id(word) for word in words]
    left, right = st.columns([2, 5], gap="large")
    left.dataframe(
        {"word": words, "token id": [f"{token_id:,}" for token_id in ids]},
        hide_index=True,
        width="stretch",
    )
    with right:
        chart(
            figures.number_line(
                words, ids, title="token id", axis_max=float(len(E) - 1), token_ids=ids
            ),
            key="ids_line",
            alt=f"{token!r} and words {relation}, each at its token id from 0 to {len(E) - 1}.",
            caption=f"{chip(token)} (orange) and words {relation}, on the line of all token ids. "
            "An id says where a word stands in the list, and nothing else. Click a dot to go on "
            "from there.",
            table=lambda: pd.DataFrame(
                {
                    "token id": ids,
                    f"minus the id of {token}": [token_id - ids[0] for token_id in ids],
                },
                index=words,
            ),
            python=lambda: snippets.script(
                E,
                *snippets.ids_lines(E, words),
                "result = [(token_id, token_id - ids[0]) for token_id in ids]",
            ),
            on_click=current_word.choose_by_id,
        )
