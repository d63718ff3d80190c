"""Work of a few seconds that is done once, with its progress shown."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embviz.app.state import session
from embviz.app.state.read_only import fixed
from embviz.app.state.requested import want, wanted
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Progress

Made = TypeVar("Made")

MOST_OWN = 6


class Place(Generic[Made]):
    """Where a result is put, and who is making it."""

    def __init__(self) -> None:
        self.made: Made | None = None
        self.lock = Lock()


def known(E: EmbeddingMatrix, what: str, *, own: bool = False) -> Place[Made]:
    """Return the place for a result about an embedding: of a sample, the same for all visitors.

    The place is kept, not the work: what shows progress cannot run within a cache, and work that
    was left in the middle leaves the place empty. What comes of a visitor's `own` file stays in
    the visit, the last few results only.
    """
    if not own:
        shared: Place[Made] = session.kept(E, f"measured {what}", Place)
        return shared
    places: dict[tuple[str, str], Place[Made]] = st.session_state.setdefault("measured", {})
    place = places.pop((E.fingerprint, what), None) or Place()
    places[E.fingerprint, what] = place
    for oldest in list(places)[:-MOST_OWN]:
        del places[oldest]
    return place


def once(
    place: Place[Made], label: str, make: Callable[[Progress], Made], *, asked: bool
) -> Made | None:
    """Return what `make` makes; None until it is made or `asked` for.

    Parameters
    ----------
    place : Place
    label : str
        What is being done, beside the bar.
    make : callable
        Does the work, and calls what it is given with the share that is done.
    asked : bool
        Whether to do the work if nobody has done it.
    """
    if place.made is None and asked:
        bar = st.progress(0.0, label)
        with place.lock:  # A second visitor waits for the first instead of doing the same.
            if place.made is None:
                place.made = fixed(make(lambda share: _show(bar, share, label)))
        bar.empty()
    return place.made


def _show(bar: DeltaGenerator, share: float, label: str) -> None:
    bar.progress(min(max(share, 0.0), 1.0), label)


def asked_for(what: str, label: str, *, at_once: bool) -> bool:
    """Offer a button for work that takes a while; say whether it was pressed in this visit.

    Work `at_once` needs no button, nor does a link to what came of it.
    """
    if at_once or wanted(what):
        return True
    st.button(
        label,
        key=f"ask_{what}",
        type="primary",
        icon=":material/play_arrow:",
        on_click=want,
        args=(what,),
    )
    return False
