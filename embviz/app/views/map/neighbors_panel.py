"""The part beside a map that answers clicks and searches."""

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
    """Find words, mark words, and list the neighbors of the current one.

    A click runs only this part of the page. A moment later, when no other click came, the sidebar
    and the address follow.
    """
    keys.IS_SIDEBAR_STALE.pop()
    _panel(E, drawn_map)


@st.fragment
def _panel(E: EmbeddingMatrix, drawn_map: DrawnMap) -> None:
    fly, rows, asked = search_words(E, drawn_map)
    token = current_word.token()
    row = drawn_map.row_by_token_id.get(E.token_id(token)) if token is not None else None
    ranked, judged = (
        (None, None)
        if token is None or row is None
        else _compare_neighbors(E, drawn_map, token, row)
    )
    ids = drawn_map.words.token_ids

    def named(found: Sequence[int]) -> list[int]:
        return [int(each) for each in ids[list(found)]]

    sync_selection(
        drawn_map.chart_key,
        selected=None if row is None else int(ids[row]),
        near_neighbors=named(
            [each for each in judged.true_neighbors if each in judged.map_neighbors]
        )
        if judged
        else (),
        missing_neighbors=named(judged.missing_neighbors) if judged else (),
        false_neighbors=named(judged.false_neighbors) if judged else (),
        marked=named(rows),
        seed_coordinates=[]
        if row is None or drawn_map.seed_coordinates is None
        else drawn_map.seed_coordinates[:, row].tolist(),
        pan_to=None if fly is None else int(ids[fly]),
        search_id=asked,
        is_sidebar_stale=keys.IS_SIDEBAR_STALE.get(False),
        on_click=_handle_click,
        on_view=remember_viewport,
        on_select=lambda taken: mark_words(drawn_map, taken),
        on_follow=update_sidebar,
    )
    if rows and fly is None:
        show_marked(E, drawn_map, rows)
    st.header(f"Nearest to {plain(token)}" if token else "Nearest words")
    if ranked is not None and judged is not None:
        _show_neighbors(E, drawn_map, ranked, judged)
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
    """Compare the true neighbors of a word, among the words of the map, with those on the map."""
    k = min(N_NEIGHBORS, len(drawn_map.words) - 1)
    token_id = E.token_id(token)
    ranked = nearest(
        E,
        E.vectors[token_id],
        k,
        drawn_map.metric,
        {token_id},
        candidate_ids=drawn_map.words.token_ids,
    )
    true = tuple(drawn_map.row_by_token_id[each] for each in ranked.token_ids)
    return ranked, compare_neighbors(true, row_neighbors(drawn_map.coordinates, row, k))


def _show_neighbors(
    E: EmbeddingMatrix, drawn_map: DrawnMap, neighbors: Neighbors, agreement: NeighborAgreement
) -> None:
    """Show the true neighbors of the current word, and what the map makes of them."""
    ids = drawn_map.words.token_ids
    token = current_word.token()
    far = len(agreement.missing_neighbors)
    said = f"The map puts all {len(neighbors)} near."
    if far:
        said = (
            f"**Missing neighbors** (striped bars, dashed lines): the map puts {far} of "
            f"{len(neighbors)} farther away than other words."
        )
    if agreement.false_neighbors:
        said += (
            " **False neighbors** (dotted rings), near on the map only: "
            f"{chips([drawn_map.tokens[each] for each in agreement.false_neighbors])}."
        )
    chart(
        figures.ranked_bars(
            neighbors, striped_ids={int(ids[each]) for each in agreement.missing_neighbors}
        ),
        key="map_neighbors",
        alt=f"The words of this map that are truly nearest to {token!r}, in all "
        f"{format_count(E.dim, 'dimension')}.",
        caption=f"to {chip(token or '')} in all {format_count(E.dim, 'dimension')}, among the words of "
        f"this map. {said}",
        table=lambda: neighbors_frame(drawn_map, neighbors, agreement),
        python=lambda: snippets.neighbors_script(E, drawn_map, token or "", len(neighbors)),
        on_click=_handle_click,
    )


def neighbors_frame(
    drawn_map: DrawnMap, neighbors: Neighbors, agreement: NeighborAgreement
) -> pd.DataFrame:
    """Return true and false neighbors as a table."""
    words = [
        drawn_map.tokens[each] for each in (*agreement.true_neighbors, *agreement.false_neighbors)
    ]
    return pd.DataFrame(
        {
            "token": words,
            neighbors.metric: [*neighbors.scores, *[np.nan] * len(agreement.false_neighbors)],
            "truly near": ["yes"] * len(agreement.true_neighbors)
            + ["no"] * len(agreement.false_neighbors),
            "near on the map": [
                "yes" if each in agreement.map_neighbors else "no"
                for each in (*agreement.true_neighbors, *agreement.false_neighbors)
            ],
        }
    )
