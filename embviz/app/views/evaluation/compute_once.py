"""Work of a few seconds that is done once, with its progress shown."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embviz.app.state import session
from embviz.app.state.read_only import freeze
from embviz.app.state.requested import is_requested, request
from embviz.embedding import EmbeddingMatrix
from embviz.jobs import Progress

Result = TypeVar("Result")

MAX_OWN_RESULTS = 6


class ResultSlot(Generic[Result]):
    """Where a result is put, and who is making it."""

    def __init__(self) -> None:
        self.result: Result | None = None
        self.lock = Lock()


def slot_for(E: EmbeddingMatrix, key: str, *, is_own: bool = False) -> ResultSlot[Result]:
    """Return the place for a result about an embedding: of a sample, the same for all visitors.

    The place is kept, not the work: what shows progress cannot run within a cache, and work that
    was left in the middle leaves the place empty. What comes of a visitor's `is_own` file stays in
    the visit, the last few results only.
    """
    if not is_own:
        shared: ResultSlot[Result] = session.cached(E, f"measured {key}", ResultSlot)
        return shared
    places: dict[tuple[str, str], ResultSlot[Result]] = st.session_state.setdefault("measured", {})
    place = places.pop((E.fingerprint, key), None) or ResultSlot()
    places[E.fingerprint, key] = place
    for oldest in list(places)[:-MAX_OWN_RESULTS]:
        del places[oldest]
    return place


def compute_once(
    slot: ResultSlot[Result],
    label: str,
    compute: Callable[[Progress], Result],
    *,
    is_requested: bool,
) -> Result | None:
    """Return what `compute` makes; None until it is made or `is_requested` for.

    Parameters
    ----------
    slot : Place
    label : str
        What is being done, beside the bar.
    compute : callable
        Does the work, and calls what it is given with the share that is done.
    is_requested : bool
        Whether to do the work if nobody has done it.
    """
    if slot.result is None and is_requested:
        bar = st.progress(0.0, label)
        with slot.lock:  # A second visitor waits for the first instead of doing the same.
            if slot.result is None:
                slot.result = freeze(compute(lambda share: _update_bar(bar, share, label)))
        bar.empty()
    return slot.result


def _update_bar(bar: DeltaGenerator, share: float, label: str) -> None:
    bar.progress(min(max(share, 0.0), 1.0), label)


def request_button(key: str, label: str, *, is_fast: bool) -> bool:
    """Offer a button for work that takes a while; say whether it was pressed in this visit.

    Work `is_fast` needs no button, nor does a link to what came of it.
    """
    if is_fast or is_requested(key):
        return True
    st.button(
        label,
        key=f"ask_{key}",
        type="primary",
        icon=":material/play_arrow:",
        on_click=request,
        args=(key,),
    )
    return False
