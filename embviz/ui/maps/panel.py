"""The part beside a map that answers clicks and searches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from embviz import figures
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Neighbors, most_similar, nearest
from embviz.pattern import SPECIAL, beginning, matching
from embviz.similarity import Metric
from embviz.trust import Judged, fitting_k, nearest_to
from embviz.ui import session
from embviz.ui.chart import chart
from embviz.ui.maps import words as map_words
from embviz.ui.maps.pick import pick
from embviz.ui.maps.words import AROUND_WORD, MapWords
from embviz.ui.text import chip, chips, count, plain

NEAR = 10
MOST_VIEWS = 32
MOST_NAMED = 200


@dataclass(frozen=True)
class Shown:
    """A map on the page: what the parts around it need to know.

    Attributes
    ----------
    chart : str
        The key of its chart.
    digest : str
        A short name of words, method and settings.
    words : MapWords
    tokens : tuple of str
        One a point.
    coordinates : ndarray of shape (n, 2) or (n, 3)
    metric : {"cosine", "euclidean"}
        By what the method compared rows.
    about : str
        Method and settings in one line.
    ghosts : ndarray of shape (seeds, n, 2 or 3), optional
        Where the words stand on the same map under other seeds.
    """

    chart: str
    digest: str
    words: MapWords
    tokens: tuple[str, ...]
    coordinates: NDArray[np.float32]
    metric: Metric
    about: str
    ghosts: NDArray[np.float32] | None = None

    @cached_property
    def rows(self) -> dict[int, int]:
        """The row of each token id."""
        return {token_id: row for row, token_id in enumerate(self.words.token_ids.tolist())}


@st.fragment
def panel(E: EmbeddingMatrix, shown: Shown) -> None:
    """Find words, mark words, and list the neighbors of the current one."""
    rows = shown.rows
    fly, marked, asked = _find(E, shown)
    token = session.token()
    row = rows.get(E.token_id(token)) if token is not None else None
    ranked, judged = (None, None) if token is None or row is None else _judged(E, shown, token, row)
    ids = shown.words.token_ids

    def named(found: Sequence[int]) -> list[int]:
        return [int(each) for each in ids[list(found)]]

    pick(
        shown.chart,
        selected=None if row is None else int(ids[row]),
        near=named([each for each in judged.true if each in judged.near]) if judged else (),
        far=named(judged.missing) if judged else (),
        strange=named(judged.false) if judged else (),
        marked=named(marked),
        ghosts=[] if row is None or shown.ghosts is None else shown.ghosts[:, row].tolist(),
        fly=None if fly is None else int(ids[fly]),
        asked=asked,
        on_click=_clicked,
        on_view=_seen,
        on_taken=lambda taken: _taken(shown, [rows[each] for each in taken if each in rows]),
    )
    if marked and fly is None:
        _marked(E, shown, marked)
    st.subheader("Nearest words")
    if ranked is not None and judged is not None:
        _neighbors(E, shown, ranked, judged)
    elif token is not None:
        near = most_similar(E, token, k=NEAR).tokens
        st.caption(f"{chip(token)} is not on this map. Its nearest words: {chips(near)}.")
        st.button("Map the words around it", icon=":material/explore:", on_click=_around)
    else:
        st.caption(":material/touch_app: Click a point to see its nearest words.")
    if st.session_state.pop("map_clicked", False):
        # The neighbors are on their way; now the sidebar and the address follow.
        st.rerun(scope="app")


def _clicked(token_id: int) -> None:
    session.choose_token_id(token_id)
    st.session_state["map_clicked"] = True


def _seen(view: str, of: str) -> None:
    views = st.session_state.setdefault("views", {})
    views[of] = view
    while len(views) > MOST_VIEWS:
        del views[next(iter(views))]
    if view:
        st.query_params["at"] = f"{of}~{view}"
    else:
        st.query_params.pop("at", None)


def view_of(digest: str) -> str:
    """Return the part of a map that was last seen, or that the address asks for."""
    of, _, view = st.query_params.get("at", "").partition("~")
    return view if of == digest else str(st.session_state.get("views", {}).get(digest, ""))


def _taken(shown: Shown, rows: list[int]) -> None:
    st.session_state["taken"] = (shown.digest, tuple(rows))
    st.session_state["find"] = ""


def _clear() -> None:
    st.session_state.pop("taken", None)
    st.session_state["find"] = ""


def _find(E: EmbeddingMatrix, shown: Shown) -> tuple[int | None, list[int], str]:
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
        return None, list(taken) if of == shown.digest else [], ""
    asked = f"{shown.digest} {typed}"
    if not SPECIAL.intersection(typed) and not any(c in typed for c in ",;/"):
        begin = beginning(shown.tokens, typed, 6)
        if begin or " " not in typed:
            return (*_one_word(shown, typed, begin), asked)
    found = matching(E, typed)
    rows = shown.rows
    here = [rows[token_id] for token_id in found.rows.tolist() if token_id in rows]
    if found.problem:
        st.caption(f":material/info: {plain(found.problem)}")
    if found.missing:
        st.caption(f":material/info: Not in this vocabulary: {chips(found.missing)}.")
    if elsewhere := len(found.rows) - len(here):
        st.caption(
            f":material/info: {count(elsewhere, 'more word')} of the vocabulary "
            f"{'is' if elsewhere == 1 else 'are'} like that, but not on this map."
        )
    elif not found.problem and not here:
        st.caption(":material/search_off: No word is like that.")
    return None, here, asked


def _one_word(shown: Shown, typed: str, found: Sequence[int]) -> tuple[int | None, list[int]]:
    if not found:
        st.caption(f":material/search_off: {chip(typed)} is not on this map.")
        return None, []
    ids = shown.words.token_ids

    def choose() -> None:
        chosen = st.session_state.get("found")
        if chosen is not None:
            _clicked(int(ids[chosen]))

    st.pills(
        "Found",
        list(found),
        key="found",
        format_func=lambda row: chip(shown.tokens[row]),
        label_visibility="collapsed",
        on_change=choose,
    )
    return found[0], [found[0]]


def _marked(E: EmbeddingMatrix, shown: Shown, marked: list[int]) -> None:
    ids = shown.words.token_ids[marked]
    tokens = [shown.tokens[row] for row in marked]
    with st.container(border=True):
        st.markdown(f"**{count(len(marked), 'word')} marked**")
        with st.container(horizontal=True, gap="small"):
            if len(marked) > 1:
                st.button(
                    "Map these alone",
                    icon=":material/filter_center_focus:",
                    on_click=_isolated,
                    args=(E, shown.words, marked),
                    help="Draws a map of these words only. The way back keeps your view.",
                )
            st.download_button(
                "CSV",
                lambda: pd.DataFrame({"token": tokens, "token id": ids}).to_csv(index=False),
                file_name="words.csv",
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
            )
            st.button("Clear", icon=":material/close:", on_click=_clear)
        more = f"\n… and {len(tokens) - MOST_NAMED:,} more" if len(tokens) > MOST_NAMED else ""
        st.code(", ".join(tokens[:MOST_NAMED]) + more, language=None, wrap_lines=True, height=110)


def _isolated(E: EmbeddingMatrix, words: MapWords, rows: list[int]) -> None:
    map_words.isolate(E, words, rows)
    _clear()
    st.session_state["map_clicked"] = True


def _around() -> None:
    map_words.show_all()
    st.session_state["show"] = AROUND_WORD
    st.session_state["map_clicked"] = True


def _judged(E: EmbeddingMatrix, shown: Shown, token: str, row: int) -> tuple[Neighbors, Judged]:
    """Compare the true neighbors of a word, among the words of the map, with those on the map."""
    k = fitting_k(len(shown.words), NEAR)
    token_id = E.token_id(token)
    elsewhere = np.setdiff1d(np.arange(len(E)), shown.words.token_ids)
    others = [*elsewhere.tolist(), token_id]
    ranked = nearest(E, E.vectors[token_id], k, shown.metric, others)
    true = tuple(shown.rows[each] for each in ranked.token_ids)
    near = nearest_to(shown.coordinates, row, k)
    false = tuple(each for each in near if each not in true)
    missing = tuple(each for each in true if each not in near)
    return ranked, Judged(true, near, false, missing)


def _neighbors(E: EmbeddingMatrix, shown: Shown, ranked: Neighbors, judged: Judged) -> None:
    """Show the true neighbors of the current word, and what the map makes of them."""
    ids = shown.words.token_ids
    token = session.token()
    far = len(judged.missing)
    said = f"The map puts all {len(ranked)} near."
    if far:
        said = (
            f"**Missing neighbors** (striped bars, dashed lines): the map puts {far} of "
            f"{len(ranked)} farther away than other words."
        )
    if judged.false:
        said += (
            " **False neighbors** (dotted rings), near on the map only: "
            f"{chips([shown.tokens[each] for each in judged.false])}."
        )
    chart(
        figures.ranked_bars(ranked, striped={int(ids[each]) for each in judged.missing}),
        key="map_neighbors",
        alt=f"The words of this map that are truly nearest to {token!r}, in all {E.dim} "
        "dimensions.",
        caption=f"to {chip(token or '')} in all {E.dim} dimensions, among the words of this map. "
        + said,
        table=lambda: table_of(shown, ranked, judged),
        on_click=_clicked,
    )


def table_of(shown: Shown, ranked: Neighbors, judged: Judged) -> pd.DataFrame:
    """Return true and false neighbors as a table."""
    words = [shown.tokens[each] for each in (*judged.true, *judged.false)]
    return pd.DataFrame(
        {
            "token": words,
            ranked.metric: [*ranked.scores, *[np.nan] * len(judged.false)],
            "truly near": ["yes"] * len(judged.true) + ["no"] * len(judged.false),
            "near on the map": [
                "yes" if each in judged.near else "no" for each in (*judged.true, *judged.false)
            ],
        }
    )
