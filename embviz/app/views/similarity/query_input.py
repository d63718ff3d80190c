"""What the neighbors are asked of, and which words may be among them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embviz.analogies import Query, QueryProblem, parse_query
from embviz.app.components import inputs
from embviz.app.components.unknown_word import resolve_word
from embviz.app.components.unknown_words import replace_word, suggest_replacements
from embviz.app.state import session
from embviz.app.text import escape_markdown, mark_position
from embviz.embedding import EmbeddingMatrix, match_words, whole_words
from embviz.neighbors import METRICS, Metric

QUERY_KEY = "near"
# The current word that several words were typed beside; None when these are to go.
PREVIOUS_WORD_KEY = "near_beside"
K_OPTIONS = ("10", "20", "50", "100", "200", "500", "1000")


def input_query(E: EmbeddingMatrix) -> tuple[str, Metric, int, NDArray[np.intp] | None]:
    """Ask for all that the page needs; return the text, the measure, how many, and among which."""
    _clear_on_word_change()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        inputs.current_word_input("Word", key="similarity_word", width=170)
        typed = st.text_input(
            "or several, or a difference",
            key=QUERY_KEY,
            type="search",
            placeholder="ice cream · cat, dog · paris - france",
            bind="query-params",
            max_chars=500,
            width=245,
            help="Several words are taken together: the mean of their rows, each at length 1. With "
            "+ or - between words the rows are added and taken away. Leave it empty for the word.",
        )
        metric = inputs.option_input("Measure", METRICS, key="metric")
        count = st.selectbox("How many", K_OPTIONS, key="count_near", bind="query-params", width=90)
        among = _input_filter(E)
    return typed, metric, int(count) if count in K_OPTIONS else int(K_OPTIONS[0]), among


def resolve_query(E: EmbeddingMatrix, typed: str) -> Query | None:
    """Return what the neighbors are asked of; None, with a sentence, where that is not clear."""
    if not typed.strip():
        token = resolve_word(
            E, session.word(), session.choose_word, key="current", on_combine=_combine_words
        )
        if token is None:
            return None
        found = parse_query(E, token)
    else:
        found = parse_query(E, typed)
    if isinstance(found, QueryProblem):
        st.info(escape_markdown(found.message), icon=":material/info:")
        if found.position is not None:
            st.code(mark_position(typed, found.position), language=None)
        suggest_replacements(E, found.missing, _replace, key="near_choices")
        return None
    for note in found.notes:
        st.caption(f":material/info: {escape_markdown(note)}")
    return found


def select_neighbor(token_id: int) -> None:
    """Make a clicked word the current one, and ask for its neighbors. For callbacks."""
    st.session_state[PREVIOUS_WORD_KEY] = None
    session.choose_word_by_id(token_id)


def among_lines() -> list[str]:
    """Return the line of Python that finds which words may be near; none where all may."""
    typed = _to_pattern(st.session_state.get("like", "").strip())
    parts = ["whole_words(E)"] if st.session_state.get("whole") else []
    if typed and not match_words(session.embedding(), typed).problem:
        parts.append(f"match_words(E, {typed!r}).rows")
    if len(parts) < 2:
        return [f"among = {part}" for part in parts]
    return [f"among = np.intersect1d({', '.join(parts)})"]


def _to_pattern(typed: str) -> str:
    """Return what was typed as a list of words or, between slashes, as an expression."""
    listed = any(mark in typed for mark in ",;") or typed.startswith("/")
    return typed if listed or not typed else f"/{typed}/"


def _clear_on_word_change() -> None:
    """Empty the field of several words when the current word is chosen anywhere."""
    now = session.word()
    if st.session_state.get(PREVIOUS_WORD_KEY, now) != now:
        st.session_state[QUERY_KEY] = ""
    st.session_state[PREVIOUS_WORD_KEY] = now


def _combine_words(words: Sequence[str]) -> None:
    st.session_state[QUERY_KEY] = ", ".join(words)


def _replace(word: str, token: str) -> None:
    typed = st.session_state.get(QUERY_KEY, "")
    st.session_state[QUERY_KEY] = replace_word(typed, word, token)


def _input_filter(E: EmbeddingMatrix) -> NDArray[np.intp] | None:
    """Ask which words may be among the neighbors; None for all."""
    typed = st.text_input(
        "Only words with",
        key="like",
        placeholder="ing$",
        bind="query-params",
        max_chars=200,
        width=120,
        help="A part of the word. ^ is its beginning, $ its end, . any letter, .* any letters: "
        "ing$ keeps words that end in ing. Words with commas keep only these.",
    ).strip()
    whole = bool(E.tokenizer) and st.toggle(
        "Whole words",
        key="whole",
        bind="query-params",
        help="Leave out pieces of words (##ing), single signs and what stands for something else "
        "([CLS]).",
    )
    ids = None
    if whole:
        ids = session.cached(E, "whole words", lambda: np.array(whole_words(E), np.intp))
    if typed:
        found = match_words(E, _to_pattern(typed))
        for each in (*([found.problem] if found.problem else []), *found.notes[:3]):
            st.caption(f":material/info: {escape_markdown(each)}")
        if not found.problem:
            ids = found.rows if ids is None else np.intersect1d(ids, found.rows)
    return ids
