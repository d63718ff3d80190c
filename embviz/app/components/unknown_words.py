"""Lists of words: how each was found, and what may be meant instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from embviz.app.components.unknown_word import LOOKUP_STEPS, word_buttons
from embviz.app.config import settings
from embviz.app.text import chip, chips, format_count
from embviz.embedding import CandidateGroup, EmbeddingMatrix, find_candidates, find_word

# How many words of a list are named, and for how many other spellings are searched.
MAX_NAMED_WORDS = 8
MAX_SUGGESTED_WORDS = 5


def resolve_words(
    E: EmbeddingMatrix, words: Sequence[str], on_replace: Callable[[str, str], None], *, key: str
) -> list[str]:
    """Return the tokens that a list of words means, each once, and say how they were found.

    Words that are there in another case or Unicode form only are taken and named; words that are
    not there are named and left out. For both, the reader can choose another token.

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
    other = [word for word, found in lookups.items() if found.step in ("case", "unicode")]
    if other:
        told = [
            f"{chip(word)} as {chip(lookups[word].token or '')}" for word in other[:MAX_NAMED_WORDS]
        ]
        st.caption(
            ":material/info: Taken in other upper or lower case, or another Unicode form: "
            f"{', '.join(told)}{_and_n_more(other)}."
        )
    missing = [word for word, found in lookups.items() if found.token is None]
    if missing:
        st.caption(
            ":material/info: Not in this vocabulary, so not shown: "
            f"{', '.join(map(chip, missing[:MAX_NAMED_WORDS]))}{_and_n_more(missing)}."
        )
    suggest_replacements(E, [*missing, *other], on_replace, key=key)
    return list(dict.fromkeys(f.token for f in lookups.values() if f.token is not None))


def show_missing_class_words(E: EmbeddingMatrix) -> None:
    """Name the words of the class that an embedding lacks, if the server has such a list."""
    words, missing = settings.current().words, settings.current().missing_words(E)
    if missing and len(missing) == len(words):
        st.caption(
            f":material/info: {chip(E.name)} has **none** of the words of this class, so fields "
            "begin with words that it has."
        )
    elif missing:
        st.caption(
            f":material/info: Of the {format_count(len(words), 'word')} of this class, {chip(E.name)} "
            f"lacks {chips(missing, MAX_NAMED_WORDS)}."
        )


def suggest_replacements(
    E: EmbeddingMatrix, words: Sequence[str], on_replace: Callable[[str, str], None], *, key: str
) -> None:
    """Offer, for words that are not there as typed, all that the vocabulary has in their place."""
    choices = [(word, find_candidates(E, word)) for word in words[:MAX_SUGGESTED_WORDS]]
    if not any(_has_choices(rungs) for _, rungs in choices):
        return
    with st.popover("Choose what was meant", icon=":material/spellcheck:", key=f"{key}_choose"):
        for place, (word, rungs) in enumerate(choices):
            if rungs:
                _replacement_buttons(word, rungs, on_replace, f"{key}_{place}")


def replace_word(text: str, word: str, token: str) -> str:
    """Write another word in the place of one, wherever it stands as a whole.

    Examples
    --------
    >>> replace_word("kign - man; kigns", "kign", "king")
    'king - man; kigns'
    """
    parts, at = [], 0
    while (found := text.find(word, at)) >= 0:
        end = found + len(word)
        alone = not text[found - 1 : found].isalnum() and not text[end : end + 1].isalnum()
        parts += [text[at:found], token if alone else word]
        at = end
    return "".join([*parts, text[at:]])


def _has_choices(rungs: Sequence[CandidateGroup]) -> bool:
    """Say whether there is something to choose beyond the one token that was taken."""
    alike = [token for rung in rungs if rung.step in ("case", "unicode") for token in rung.tokens]
    return bool(rungs) and len(alike) != 1


def _replacement_buttons(
    word: str, rungs: Sequence[CandidateGroup], on_replace: Callable[[str, str], None], key: str
) -> None:
    st.markdown(f"**{chip(word)}**")
    choose = partial(on_replace, word)
    for rung in rungs:
        st.caption(LOOKUP_STEPS[rung.step].capitalize())
        if rung.step == "subwords":
            label, joined = f"All of {chips(rung.tokens)}", ", ".join(rung.tokens)
            st.button(label, key=f"{key}_all", on_click=choose, args=(joined,))
        else:
            word_buttons(rung.tokens, choose, key=f"{key}_{rung.step}")


def _and_n_more(words: Sequence[str]) -> str:
    return f" and {len(words) - MAX_NAMED_WORDS:,} more" if len(words) > MAX_NAMED_WORDS else ""
