"""Lookup of a typed word, with messages about words that are not found as typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from embviz.analogies import analogy
from embviz.app.state.defaults import cached_lesson_words
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

# The steps of a lookup, in order.
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
    """Return the token that a typed word means; show how it was found, and alternatives.

    A token that is exactly the typed word is returned without a message. If a single token differs
    in case or Unicode form only, it is returned and named, with a button to write it so. If there
    are several such tokens, or only similar spellings or subwords, the reader chooses.

    Parameters
    ----------
    E : EmbeddingMatrix
    query : str
    on_choose : callable
        Receives the chosen token, to replace the typed word. A callback.
    key : str
        Unique on the page.
    on_combine : callable, optional
        Receives the words or subwords of the typed text, to be used together; offered only where
        given. A callback.
    """
    result = lookup(E, query)
    _explain_lookup(E, result, on_choose, key=key, on_combine=on_combine)
    if result.step in ("case", "unicode") and len(_case_candidates(E, result)) > 1:
        return None
    return result.token


def _explain_lookup(
    E: EmbeddingMatrix,
    result: Lookup,
    on_choose: Callable[[str], None],
    *,
    key: str,
    on_combine: Callable[[Sequence[str]], None] | None = None,
) -> None:
    """Explain a lookup that did not find the word as typed, and offer alternatives."""
    if result.step == "exact":
        return
    if not result.query:
        st.info("Type a word to begin.", icon=":material/keyboard:")
        return
    if result.token is None:
        _explain_unknown(E, result, on_choose, key, on_combine)
        return
    variants = _case_candidates(E, result)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if len(variants) == 1:
            st.caption(
                f":material/info: {chip(result.query)} is not in this vocabulary as typed. In "
                f"{LOOKUP_STEPS[result.step]} it is: {chip(result.token)}, which is shown.",
                width="content",
            )
            write = f"Write {chip(result.token)}"
            st.button(write, key=f"{key}_write", type="tertiary", on_click=on_choose, args=variants)
        else:
            st.markdown(
                f"**{chip(result.query)} is not in this vocabulary as typed.** In other upper or "
                "lower case, or in another Unicode form, it holds several. Which one is meant?"
            )
            word_buttons(variants, on_choose, key=key)


def _case_candidates(E: EmbeddingMatrix, result: Lookup) -> tuple[str, ...]:
    """Return the tokens that differ from a word in case or Unicode form only."""
    return tuple(
        token
        for group in find_candidates(E, result.query)
        if group.step in ("case", "unicode")
        for token in group.tokens
    )


def _explain_unknown(
    E: EmbeddingMatrix,
    result: Lookup,
    on_choose: Callable[[str], None],
    key: str,
    on_combine: Callable[[Sequence[str]], None] | None,
) -> None:
    near, pieces = result.suggestions, subwords(E, result.query)
    words = split_words(result.query)
    with st.container(border=True):
        st.markdown(
            f"**{chip(result.query)} is not one of the {len(E):,} tokens of this vocabulary.** "
            "Nothing is shown in its place."
        )
        steps = [step for step in LOOKUP_STEPS if step != "subwords" or E.tokenizer]
        results = {"spelling": near, "subwords": pieces}
        marks = [f"{LOOKUP_STEPS[step]} {'✓' if results.get(step) else '✗'}" for step in steps]
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
            word_buttons(cached_lesson_words(E).trio or E.tokens[:5], on_choose, key=key)


def _combine_button(
    words: Sequence[str], on_combine: Callable[[Sequence[str]], None], key: str
) -> None:
    label = f"Take {chips(words)} together"
    st.button(label, key=key, icon=":material/merge:", on_click=on_combine, args=(tuple(words),))


def _vocabulary_note(E: EmbeddingMatrix) -> str | None:
    return f"What this vocabulary holds: {E.notes[-1]}" if E.name in SAMPLES else None


def word_buttons(words: tuple[str, ...], on_choose: Callable[[str], None], *, key: str) -> None:
    """Show a button for each word."""
    with st.container(horizontal=True, gap="small"):
        for i, word in enumerate(words):
            st.button(chip(word), key=f"{key}_{i}", on_click=on_choose, args=(word,))


def excluded_inputs_note(E: EmbeddingMatrix, a: str, b: str, c: str) -> str:
    """Return a sentence on the excluded input words of a − b + c, and which would rank first."""
    note = "The three input words are left out"
    if b in (a, c):
        return f"{note}. {chip(b)} is both added and taken away, which cancels out."
    ranking = analogy(E, positive=[a, c], negative=[b], k=1, exclude_inputs=False)
    if ranking.tokens[0] in (a, b, c):
        score = format_number(ranking.scores[0])
        return f"{note}; otherwise {chip(ranking.tokens[0])} would come first ({score})."
    return f"{note}; none of them would have come first."
