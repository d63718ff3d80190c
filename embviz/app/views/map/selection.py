"""What is selected on a map, sent apart from its points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

import streamlit as st

from embviz.app.state import keys

_component = st.components.v2.component(
    "embviz_pick",
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
    """Mark words on a map, and hear what the reader does on it.

    Within a fragment, a click runs only that fragment, and the points of the map are neither sent
    nor drawn again: that is what makes it answer at once.

    Parameters
    ----------
    chart_key : str
        The key of the map.
    selected : int, optional
        The token id to ring, with lines to its neighbors.
    near_neighbors, missing_neighbors : sequence of int
        Its true neighbors: those that are near on the map, and those that the map puts far away.
    false_neighbors : sequence of int
        Words near on the map only.
    marked : sequence of int
        Words to set off from all others.
    seed_coordinates : sequence of places
        Where the selected word stands under other seeds.
    pan_to : int, optional
        The token id to move the view to, once for each new value of `search_id`.
    search_id : str
    is_sidebar_stale : bool
        Whether the sidebar has to follow a click.
    on_click : callable
        Receives the token id of a clicked point.
    on_view : callable
        Receives the part of the map that is seen, and the digest of the map.
    on_select : callable
        Receives the token ids within a box or a lasso.
    on_follow : callable
        Called a moment after a click, when no other one came.
    """
    key = f"{chart_key}_pick"

    def heard(name: str, part: str, kind: type) -> Any:
        # A browser can send anything.
        value = getattr(keys.component(key).value, name)
        found = value.get(part) if isinstance(value, dict) else None
        return found if type(found) is kind else None

    def click() -> None:
        if (token_id := heard("click", "id", int)) is not None:
            on_click(token_id)

    def view() -> None:
        seen, of = heard("view", "view", str), heard("view", "of", str)
        if seen is not None and of is not None:
            on_view(seen[:200], of[:64])

    def taken() -> None:
        ids = heard("taken", "ids", list)
        if ids is not None:
            on_select([each for each in ids if type(each) is int])

    # A part of its own, which is not sent again while only the selection changes.
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
            "strange": list(false_neighbors),
            "ghosts": [list(place) for place in seed_coordinates],
            "fly": pan_to,
            "asked": search_id,
            "behind": is_sidebar_stale,
        },
        height=0,
        on_click_change=click,
        on_view_change=view,
        on_taken_change=taken,
        on_follow_change=on_follow,
    )
