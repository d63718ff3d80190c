"""How much memory visitors may fill with what they upload: each of them, and all together."""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from queue import SimpleQueue
from threading import Lock
from typing import TypeVar

import numpy as np
import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from embviz.app.text import escape_markdown
from embviz.embedding import EmbeddingMatrix

T = TypeVar("T")

BYTES_PER_MB = 1_000_000

# While a file is looked at, it and its matrix are both in memory: 100 MB, and up to 300 MB.
MAX_SESSION_MB = 400

# What a machine with 4 GB can spare beside the samples, the server and a worker on each core.
MAX_TOTAL_MB = 1500

# A word as Python keeps it, without its letters: an object, its place in a tuple and a dictionary.
TOKEN_OVERHEAD_BYTES = 150


class QuotaExceeded(Exception):
    """There is no room: `problem` says how much is used, `hint` what to do."""

    def __init__(self, problem: str, hint: str) -> None:
        self.problem, self.hint = problem, hint
        super().__init__(f"{problem} {hint}")


class Budget:
    """Counts what visitors have in memory.

    That is what they are sending, the files as Streamlit holds them, and what was made of them and
    handed to `track`. Any thread may call the methods.

    Attributes
    ----------
    per_session, total : int
        How many bytes a visitor, and all together, may fill.
    refusals : dict of str to str
        Why the last file of a visitor was not taken in, until the visitor has been told.
    """

    def __init__(
        self,
        per_session: int = MAX_SESSION_MB * BYTES_PER_MB,
        total: int = MAX_TOTAL_MB * BYTES_PER_MB,
    ) -> None:
        self.per_session, self.total = per_session, total
        self._lock = Lock()
        self.refusals: dict[str, str] = {}
        self._tracked_bytes: Counter[str] = Counter()
        self._in_flight_bytes: Counter[str] = Counter()
        # The garbage collector may interrupt a thread that holds the lock, so what it frees waits
        # here, in the one queue that bears such an interruption.
        self._freed_queue: SimpleQueue[tuple[str, int]] = SimpleQueue()

    def usage(self, session_id: str) -> tuple[int, int]:
        """Return how many bytes a visitor has in memory, and all together."""
        sent = {
            name: _total_file_size(held)
            for name, held in list(_file_manager().file_storage.items())
        }
        with self._lock:
            while not self._freed_queue.empty():
                self._tracked_bytes.subtract(dict([self._freed_queue.get()]))
            counted = [self._tracked_bytes, self._in_flight_bytes, sent]
            return sum(each.get(session_id, 0) for each in counted), sum(
                sum(each.values()) for each in counted
            )

    def check(self, session_id: str, n_bytes: int = 0) -> None:
        """Raise Full unless a visitor may have so many bytes more."""
        own, everybody = self.usage(session_id)
        if own + n_bytes <= self.per_session and everybody + n_bytes <= self.total:
            return
        problem = (
            f"{self.usage_message(session_id)} There is no room for {_format_mb(n_bytes)} more."
        )
        if own + n_bytes > self.per_session:
            raise QuotaExceeded(
                problem, "Remove a vocabulary that you no longer need, or send fewer words."
            )
        raise QuotaExceeded(
            problem, "Send fewer words, wait until others have left, or ask who runs this server."
        )

    def usage_message(self, session_id: str) -> str:
        """Say in one sentence how much is used, by a visitor and by all."""
        own, everybody = self.usage(session_id)
        return (
            f"Of what may be uploaded, this visit uses {_format_mb(own)} of {_format_mb(self.per_session)}, and all "
            f"visits together {_format_mb(everybody)} of {_format_mb(self.total)}."
        )

    def remaining(self, session_id: str) -> int:
        """Return how many bytes more a visitor may have."""
        own, everybody = self.usage(session_id)
        return max(0, min(self.per_session - own, self.total - everybody))

    def track(self, session_id: str, obj: T) -> T:
        """Count a thing to a visitor for as long as it exists, and return it.

        What nothing can watch over, such as a list, is small and not counted.
        """
        n = estimate_nbytes(obj)
        try:
            weakref.finalize(obj, self._freed_queue.put, (session_id, n)).atexit = False
        except TypeError:
            return obj
        with self._lock:
            self._tracked_bytes[session_id] += n
        return obj

    def add_in_flight(self, session_id: str, n_bytes: int) -> None:
        """Count bytes that a visitor is sending; a negative number when they have arrived."""
        with self._lock:
            self._in_flight_bytes[session_id] += n_bytes
            if not self._in_flight_bytes[session_id]:
                del self._in_flight_bytes[session_id]


BUDGET = Budget()
"""Of this server: not in a cache, which anybody may clear."""


def current_session_id() -> str:
    """Return by which name Streamlit knows this visitor; empty outside of a visit."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def drop_files_except(*file_ids: str) -> None:
    """Drop the files that this visitor has sent and does not need any more.

    Streamlit holds each until the end of the visit. A file that has just arrived, and that no page
    has seen yet, stays.
    """
    seen: set[str] = st.session_state.setdefault("files_seen", set())
    for file_id in seen.difference(file_ids):
        _file_manager().remove_file(current_session_id(), file_id)
    st.session_state["files_seen"] = set(file_ids)


def drop_all_files() -> None:
    """Drop all files that this visitor has sent: another page is shown, which has seen none."""
    _file_manager().remove_session_files(current_session_id())


def estimate_nbytes(obj: object) -> int:
    """Return about how many bytes a thing takes, with the arrays and texts in it.

    An embedding that it holds is not counted along: it was counted when it was made.

    Examples
    --------
    >>> estimate_nbytes(np.zeros(1000, np.float32)), estimate_nbytes({"a": [np.zeros(10), "cat"]})
    (4000, 83)
    """
    if isinstance(obj, EmbeddingMatrix):
        columns = [obj.tokens, *obj.labels.values()]
        letters = sum(len(text) for column in columns for text in column)
        words = TOKEN_OVERHEAD_BYTES * sum(map(len, columns))
        return obj.vectors.nbytes + obj.norms.nbytes + letters + words
    return _nested_nbytes(obj)


def _nested_nbytes(obj: object) -> int:
    if isinstance(obj, np.ndarray):
        return obj.nbytes
    if isinstance(obj, (str, bytes)):
        return len(obj)
    if isinstance(obj, Mapping):
        return sum(map(_nested_nbytes, obj.values()))
    if isinstance(obj, (tuple, list, set, frozenset)):
        return sum(map(_nested_nbytes, obj))
    if is_dataclass(obj):
        return sum(_nested_nbytes(getattr(obj, field.name, None)) for field in fields(obj))
    return 0


def show_refusal() -> bool:
    """Show why a file was not taken in, if one was not; return whether that is so."""
    why = BUDGET.refusals.pop(current_session_id(), None)
    if why is not None:
        st.error(escape_markdown(why), icon=":material/error:", title="The file was not taken in")
    return why is not None


def _file_manager() -> MemoryUploadedFileManager:
    """Return where Streamlit holds what visitors send."""
    context = get_script_run_ctx(suppress_warning=True)
    held = context.uploaded_file_mgr if context else runtime.get_instance().uploaded_file_mgr
    assert isinstance(held, MemoryUploadedFileManager)
    return held


def _total_file_size(files: Mapping[str, UploadedFileRec]) -> int:
    return sum(len(file.data) for file in list(files.values()))


def _format_mb(n: int) -> str:
    return f"{n / BYTES_PER_MB:,.1f} MB" if n < 10 * BYTES_PER_MB else f"{n / BYTES_PER_MB:,.0f} MB"
