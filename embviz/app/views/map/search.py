"""Finding words on a map, marking many of them, and what can be done with these."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from embviz.app.components import tables
from embviz.app.components.unknown_word import STEPS
from embviz.app.layout import current_word
from embviz.app.state import session
from embviz.app.text import chip, chips, count, sentence
from embviz.app.views.map import query_params
from embviz.app.views.map import word_selection as map_words
from embviz.app.views.map.state import Shown
from embviz.embedding import REGEX_CHARS, EmbeddingMatrix, find_word, match_words, prefix_search

SUGGESTED = 6
MOST_NAMED = 200
MARKED = "marked"


def find(E: EmbeddingMatrix, shown: Shown) -> tuple[int | None, list[int], str]:
    """Ask for words; return the row to fly to, the rows to mark, and what was asked."""
    typed = st.text_input(
        "Find or mark words",
        key="find",
        type="search",
        icon=":material/search:",
        placeholder="king · cat, dog · /^un.*ly$/",
        live=True,
        max_chars=500,
        bind="query-params",
        help="One word: the map moves to it as you type. Several with commas, or an expression "
        "between slashes: all of them are marked. ^ is the beginning of a word, $ the end, . any "
        "letter, .* any letters: /^un/ marks all words that begin with un.",
    ).strip()
    of, taken = st.session_state.get("taken", ("", ()))
    if not typed:
        if of != shown.digest:
            taken = [
                shown.rows[i] for i in query_params.read(MARKED, shown.digest) if i in shown.rows
            ]
        return None, list(taken), ""
    asked = f"{shown.digest} {typed}"
    meant = find_word(E, typed)
    whole = meant.token_id
    if meant.token is not None and meant.step != "exact":
        st.caption(
            f":material/info: {chip(typed)} is in this vocabulary in {STEPS[meant.step]} only: "
            f"{chip(meant.token)}."
        )
    if whole is not None and whole not in shown.rows:
        not_here(E.tokens[whole], "found")
        return None, [], asked
    if whole is not None:
        begin = prefix_search(shown.tokens, typed, SUGGESTED)
        first = shown.rows[whole]
        return (*_one(shown, [first, *(row for row in begin if row != first)]), asked)
    if not REGEX_CHARS.intersection(typed) and not any(c in typed for c in ",;/"):
        begin = prefix_search(shown.tokens, typed, SUGGESTED)
        if begin or " " not in typed:
            return (*_one(shown, begin), asked)
    return None, _many(E, shown, typed), asked


def _one(shown: Shown, found: Sequence[int]) -> tuple[int | None, list[int]]:
    """Offer the words that may be meant; the map moves to the first."""
    if not found:
        st.caption(":material/search_off: No word of this map begins like that, or has it inside.")
        return None, []
    ids = shown.words.token_ids

    def choose() -> None:
        chosen = st.session_state.get("found")
        if chosen is not None:
            session.click_token_id(int(ids[chosen]))
            st.session_state["map_behind"] = True

    st.pills(
        "Found",
        list(found),
        key="found",
        format_func=lambda row: chip(shown.tokens[row]),
        label_visibility="collapsed",
        on_change=choose,
    )
    return found[0], [found[0]]


def _many(E: EmbeddingMatrix, shown: Shown, typed: str) -> list[int]:
    """Return the rows that a list or an expression means, and name the words that are not here."""
    found = match_words(E, typed)
    here = [shown.rows[each] for each in found.rows.tolist() if each in shown.rows]
    absent = [each for each in found.rows.tolist() if each not in shown.rows]
    if found.problem:
        st.caption(f":material/info: {sentence(found.problem)}")
    for note in found.notes[:SUGGESTED]:
        st.caption(f":material/info: {sentence(note)}")
    if found.missing:
        st.caption(f":material/info: Not in this vocabulary: {chips(found.missing)}.")
    if elsewhere := len(absent):
        st.caption(
            f":material/info: {count(elsewhere, 'more word' if here else 'word')} of the "
            f"vocabulary {'is' if elsewhere == 1 else 'are'} meant by that, but not on this map"
            + (f": {chips([E.tokens[i] for i in absent])}." if found.kind == "list" else ".")
        )
    elif not found.problem and not here:
        st.caption(":material/search_off: No word is like that.")
    return here


def not_here(token: str, key: str) -> None:
    """Say that a word is not on the map, and offer ways to see it."""
    st.caption(f":material/info: {chip(token)} is not on this map.")
    if st.session_state.get("show") == map_words.MANY:
        st.button(
            "Add it to this map",
            key=f"{key}_add",
            icon=":material/add_location:",
            on_click=_everywhere,
            args=(map_words.add, token),
        )
    st.button(
        "Map the words around it",
        key=f"{key}_around",
        icon=":material/explore:",
        on_click=_everywhere,
        args=(map_words.show_around, token),
    )


def follow() -> None:
    """Let the sidebar tell the clicked word as well. For callbacks."""
    st.session_state.pop("map_behind", None)
    current_word.tell_again()


def _everywhere(act: Callable[[str], None], token: str) -> None:
    act(token)
    st.rerun()


def take(shown: Shown, token_ids: Sequence[int]) -> None:
    """Mark the words of a box or a lasso. For callbacks."""
    rows = dict.fromkeys(shown.rows[each] for each in token_ids if each in shown.rows)
    st.session_state["taken"] = (shown.digest, tuple(rows))
    query_params.write(MARKED, shown.digest, shown.words.token_ids[list(rows)].tolist())
    st.session_state["find"] = ""


def _clear() -> None:
    st.session_state.pop("taken", None)
    st.query_params.pop(MARKED, None)
    st.session_state["find"] = ""


def marked(E: EmbeddingMatrix, shown: Shown, rows: list[int]) -> None:
    """List the marked words, to copy, to keep, and to map alone."""
    ids = shown.words.token_ids[rows]
    tokens = [shown.tokens[row] for row in rows]
    with st.container(border=True):
        st.markdown(f"**{count(len(rows), 'word')} marked**")
        with st.container(horizontal=True, gap="small"):
            if len(rows) > 1:
                st.button(
                    "Map these alone",
                    icon=":material/filter_center_focus:",
                    on_click=_isolate,
                    args=(E, shown, rows),
                    help="Draws a map of these words only. The way back keeps your view.",
                )
            st.download_button(
                "CSV",
                lambda: tables.csv(pd.DataFrame({"token": tokens, "token id": ids})),
                file_name="words.csv",
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
            )
            st.button("Clear", icon=":material/close:", on_click=_clear)
        more = f"\n… and {len(tokens) - MOST_NAMED:,} more" if len(tokens) > MOST_NAMED else ""
        st.code(", ".join(tokens[:MOST_NAMED]) + more, language=None, wrap_lines=True, height=110)


def _isolate(E: EmbeddingMatrix, shown: Shown, rows: list[int]) -> None:
    map_words.isolate(E, shown.words, rows)
    _clear()
    st.rerun()
