"""The panel beside a map: search, marked words, and neighbors of the current word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app.components.chart import chart
from embviz.app.state import current_word, keys
from embviz.app.text import chip, chips, format_count, plain
from embviz.app.views.map import snippets
from embviz.app.views.map.search import (
    mark_words,
    search_words,
    show_marked,
    show_not_on_map,
    update_sidebar,
)
from embviz.app.views.map.selection import sync_selection
from embviz.app.views.map.state import DrawnMap, remember_viewport
from embviz.embedding import EmbeddingMatrix
from embviz.maps import NeighborAgreement, compare_neighbors, row_neighbors
from embviz.neighbors import Neighbors, most_similar, nearest

N_NEIGHBORS = 10


def show(E: EmbeddingMatrix, drawn_map: DrawnMap) -> None:
    """Show the search, the marked words, and the neighbors of the current word.

    A click reruns only this fragment. The sidebar and the address are updated a moment later,
    unless another click follows.
    """
    keys.IS_SIDEBAR_STALE.pop()
    _panel(E, drawn_map)


@st.fragment
def _panel(E: EmbeddingMatrix, drawn_map: DrawnMap) -> None:
    pan_row, marked_rows, search_id = search_words(E, drawn_map)
    token = current_word.token()
    row = drawn_map.row_by_token_id.get(E.token_id(token)) if token is not None else None
    neighbors, agreement = (
        (None, None)
        if token is None or row is None
        else _compare_neighbors(E, drawn_map, token, row)
    )
    ids = drawn_map.words.token_ids

    def to_ids(rows: Sequence[int]) -> list[int]:
        return [int(token_id) for token_id in ids[list(rows)]]

    sync_selection(
        drawn_map.chart_key,
        selected=None if row is None else int(ids[row]),
        near_neighbors=to_ids(
            [other for other in agreement.true_neighbors if other in agreement.map_neighbors]
        )
        if agreement
        else (),
        missing_neighbors=to_ids(agreement.missing_neighbors) if agreement else (),
        false_neighbors=to_ids(agreement.false_neighbors) if agreement else (),
        marked=to_ids(marked_rows),
        seed_coordinates=[]
        if row is None or drawn_map.seed_coordinates is None
        else drawn_map.seed_coordinates[:, row].tolist(),
        pan_to=None if pan_row is None else int(ids[pan_row]),
        search_id=search_id,
        is_sidebar_stale=keys.IS_SIDEBAR_STALE.get(False),
        on_click=_handle_click,
        on_view=remember_viewport,
        on_select=lambda token_ids: mark_words(drawn_map, token_ids),
        on_follow=update_sidebar,
    )
    if marked_rows and pan_row is None:
        show_marked(E, drawn_map, marked_rows)
    st.header(f"Nearest to {plain(token)}" if token else "Nearest words")
    if neighbors is not None and agreement is not None:
        _show_neighbors(E, drawn_map, neighbors, agreement)
    elif token is not None:
        show_not_on_map(token, "current")
        st.caption(f"Its nearest words: {chips(most_similar(E, token, k=N_NEIGHBORS).tokens)}.")
    else:
        st.caption(":material/touch_app: Click a point to see its nearest words.")


def _handle_click(token_id: int) -> None:
    current_word.set_pending_by_id(token_id)
    keys.IS_SIDEBAR_STALE.set(True)


def _compare_neighbors(
    E: EmbeddingMatrix, drawn_map: DrawnMap, token: str, row: int
) -> tuple[Neighbors, NeighborAgreement]:
    """Return the nearest words of a word among those of the map, and their agreement with it."""
    k = min(N_NEIGHBORS, len(drawn_map.words) - 1)
    token_id = E.token_id(token)
    neighbors = nearest(
        E,
        E.vectors[token_id],
        k,
        drawn_map.metric,
        {token_id},
        candidate_ids=drawn_map.words.token_ids,
    )
    true_rows = tuple(drawn_map.row_by_token_id[token_id] for token_id in neighbors.token_ids)
    map_rows = row_neighbors(drawn_map.coordinates, row, k)
    return neighbors, compare_neighbors(true_rows, map_rows)


def _show_neighbors(
    E: EmbeddingMatrix, drawn_map: DrawnMap, neighbors: Neighbors, agreement: NeighborAgreement
) -> None:
    """Show the true neighbors of the current word, and which of them the map misses."""
    ids = drawn_map.words.token_ids
    token = current_word.token()
    n_missing = len(agreement.missing_neighbors)
    finding = f"The map puts all {len(neighbors)} near."
    if n_missing:
        finding = (
            f"**Missing neighbors** (striped bars, dashed lines): the map puts {n_missing} of "
            f"{len(neighbors)} farther away than other words."
        )
    if agreement.false_neighbors:
        finding += (
            " **False neighbors** (dotted rings), near on the map only: "
            f"{chips([drawn_map.tokens[row] for row in agreement.false_neighbors])}."
        )
    dimensions = format_count(E.dim, "dimension")
    chart(
        figures.ranked_bars(
            neighbors, striped_ids={int(ids[row]) for row in agreement.missing_neighbors}
        ),
        key="map_neighbors",
        alt=f"The words of this map that are truly nearest to {token!r}, in all {dimensions}.",
        caption=f"to {chip(token or '')} in all {dimensions}, among the words of this map. "
        f"{finding}",
        table=lambda: neighbors_frame(drawn_map, neighbors, agreement),
        python=lambda: snippets.neighbors_script(E, drawn_map, token or "", len(neighbors)),
        on_click=_handle_click,
    )


def neighbors_frame(
    drawn_map: DrawnMap, neighbors: Neighbors, agreement: NeighborAgreement
) -> pd.DataFrame:
    """Return true and false neighbors as a table."""
    rows = (*agreement.true_neighbors, *agreement.false_neighbors)
    n_true, n_false = len(agreement.true_neighbors), len(agreement.false_neighbors)
    return pd.DataFrame(
        {
            "token": [drawn_map.tokens[row] for row in rows],
            neighbors.metric: [*neighbors.scores, *[np.nan] * n_false],
            "truly near": ["yes"] * n_true + ["no"] * n_false,
            "near on the map": ["yes" if row in agreement.map_neighbors else "no" for row in rows],
        }
    )
