"""Inputs for a neighbor query, and for the words that may be neighbors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embviz.analogies import ParseProblem, Query, parse_query
from embviz.app.components import inputs
from embviz.app.components.unknown_word import resolve_word
from embviz.app.components.unknown_words import replace_word, suggest_replacements
from embviz.app.state import current_word, embeddings, keys
from embviz.app.state.compute import cached
from embviz.app.text import escape_markdown, mark_position
from embviz.embedding import EmbeddingMatrix, match_words, whole_words
from embviz.neighbors import METRICS, MetricName

K_OPTIONS = ("10", "20", "50", "100", "200", "500", "1000")


def input_query(E: EmbeddingMatrix) -> tuple[str, MetricName, int, NDArray[np.intp] | None]:
    """Ask for a query; return its text, the metric, the count and the candidate ids."""
    _clear_on_word_change()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        inputs.current_word_input("Word", key="similarity_word", width=170)
        typed = st.text_input(
            "or several, or a difference",
            key=keys.SIMILARITY_QUERY,
            type="search",
            placeholder="ice cream · cat, dog · paris - france",
            bind="query-params",
            max_chars=500,
            width=245,
            help="Several words are taken together: the mean of their rows, each at length 1. With "
            "+ or - between words the rows are added and taken away. Leave it empty for the word.",
        )
        metric = inputs.option_input("Measure", tuple(METRICS), key="metric")
        count = st.selectbox("How many", K_OPTIONS, key="count_near", bind="query-params", width=90)
        candidate_ids = _input_filter(E)
    return typed, metric, int(count) if count in K_OPTIONS else int(K_OPTIONS[0]), candidate_ids


def resolve_query(E: EmbeddingMatrix, typed: str) -> Query | None:
    """Parse a query, by default the current word; return None, with a message, if it is invalid."""
    if not typed.strip():
        token = resolve_word(
            E, current_word.get(), current_word.choose, key="current", on_combine=_combine_words
        )
        if token is None:
            return None
        result = parse_query(E, token)
    else:
        result = parse_query(E, typed)
    if isinstance(result, ParseProblem):
        st.info(escape_markdown(result.message), icon=":material/info:")
        if result.position is not None:
            st.code(mark_position(typed, result.position), language=None)
        suggest_replacements(E, result.missing, _replace, key="near_choices")
        return None
    for note in result.notes:
        st.caption(f":material/info: {escape_markdown(note)}")
    return result


def select_neighbor(token_id: int) -> None:
    """Make a clicked word the current one and the query. For callbacks."""
    keys.QUERY_WORD.set(None)
    current_word.choose_by_id(token_id)


def candidate_lines() -> list[str]:
    """Return the Python lines that assign ``candidate_ids``; none if all words may be neighbors."""
    typed = _to_pattern(keys.WORD_FILTER.get("").strip())
    parts = ["whole_words(E)"] if keys.IS_WHOLE_WORDS.get() else []
    if typed and not match_words(embeddings.current(), typed).problem:
        parts.append(f"match_words(E, {typed!r}).rows")
    if len(parts) < 2:
        return [f"candidate_ids = {part}" for part in parts]
    return [f"candidate_ids = np.intersect1d({', '.join(parts)})"]


def _to_pattern(typed: str) -> str:
    """Return a typed list or pattern as it is, and other text as a pattern between slashes."""
    is_complete = any(separator in typed for separator in ",;") or typed.startswith("/")
    return typed if is_complete or not typed else f"/{typed}/"


def _clear_on_word_change() -> None:
    """Clear the query when the current word has changed."""
    now = current_word.get()
    if keys.QUERY_WORD.get(now) != now:
        keys.SIMILARITY_QUERY.set("")
    keys.QUERY_WORD.set(now)


def _combine_words(words: Sequence[str]) -> None:
    keys.SIMILARITY_QUERY.set(", ".join(words))


def _replace(word: str, token: str) -> None:
    typed = keys.SIMILARITY_QUERY.get("")
    keys.SIMILARITY_QUERY.set(replace_word(typed, word, token))


def _input_filter(E: EmbeddingMatrix) -> NDArray[np.intp] | None:
    """Ask which words may be neighbors; return their token ids, None for all."""
    typed = st.text_input(
        "Only words with",
        key=keys.WORD_FILTER,
        placeholder="ing$",
        bind="query-params",
        max_chars=200,
        width=120,
        help="A part of the word. ^ is its beginning, $ its end, . any letter, .* any letters: "
        "ing$ keeps words that end in ing. Words with commas keep only these.",
    ).strip()
    whole = bool(E.tokenizer) and st.toggle(
        "Whole words",
        key=keys.IS_WHOLE_WORDS,
        bind="query-params",
        help="Leave out pieces of words (##ing), single signs and what stands for something else "
        "([CLS]).",
    )
    ids = None
    if whole:
        ids = cached(E, "whole words", lambda: np.array(whole_words(E), np.intp))
    if typed:
        matches = match_words(E, _to_pattern(typed))
        for message in (*([matches.problem] if matches.problem else []), *matches.notes[:3]):
            st.caption(f":material/info: {escape_markdown(message)}")
        if not matches.problem:
            ids = matches.rows if ids is None else np.intersect1d(ids, matches.rows)
    return ids
