"""Search on a map, and the marked words."""

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
    """Ask for words; return the row to pan to, the rows to mark, and an id of the search."""
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
    search_id = f"{drawn_map.digest} {typed}"
    lookup = find_word(E, typed)
    token_id = lookup.token_id
    if lookup.token is not None and lookup.step != "exact":
        st.caption(
            f":material/info: {chip(typed)} is in this vocabulary in {LOOKUP_STEPS[lookup.step]} "
            f"only: {chip(lookup.token)}."
        )
    if token_id is not None:
        if token_id not in drawn_map.row_by_token_id:
            show_not_on_map(E.tokens[token_id], "found")
            return None, [], search_id
        row = drawn_map.row_by_token_id[token_id]
        rows = prefix_search(drawn_map.tokens, typed, MAX_SUGGESTIONS)
        return (*_suggest_words(drawn_map, [row, *(r for r in rows if r != row)]), search_id)
    if not REGEX_CHARS.intersection(typed) and not any(c in typed for c in ",;/"):
        rows = prefix_search(drawn_map.tokens, typed, MAX_SUGGESTIONS)
        if rows or " " not in typed:
            return (*_suggest_words(drawn_map, rows), search_id)
    return None, _match_words(E, drawn_map, typed), search_id


def _suggest_words(drawn_map: DrawnMap, rows: Sequence[int]) -> tuple[int | None, list[int]]:
    """Offer words as suggestions; return the first row, to pan to it and to mark it."""
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
    """Return the rows that a list or a regular expression matches; name words not on the map."""
    matches = match_words(E, typed)
    token_ids, row_by_id = matches.rows.tolist(), drawn_map.row_by_token_id
    rows = [row_by_id[token_id] for token_id in token_ids if token_id in row_by_id]
    absent = [E.tokens[token_id] for token_id in token_ids if token_id not in row_by_id]
    if matches.problem:
        st.caption(f":material/info: {escape_markdown(matches.problem)}")
    for note in matches.notes[:MAX_SUGGESTIONS]:
        st.caption(f":material/info: {escape_markdown(note)}")
    if matches.missing:
        st.caption(f":material/info: Not in this vocabulary: {chips(matches.missing)}.")
    if absent:
        st.caption(
            f":material/info: {format_count(len(absent), 'more word' if rows else 'word')} of the "
            f"vocabulary {'is' if len(absent) == 1 else 'are'} meant by that, but not on this map"
            + (f": {chips(absent)}." if matches.kind == "list" else ".")
        )
    elif not matches.problem and not rows:
        st.caption(":material/search_off: No word is like that.")
    return rows


def show_not_on_map(token: str, key: str) -> None:
    """Show that a word is not on the map, with buttons to map it."""
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
    """Rerun the sidebar, so that it shows the clicked word. For callbacks."""
    keys.IS_SIDEBAR_STALE.pop()
    st.rerun(current_word.WORD_FRAGMENT)


def _call_and_rerun(callback: Callable[[str], None], token: str) -> None:
    callback(token)
    st.rerun()


def mark_words(drawn_map: DrawnMap, token_ids: Sequence[int]) -> None:
    """Mark the words in a box or lasso selection. For callbacks."""
    row_by_id = drawn_map.row_by_token_id
    rows = dict.fromkeys(row_by_id[token_id] for token_id in token_ids if token_id in row_by_id)
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
    """Show the marked words, with buttons to map, download and clear them."""
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
