"""The part beside a map that answers clicks and searches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app.components.chart import chart
from embviz.app.state import session
from embviz.app.text import chip, chips, count, plain
from embviz.app.views.map import snippets
from embviz.app.views.map.search import find, follow, marked, not_here, take
from embviz.app.views.map.selection import pick
from embviz.app.views.map.state import Shown, seen
from embviz.embedding import EmbeddingMatrix
from embviz.maps import NeighborAgreement, compare_neighbors, row_neighbors
from embviz.neighbors import Neighbors, most_similar, nearest

NEAR = 10


def show(E: EmbeddingMatrix, shown: Shown) -> None:
    """Find words, mark words, and list the neighbors of the current one.

    A click runs only this part of the page. A moment later, when no other click came, the sidebar
    and the address follow.
    """
    st.session_state.pop("map_behind", None)
    _panel(E, shown)


@st.fragment
def _panel(E: EmbeddingMatrix, shown: Shown) -> None:
    fly, rows, asked = find(E, shown)
    token = session.token()
    row = shown.rows.get(E.token_id(token)) if token is not None else None
    ranked, judged = (None, None) if token is None or row is None else _judged(E, shown, token, row)
    ids = shown.words.token_ids

    def named(found: Sequence[int]) -> list[int]:
        return [int(each) for each in ids[list(found)]]

    pick(
        shown.chart,
        selected=None if row is None else int(ids[row]),
        near=named([each for each in judged.true_neighbors if each in judged.map_neighbors])
        if judged
        else (),
        far=named(judged.missing_neighbors) if judged else (),
        strange=named(judged.false_neighbors) if judged else (),
        marked=named(rows),
        ghosts=[] if row is None or shown.ghosts is None else shown.ghosts[:, row].tolist(),
        fly=None if fly is None else int(ids[fly]),
        asked=asked,
        behind=bool(st.session_state.get("map_behind")),
        on_click=_clicked,
        on_view=seen,
        on_taken=lambda taken: take(shown, taken),
        on_follow=follow,
    )
    if rows and fly is None:
        marked(E, shown, rows)
    st.header(f"Nearest to {plain(token)}" if token else "Nearest words")
    if ranked is not None and judged is not None:
        _neighbors(E, shown, ranked, judged)
    elif token is not None:
        not_here(token, "current")
        st.caption(f"Its nearest words: {chips(most_similar(E, token, k=NEAR).tokens)}.")
    else:
        st.caption(":material/touch_app: Click a point to see its nearest words.")


def _clicked(token_id: int) -> None:
    session.click_token_id(token_id)
    st.session_state["map_behind"] = True


def _judged(
    E: EmbeddingMatrix, shown: Shown, token: str, row: int
) -> tuple[Neighbors, NeighborAgreement]:
    """Compare the true neighbors of a word, among the words of the map, with those on the map."""
    k = min(NEAR, len(shown.words) - 1)
    token_id = E.token_id(token)
    ranked = nearest(
        E, E.vectors[token_id], k, shown.metric, {token_id}, candidate_ids=shown.words.token_ids
    )
    true = tuple(shown.rows[each] for each in ranked.token_ids)
    return ranked, compare_neighbors(true, row_neighbors(shown.coordinates, row, k))


def _neighbors(
    E: EmbeddingMatrix, shown: Shown, ranked: Neighbors, judged: NeighborAgreement
) -> None:
    """Show the true neighbors of the current word, and what the map makes of them."""
    ids = shown.words.token_ids
    token = session.token()
    far = len(judged.missing_neighbors)
    said = f"The map puts all {len(ranked)} near."
    if far:
        said = (
            f"**Missing neighbors** (striped bars, dashed lines): the map puts {far} of "
            f"{len(ranked)} farther away than other words."
        )
    if judged.false_neighbors:
        said += (
            " **False neighbors** (dotted rings), near on the map only: "
            f"{chips([shown.tokens[each] for each in judged.false_neighbors])}."
        )
    chart(
        figures.ranked_bars(
            ranked, striped_ids={int(ids[each]) for each in judged.missing_neighbors}
        ),
        key="map_neighbors",
        alt=f"The words of this map that are truly nearest to {token!r}, in all "
        f"{count(E.dim, 'dimension')}.",
        caption=f"to {chip(token or '')} in all {count(E.dim, 'dimension')}, among the words of "
        f"this map. {said}",
        table=lambda: table_of(shown, ranked, judged),
        python=lambda: snippets.of_neighbors(E, shown, token or "", len(ranked)),
        on_click=_clicked,
    )


def table_of(shown: Shown, ranked: Neighbors, judged: NeighborAgreement) -> pd.DataFrame:
    """Return true and false neighbors as a table."""
    words = [shown.tokens[each] for each in (*judged.true_neighbors, *judged.false_neighbors)]
    return pd.DataFrame(
        {
            "token": words,
            ranked.metric: [*ranked.scores, *[np.nan] * len(judged.false_neighbors)],
            "truly near": ["yes"] * len(judged.true_neighbors)
            + ["no"] * len(judged.false_neighbors),
            "near on the map": [
                "yes" if each in judged.map_neighbors else "no"
                for each in (*judged.true_neighbors, *judged.false_neighbors)
            ],
        }
    )
