"""Finding words on a map, marking many of them, and what can be done with these."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from embviz.app.components import tables
from embviz.app.components.unknown_word import LOOKUP_STEPS
from embviz.app.state import current_word, keys, url
from embviz.app.text import chip, chips, escape_markdown, format_count
from embviz.app.views.map import word_selection as map_words
from embviz.app.views.map.state import DrawnMap
from embviz.embedding import EmbeddingMatrix, find_word, match_words, prefix_search
from embviz.embedding.word_search import REGEX_CHARS

MAX_SUGGESTIONS = 6
MAX_SHOWN_WORDS = 200


def search_words(E: EmbeddingMatrix, drawn_map: DrawnMap) -> tuple[int | None, list[int], str]:
    """Ask for words; return the row to fly to, the rows to mark, and what was asked."""
    typed = st.text_input(
        "Find or mark words",
        key=keys.FIND,
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
    if not typed:
        digest, rows = keys.MARKED_ROWS.get(("", ()))
        if digest == drawn_map.digest:
            return None, list(rows), ""
        linked = url.read_token_ids(url.MARKED_PARAM, drawn_map.digest)
        known = drawn_map.row_by_token_id
        return None, [known[token_id] for token_id in linked if token_id in known], ""
    asked = f"{drawn_map.digest} {typed}"
    meant = find_word(E, typed)
    whole = meant.token_id
    if meant.token is not None and meant.step != "exact":
        st.caption(
            f":material/info: {chip(typed)} is in this vocabulary in {LOOKUP_STEPS[meant.step]} only: "
            f"{chip(meant.token)}."
        )
    if whole is not None and whole not in drawn_map.row_by_token_id:
        show_not_on_map(E.tokens[whole], "found")
        return None, [], asked
    if whole is not None:
        begin = prefix_search(drawn_map.tokens, typed, MAX_SUGGESTIONS)
        first = drawn_map.row_by_token_id[whole]
        return (*_suggest_words(drawn_map, [first, *(row for row in begin if row != first)]), asked)
    if not REGEX_CHARS.intersection(typed) and not any(c in typed for c in ",;/"):
        begin = prefix_search(drawn_map.tokens, typed, MAX_SUGGESTIONS)
        if begin or " " not in typed:
            return (*_suggest_words(drawn_map, begin), asked)
    return None, _match_words(E, drawn_map, typed), asked


def _suggest_words(drawn_map: DrawnMap, rows: Sequence[int]) -> tuple[int | None, list[int]]:
    """Offer the words that may be meant; the map moves to the first."""
    if not rows:
        st.caption(":material/search_off: No word of this map begins like that, or has it inside.")
        return None, []
    ids = drawn_map.words.token_ids

    def choose() -> None:
        chosen = keys.SUGGESTED_ROW.get()
        if chosen is not None:
            current_word.set_pending_by_id(int(ids[chosen]))
            keys.IS_SIDEBAR_STALE.set(True)

    st.pills(
        "Found",
        list(rows),
        key=keys.SUGGESTED_ROW,
        format_func=lambda row: chip(drawn_map.tokens[row]),
        label_visibility="collapsed",
        on_change=choose,
    )
    return rows[0], [rows[0]]


def _match_words(E: EmbeddingMatrix, drawn_map: DrawnMap, typed: str) -> list[int]:
    """Return the rows that a list or an expression means, and name the words that are not here."""
    found = match_words(E, typed)
    here = [
        drawn_map.row_by_token_id[each]
        for each in found.rows.tolist()
        if each in drawn_map.row_by_token_id
    ]
    absent = [each for each in found.rows.tolist() if each not in drawn_map.row_by_token_id]
    if found.problem:
        st.caption(f":material/info: {escape_markdown(found.problem)}")
    for note in found.notes[:MAX_SUGGESTIONS]:
        st.caption(f":material/info: {escape_markdown(note)}")
    if found.missing:
        st.caption(f":material/info: Not in this vocabulary: {chips(found.missing)}.")
    if elsewhere := len(absent):
        st.caption(
            f":material/info: {format_count(elsewhere, 'more word' if here else 'word')} of the "
            f"vocabulary {'is' if elsewhere == 1 else 'are'} meant by that, but not on this map"
            + (f": {chips([E.tokens[i] for i in absent])}." if found.kind == "list" else ".")
        )
    elif not found.problem and not here:
        st.caption(":material/search_off: No word is like that.")
    return here


def show_not_on_map(token: str, key: str) -> None:
    """Say that a word is not on the map, and offer ways to see it."""
    st.caption(f":material/info: {chip(token)} is not on this map.")
    if keys.MAP_KIND.get() == map_words.MANY:
        st.button(
            "Add it to this map",
            key=f"{key}_add",
            icon=":material/add_location:",
            on_click=_call_and_rerun,
            args=(map_words.add_word, token),
        )
    st.button(
        "Map the words around it",
        key=f"{key}_around",
        icon=":material/explore:",
        on_click=_call_and_rerun,
        args=(map_words.show_around, token),
    )


def update_sidebar() -> None:
    """Let the sidebar tell the clicked word as well. For callbacks."""
    keys.IS_SIDEBAR_STALE.pop()
    st.rerun(current_word.WORD_FRAGMENT)


def _call_and_rerun(callback: Callable[[str], None], token: str) -> None:
    callback(token)
    st.rerun()


def mark_words(drawn_map: DrawnMap, token_ids: Sequence[int]) -> None:
    """Mark the words of a box or a lasso. For callbacks."""
    rows = dict.fromkeys(
        drawn_map.row_by_token_id[each] for each in token_ids if each in drawn_map.row_by_token_id
    )
    keys.MARKED_ROWS.set((drawn_map.digest, tuple(rows)))
    url.write_token_ids(
        url.MARKED_PARAM, drawn_map.digest, drawn_map.words.token_ids[list(rows)].tolist()
    )
    keys.FIND.set("")


def _clear_marks() -> None:
    keys.MARKED_ROWS.pop()
    url.remove_token_ids(url.MARKED_PARAM)
    keys.FIND.set("")


def show_marked(E: EmbeddingMatrix, drawn_map: DrawnMap, rows: list[int]) -> None:
    """List the marked words, to copy, to keep, and to map alone."""
    ids = drawn_map.words.token_ids[rows]
    tokens = [drawn_map.tokens[row] for row in rows]
    with st.container(border=True):
        st.markdown(f"**{format_count(len(rows), 'word')} marked**")
        with st.container(horizontal=True, gap="small"):
            if len(rows) > 1:
                st.button(
                    "Map these alone",
                    icon=":material/filter_center_focus:",
                    on_click=_isolate,
                    args=(E, drawn_map, rows),
                    help="Draws a map of these words only. The way back keeps your view.",
                )
            st.download_button(
                "CSV",
                lambda: tables.to_safe_csv(pd.DataFrame({"token": tokens, "token id": ids})),
                file_name="words.csv",
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
            )
            st.button("Clear", icon=":material/close:", on_click=_clear_marks)
        more = (
            f"\n… and {len(tokens) - MAX_SHOWN_WORDS:,} more"
            if len(tokens) > MAX_SHOWN_WORDS
            else ""
        )
        st.code(
            ", ".join(tokens[:MAX_SHOWN_WORDS]) + more, language=None, wrap_lines=True, height=110
        )


def _isolate(E: EmbeddingMatrix, drawn_map: DrawnMap, rows: list[int]) -> None:
    map_words.isolate(E, drawn_map.words, rows)
    _clear_marks()
    st.rerun()
