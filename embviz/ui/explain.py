"""Sentences about words that were not found as typed, or were left out."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from embviz.analogy import analogy
from embviz.embedding import EmbeddingMatrix
from embviz.lookup import Lookup
from embviz.samples import SAMPLES
from embviz.ui import session
from embviz.ui.text import chip, chips, number


def explain(E: EmbeddingMatrix, found: Lookup, choose: Callable[[str], None], *, key: str) -> None:
    """Say how a word was found when it was not found as typed; offer near words when it was not."""
    if found.token is not None:
        if found.step != "exact":
            kind = {
                "case": "in other upper or lower case",
                "unicode": "written in another Unicode form",
            }
            st.caption(
                f":material/info: {chip(found.query)} is not in this vocabulary as typed. "
                f"It holds the word {kind[found.step]}, {chip(found.token)}, which is shown."
            )
        return
    if not found.query:
        st.info("Type a word to begin.", icon=":material/keyboard:")
        return
    pieces = E.tokenizer(found.query) if E.tokenizer else ()
    subwords = [E.tokens[token_id] for token_id, piece in pieces if piece]
    with st.container(border=True):
        st.markdown(
            f"**{chip(found.query)} is not one of the {len(E):,} tokens of this vocabulary.** "
            "Nothing is shown in its place."
        )
        if subwords:
            st.markdown(f"This embedding's tokenizer would cut it into {chips(subwords)}.")
        about = E.name in SAMPLES and not subwords
        holds = f"What this vocabulary holds: {E.notes[-1]}" if about else None
        if found.suggestions:
            st.caption("Did you mean", help=holds)
            word_buttons(found.suggestions, choose, key=key)
        elif subwords:
            st.caption("Look at one of these pieces")
            word_buttons(tuple(dict.fromkeys(subwords)), choose, key=key)
        else:
            st.caption("No word is spelled nearly like it. Try another one", help=holds)
            word_buttons(session.lesson_words_of(E).trio or E.tokens[:5], choose, key=key)


def word_buttons(words: tuple[str, ...], choose: Callable[[str], None], *, key: str) -> None:
    """Offer words to click."""
    with st.container(horizontal=True, gap="small"):
        for place, word in enumerate(words):
            st.button(chip(word), key=f"{key}_{place}", on_click=choose, args=(word,))


def left_out(E: EmbeddingMatrix, a: str, b: str, c: str) -> str:
    """Say that the inputs are left out, and which of them would have come first."""
    told = "The three input words are left out"
    if b in (a, c):
        return f"{told}. {chip(b)} is both added and taken away, which cancels out."
    first = analogy(E, positive=[a, c], negative=[b], k=1, exclude_inputs=False)
    if first.tokens[0] in (a, b, c):
        score = number(first.scores[0])
        return f"{told}; otherwise {chip(first.tokens[0])} would come first ({score})."
    return f"{told}; none of them would have come first."
