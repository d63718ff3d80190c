"""Lookup of a list of words, with messages about words that are not found as typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from embviz.app.components.unknown_word import LOOKUP_STEPS, word_buttons
from embviz.app.config import settings
from embviz.app.text import chip, chips, format_count
from embviz.embedding import CandidateGroup, EmbeddingMatrix, find_candidates, find_word

MAX_NAMED_WORDS = 8
# Searching for similar spellings takes a while.
MAX_SUGGESTED_WORDS = 5


def resolve_words(
    E: EmbeddingMatrix, words: Sequence[str], on_replace: Callable[[str, str], None], *, key: str
) -> list[str]:
    """Return the distinct tokens of a list of words, and show how they were found.

    Words found only in another case or Unicode form are used and named; unknown words are named
    and left out. For both, the reader can choose another token.

    Parameters
    ----------
    E : EmbeddingMatrix
    words : sequence of str
    on_replace : callable
        Receives a word of the list and the token to write in its place. A callback.
    key : str
        Unique on the page.
    """
    lookups = {word: find_word(E, word) for word in words}
    respelled = [word for word, result in lookups.items() if result.step in ("case", "unicode")]
    if respelled:
        names = [
            f"{chip(word)} as {chip(lookups[word].token or '')}"
            for word in respelled[:MAX_NAMED_WORDS]
        ]
        st.caption(
            ":material/info: Taken in other upper or lower case, or another Unicode form: "
            f"{', '.join(names)}{_and_n_more(respelled)}."
        )
    missing = [word for word, result in lookups.items() if result.token is None]
    if missing:
        st.caption(
            ":material/info: Not in this vocabulary, so not shown: "
            f"{', '.join(map(chip, missing[:MAX_NAMED_WORDS]))}{_and_n_more(missing)}."
        )
    suggest_replacements(E, [*missing, *respelled], on_replace, key=key)
    tokens = (result.token for result in lookups.values())
    return list(dict.fromkeys(token for token in tokens if token is not None))


def show_missing_class_words(E: EmbeddingMatrix) -> None:
    """Name the words of the server's list that an embedding lacks."""
    words, missing = settings.current().words, settings.current().missing_words(E)
    if missing and len(missing) == len(words):
        st.caption(
            f":material/info: {chip(E.name)} has **none** of the words of this class, so fields "
            "begin with words that it has."
        )
    elif missing:
        st.caption(
            f":material/info: Of the {format_count(len(words), 'word')} of this class, "
            f"{chip(E.name)} lacks {chips(missing, MAX_NAMED_WORDS)}."
        )


def suggest_replacements(
    E: EmbeddingMatrix, words: Sequence[str], on_replace: Callable[[str, str], None], *, key: str
) -> None:
    """Show a popover with candidates from the vocabulary for words that are not found as typed."""
    candidates = [(word, find_candidates(E, word)) for word in words[:MAX_SUGGESTED_WORDS]]
    if not any(_has_choices(groups) for _, groups in candidates):
        return
    with st.popover("Choose what was meant", icon=":material/spellcheck:", key=f"{key}_choose"):
        for i, (word, groups) in enumerate(candidates):
            if groups:
                _replacement_buttons(word, groups, on_replace, f"{key}_{i}")


def replace_word(text: str, word: str, token: str) -> str:
    """Replace a word in a text, wherever it is not part of a longer word.

    Examples
    --------
    >>> replace_word("kign - man; kigns", "kign", "king")
    'king - man; kigns'
    """
    parts, position = [], 0
    while (start := text.find(word, position)) >= 0:
        end = start + len(word)
        is_whole = not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()
        parts += [text[position:start], token if is_whole else word]
        position = end
    return "".join([*parts, text[position:]])


def _has_choices(groups: Sequence[CandidateGroup]) -> bool:
    """Return whether there are candidates beyond a single token that is used already."""
    used = [
        token for group in groups if group.step in ("case", "unicode") for token in group.tokens
    ]
    return bool(groups) and len(used) != 1


def _replacement_buttons(
    word: str, groups: Sequence[CandidateGroup], on_replace: Callable[[str, str], None], key: str
) -> None:
    st.markdown(f"**{chip(word)}**")
    choose = partial(on_replace, word)
    for group in groups:
        st.caption(LOOKUP_STEPS[group.step].capitalize())
        if group.step == "subwords":
            label, joined = f"All of {chips(group.tokens)}", ", ".join(group.tokens)
            st.button(label, key=f"{key}_all", on_click=choose, args=(joined,))
        else:
            word_buttons(group.tokens, choose, key=f"{key}_{group.step}")


def _and_n_more(words: Sequence[str]) -> str:
    return f" and {len(words) - MAX_NAMED_WORDS:,} more" if len(words) > MAX_NAMED_WORDS else ""
