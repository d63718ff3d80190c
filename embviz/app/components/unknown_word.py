"""Sentences about words that were not found as typed, or were left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from embviz.analogies import analogy
from embviz.app.state import session
from embviz.app.text import chip, chips, format_number
from embviz.embedding import (
    EmbeddingMatrix,
    Lookup,
    find_candidates,
    find_words,
    lookup,
    split_words,
    subwords,
)
from embviz.io import SAMPLES

# The ladder that a word is looked up by, from the first step to the last.
LOOKUP_STEPS = {
    "exact": "as typed",
    "case": "other upper or lower case",
    "unicode": "another Unicode form",
    "spelling": "near spellings",
    "subwords": "pieces of words",
}


def resolve_word(
    E: EmbeddingMatrix,
    query: str,
    on_choose: Callable[[str], None],
    *,
    key: str,
    on_combine: Callable[[Sequence[str]], None] | None = None,
) -> str | None:
    """Return the token that a typed word means, saying how it was found and what else there is.

    A word that is there as typed is taken without a word. One that is there in a single other case
    or Unicode form is taken and named, with a button to write it so. Where there are several such
    tokens, or only near spellings or pieces, nothing is taken: the reader chooses.

    Parameters
    ----------
    E : EmbeddingMatrix
    query : str
    on_choose : callable
        Receives the token that was chosen, to put it in the place of what was typed. A callback.
    key : str
        Unique on the page.
    on_combine : callable, optional
        Receives several tokens that are to be taken together: the words or pieces that the typed
        text is made of. Offered where it is given.
    """
    found = lookup(E, query)
    explain_lookup(E, found, on_choose, key=key, on_combine=on_combine)
    if found.step in ("case", "unicode") and len(_case_variants(E, found)) > 1:
        return None
    return found.token


def explain_lookup(
    E: EmbeddingMatrix,
    found: Lookup,
    on_choose: Callable[[str], None],
    *,
    key: str,
    on_combine: Callable[[Sequence[str]], None] | None = None,
) -> None:
    """Say how a word was found when it was not found as typed; offer what it may mean instead."""
    if found.step == "exact":
        return
    if not found.query:
        st.info("Type a word to begin.", icon=":material/keyboard:")
        return
    if found.token is None:
        _explain_unknown(E, found, on_choose, key, on_combine)
        return
    several = _case_variants(E, found)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if len(several) == 1:
            st.caption(
                f":material/info: {chip(found.query)} is not in this vocabulary as typed. In "
                f"{LOOKUP_STEPS[found.step]} it is: {chip(found.token)}, which is shown.",
                width="content",
            )
            write = f"Write {chip(found.token)}"
            st.button(write, key=f"{key}_write", type="tertiary", on_click=on_choose, args=several)
        else:
            st.markdown(
                f"**{chip(found.query)} is not in this vocabulary as typed.** In other upper or "
                "lower case, or in another Unicode form, it holds several. Which one is meant?"
            )
            word_buttons(several, on_choose, key=key)


def _case_variants(E: EmbeddingMatrix, found: Lookup) -> tuple[str, ...]:
    """Return the tokens that differ from a word in case or Unicode form only."""
    rungs = (rung for rung in find_candidates(E, found.query) if rung.step in ("case", "unicode"))
    return tuple(token for rung in rungs for token in rung.tokens)


def _explain_unknown(
    E: EmbeddingMatrix,
    found: Lookup,
    on_choose: Callable[[str], None],
    key: str,
    on_combine: Callable[[Sequence[str]], None] | None,
) -> None:
    near, pieces = found.suggestions, subwords(E, found.query)
    words = split_words(found.query)
    with st.container(border=True):
        st.markdown(
            f"**{chip(found.query)} is not one of the {len(E):,} tokens of this vocabulary.** "
            "Nothing is shown in its place."
        )
        tried = [step for step in LOOKUP_STEPS if step != "subwords" or E.tokenizer]
        led = {"spelling": near, "subwords": pieces}
        marks = [f"{LOOKUP_STEPS[step]} {'✓' if led.get(step) else '✗'}" for step in tried]
        st.caption(f"Looked for: {' · '.join(marks)}", help=None if pieces else _vocabulary_note(E))
        if on_combine and len(words) > 1 and not find_words(E, words)[1]:
            _combine_button(words, on_combine, f"{key}_words")
        if near:
            st.caption("Did you mean")
            word_buttons(near, on_choose, key=key)
        if pieces:
            st.markdown(f"This embedding's tokenizer would cut it into {chips(pieces)}.")
            if on_combine and len(pieces) > 1:
                _combine_button(pieces, on_combine, f"{key}_pieces")
            else:
                st.caption("Look at one of these pieces")
            word_buttons(tuple(dict.fromkeys(pieces)), on_choose, key=f"{key}_piece")
        if not near and not pieces:
            st.caption("No word is spelled nearly like it. Try another one")
            word_buttons(session.cached_lesson_words(E).trio or E.tokens[:5], on_choose, key=key)


def _combine_button(
    words: Sequence[str], on_combine: Callable[[Sequence[str]], None], key: str
) -> None:
    label = f"Take {chips(words)} together"
    st.button(label, key=key, icon=":material/merge:", on_click=on_combine, args=(tuple(words),))


def _vocabulary_note(E: EmbeddingMatrix) -> str | None:
    return f"What this vocabulary holds: {E.notes[-1]}" if E.name in SAMPLES else None


def word_buttons(words: tuple[str, ...], on_choose: Callable[[str], None], *, key: str) -> None:
    """Offer words to click."""
    with st.container(horizontal=True, gap="small"):
        for place, word in enumerate(words):
            st.button(chip(word), key=f"{key}_{place}", on_click=on_choose, args=(word,))


def excluded_inputs_note(E: EmbeddingMatrix, a: str, b: str, c: str) -> str:
    """Say that the inputs are left out, and which of them would have come first."""
    told = "The three input words are left out"
    if b in (a, c):
        return f"{told}. {chip(b)} is both added and taken away, which cancels out."
    first = analogy(E, positive=[a, c], negative=[b], k=1, exclude_inputs=False)
    if first.tokens[0] in (a, b, c):
        score = format_number(first.scores[0])
        return f"{told}; otherwise {chip(first.tokens[0])} would come first ({score})."
    return f"{told}; none of them would have come first."
