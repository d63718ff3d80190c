"""Cache of results, by embedding and name.

Results of a sample or of a file on the server are kept for all sessions, results of an upload in
its session. They are read-only.

================  ==================================  =========================================
Duration          Call                                What the page shows meanwhile
================  ==================================  =========================================
up to a second    `cached`                            nothing
a few seconds     `compute_once`                      a progress bar
up to minutes     `embviz.app.components.jobs.start`  the progress, and a button to stop the job
================  ==================================  =========================================

Work of the last two kinds can wait until it is requested: by `request`, or by a link to a page that
shows its result.

All caches of Streamlit are here, except one in `embviz.app.components.jobs` that releases the jobs
of a session when Streamlit clears it at a disconnect.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from threading import Lock
from typing import Any, Generic, Literal, TypeVar

import streamlit as st

from embviz.app.state import keys, memory_budget, shared_files, url
from embviz.app.state.read_only import freeze
from embviz.embedding import EmbeddingMatrix
from embviz.io import SAMPLES
from embviz.jobs import Progress

T = TypeVar("T")

ResultSize = Literal["small", "map", "matrix"]


def cached(
    E: EmbeddingMatrix, name: str, compute: Callable[[], T], *, size: ResultSize = "small"
) -> T:
    """Return a result of an embedding, computed at once when it is first used.

    Results on an upload count in the memory budget of its session.

    Parameters
    ----------
    E : EmbeddingMatrix
    name : str
        Names the result among all results of `E`, with all settings that it depends on.
    compute : callable
    size : {"small", "map", "matrix"}
        The larger the results, the fewer of them are kept.
    """
    scope = "all" if shared_files.is_shared(E) else "session"
    result: T = _CACHES[scope, size](name, E.fingerprint, compute)
    return result


def compute_once(
    E: EmbeddingMatrix,
    name: str,
    compute: Callable[[Progress], T],
    *,
    label: str,
    button: str = "",
    is_private: bool = False,
) -> T | None:
    """Return a result of an embedding, computed behind a progress bar when it is first used.

    Parameters
    ----------
    E : EmbeddingMatrix
    name : str
        As for `cached`.
    compute : callable
        Receives a callable that takes the share of the work that is done.
    label : str
        Label of the progress bar.
    button : str
        The label of a button that requests the work; empty if it starts without one.
    is_private : bool
        Whether the result depends on a file or an embedding of the session beside `E`, so that no
        other session may see it.

    Returns
    -------
    result or None
        None until the work is requested.
    """
    slot = _get_slot(E, name, is_private=is_private)
    if slot.result is None:
        if button and not is_requested(name):
            _request_button(name, button)
            return None
        bar = st.progress(0.0, label)

        def report(share: float) -> None:
            bar.progress(min(max(share, 0.0), 1.0), label)

        with slot.lock:  # Another session waits for the same result instead of computing it again.
            if slot.result is None:
                slot.result = freeze(compute(report))
        bar.empty()
    return slot.result


def is_requested(name: str) -> bool:
    """Return whether the session, or the link that it began with, has requested the work `name`."""
    digest = _request_digest(name)
    return digest in keys.REQUESTED.get(set()) or digest in url.read_requests()


def request(name: str) -> None:
    """Request the work `name`, in the session and in the address. For callbacks."""
    digest = _request_digest(name)
    keys.REQUESTED.setdefault(set()).add(digest)
    url.write_request(digest)


class _Slot(Generic[T]):
    """A cached result, and the lock held while it is computed."""

    def __init__(self) -> None:
        self.result: T | None = None
        self.lock = Lock()


def _get_slot(E: EmbeddingMatrix, name: str, *, is_private: bool) -> _Slot[Any]:
    # The slot is cached instead of the result: within a cached function a progress bar cannot be
    # shown, and a computation that a rerun interrupts leaves the slot empty.
    if is_private:
        return _private_slot(name, E.fingerprint)
    return cached(E, f"slot {name}", _Slot)


def _request_button(name: str, label: str) -> None:
    st.button(
        label,
        key=f"ask_{name}",
        type="primary",
        icon=":material/play_arrow:",
        on_click=request,
        args=(name,),
    )


def _request_digest(name: str) -> str:
    return blake2b(name.encode(), digest_size=5).hexdigest()


def _track(result: T) -> T:
    return memory_budget.BUDGET.track(memory_budget.current_session_id(), freeze(result))


# Streamlit limits the entries of each cached function, so there is one for each scope and size.
@st.cache_resource(max_entries=256, show_spinner=False)
def _shared_result(name: str, fingerprint: str, _compute: Callable[[], Any]) -> Any:
    return freeze(_compute())


@st.cache_resource(max_entries=24, show_spinner=False)
def _shared_map(name: str, fingerprint: str, _compute: Callable[[], Any]) -> Any:
    return freeze(_compute())


@st.cache_resource(max_entries=len(SAMPLES), show_spinner=False)
def _shared_matrix(name: str, fingerprint: str, _compute: Callable[[], Any]) -> Any:
    return freeze(_compute())


@st.cache_resource(max_entries=32, show_spinner=False, scope="session")
def _session_result(name: str, fingerprint: str, _compute: Callable[[], Any]) -> Any:
    return _track(_compute())


@st.cache_resource(max_entries=6, show_spinner=False, scope="session")
def _session_map(name: str, fingerprint: str, _compute: Callable[[], Any]) -> Any:
    return _track(_compute())


@st.cache_resource(max_entries=1, show_spinner=False, scope="session")
def _session_matrix(name: str, fingerprint: str, _compute: Callable[[], Any]) -> Any:
    return _track(_compute())


@st.cache_resource(max_entries=6, show_spinner=False, scope="session")
def _private_slot(name: str, fingerprint: str) -> _Slot[Any]:
    return _Slot()


_CACHES: dict[tuple[str, ResultSize], Callable[[str, str, Callable[[], Any]], Any]] = {
    ("all", "small"): _shared_result,
    ("all", "map"): _shared_map,
    ("all", "matrix"): _shared_matrix,
    ("session", "small"): _session_result,
    ("session", "map"): _session_map,
    ("session", "matrix"): _session_matrix,
}
