"""The selection on a map, which is sent to the browser separately from its points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

import streamlit as st

from embviz.app.state import keys

_component = st.components.v2.component(
    "embviz_selection",
    html="<i></i>",
    css="i { display: none }",
    js=(files("embviz.app") / "web" / "selection.js").read_text("utf-8"),
)


def sync_selection(
    chart_key: str,
    *,
    selected: int | None = None,
    near_neighbors: Sequence[int] = (),
    missing_neighbors: Sequence[int] = (),
    false_neighbors: Sequence[int] = (),
    marked: Sequence[int] = (),
    seed_coordinates: Sequence[Sequence[float]] = (),
    pan_to: int | None = None,
    search_id: str = "",
    is_sidebar_stale: bool = False,
    on_click: Callable[[int], None],
    on_view: Callable[[str, str], None],
    on_select: Callable[[list[int]], None],
    on_follow: Callable[[], None],
) -> None:
    """Mark words on a map, and handle clicks, views and selections.

    Within a fragment, a click reruns only the fragment: the points of the map are neither sent nor
    drawn again, which makes it fast.

    Parameters
    ----------
    chart_key : str
        The key of the map.
    selected : int, optional
        The token id to highlight, with lines to its neighbors.
    near_neighbors, missing_neighbors : sequence of int
        Token ids of its true neighbors: those that are near on the map, and the others.
    false_neighbors : sequence of int
        Token ids of words that are near on the map only.
    marked : sequence of int
        Token ids to highlight.
    seed_coordinates : sequence of sequence of float
        The coordinates of the selected word with other seeds.
    pan_to : int, optional
        The token id to move the view to, once for each new value of `search_id`.
    search_id : str
    is_sidebar_stale : bool
        Whether the sidebar has to be updated after a click.
    on_click : callable
        Receives the token id of a clicked point.
    on_view : callable
        Receives the visible part of the map, and the digest of the map.
    on_select : callable
        Receives the token ids in a box or lasso selection.
    on_follow : callable
        Called a moment after a click, unless another one follows.
    """
    key = f"{chart_key}_selection"

    def event_value(name: str, field: str, expected: type) -> Any:
        # Validated, because a browser can send anything.
        value = getattr(keys.component(key).value, name)
        field_value = value.get(field) if isinstance(value, dict) else None
        return field_value if type(field_value) is expected else None

    def handle_click() -> None:
        if (token_id := event_value("click", "id", int)) is not None:
            on_click(token_id)

    def handle_view() -> None:
        viewport, digest = event_value("view", "view", str), event_value("view", "digest", str)
        if viewport is not None and digest is not None:
            on_view(viewport[:200], digest[:64])

    def handle_selection() -> None:
        ids = event_value("select", "ids", list)
        if ids is not None:
            on_select([token_id for token_id in ids if type(token_id) is int])

    # A separate component, which is not sent again while only the selection changes.
    _component(
        key=f"{chart_key}_marks", data={"chart": chart_key, "marked": list(marked)}, height=0
    )
    _component(
        key=key,
        data={
            "chart": chart_key,
            "selected": selected,
            "near": list(near_neighbors),
            "far": list(missing_neighbors),
            "falseNeighbors": list(false_neighbors),
            "seedCoordinates": [list(place) for place in seed_coordinates],
            "panTo": pan_to,
            "searchId": search_id,
            "isSidebarStale": is_sidebar_stale,
        },
        height=0,
        on_click_change=handle_click,
        on_view_change=handle_view,
        on_select_change=handle_selection,
        on_follow_change=on_follow,
    )
