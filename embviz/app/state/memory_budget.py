"""Limits on the memory of uploads and of their results, for each session and in total."""

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

from embviz.app.state import keys
from embviz.app.text import escape_markdown
from embviz.embedding import EmbeddingMatrix

T = TypeVar("T")

BYTES_PER_MB = 1_000_000

# While a file is previewed, it (up to 100 MB) and its matrix (up to 300 MB) are both in memory.
MAX_SESSION_MB = 400

# Leaves room on a 4 GB machine for the samples, the server, and one worker process per core.
MAX_TOTAL_MB = 1500

# A token without its characters: a Python object, and its entries in a tuple and a dictionary.
TOKEN_OVERHEAD_BYTES = 150


class QuotaExceeded(Exception):
    """There is not enough memory left: `problem` says how much is used, `hint` what to do."""

    def __init__(self, problem: str, hint: str) -> None:
        self.problem, self.hint = problem, hint
        super().__init__(f"{problem} {hint}")


class Budget:
    """Counts the bytes that sessions have in memory. Thread-safe.

    Counted are uploads in flight, the files that Streamlit stores, and the objects passed to
    `track`.

    Parameters
    ----------
    per_session, total : int
        The limits in bytes.

    Attributes
    ----------
    refusals : dict of str to str
        Why the last file of a session was rejected, by session id, until this is shown.
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
        # A finalizer may interrupt the thread that holds the lock; SimpleQueue is reentrant.
        self._freed_queue: SimpleQueue[tuple[str, int]] = SimpleQueue()

    def usage(self, session_id: str) -> tuple[int, int]:
        """Return how many bytes a session, and all sessions together, have in memory."""
        file_bytes = {
            other_id: _total_file_size(files)
            for other_id, files in list(_file_manager().file_storage.items())
        }
        with self._lock:
            while not self._freed_queue.empty():
                self._tracked_bytes.subtract(dict([self._freed_queue.get()]))
            counts = [self._tracked_bytes, self._in_flight_bytes, file_bytes]
            own = sum(count.get(session_id, 0) for count in counts)
            return own, sum(sum(count.values()) for count in counts)

    def check(self, session_id: str, n_bytes: int = 0) -> None:
        """Raise `QuotaExceeded` if a session cannot have `n_bytes` more."""
        if n_bytes <= self._free_bytes(session_id):
            return
        own, _ = self.usage(session_id)
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
        """Return a sentence on how much of the limits is used."""
        own, total = self.usage(session_id)
        return (
            f"Of what may be uploaded, this visit uses {_format_mb(own)} of "
            f"{_format_mb(self.per_session)}, and all visits together {_format_mb(total)} of "
            f"{_format_mb(self.total)}."
        )

    def remaining(self, session_id: str) -> int:
        """Return how many bytes more a session can have."""
        return max(0, self._free_bytes(session_id))

    def _free_bytes(self, session_id: str) -> int:
        own, total = self.usage(session_id)
        return min(self.per_session - own, self.total - total)

    def track(self, session_id: str, obj: T) -> T:
        """Count an object for a session for as long as it exists, and return it.

        Objects without weak references, such as lists, are small and not counted.
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
        """Count bytes that a session is uploading; subtract them once they have arrived."""
        with self._lock:
            self._in_flight_bytes[session_id] += n_bytes
            if not self._in_flight_bytes[session_id]:
                del self._in_flight_bytes[session_id]


BUDGET = Budget()
"""The budget of this server: not in a cache of Streamlit, which any client can clear."""


def current_session_id() -> str:
    """Return Streamlit's id of the session; empty outside of a session."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def drop_files_except(*file_ids: str) -> None:
    """Drop the uploaded files of this session that its page does not use any more.

    Streamlit would keep them until the end of the session. A file that has just arrived, which no
    page has read yet, stays.
    """
    for file_id in keys.SEEN_FILES.get(set()).difference(file_ids):
        _file_manager().remove_file(current_session_id(), file_id)
    keys.SEEN_FILES.set(set(file_ids))


def drop_all_files() -> None:
    """Drop all uploaded files of this session, when another page is shown."""
    _file_manager().remove_session_files(current_session_id())


def estimate_nbytes(obj: object) -> int:
    """Return about how many bytes an object takes, with the arrays and strings in it.

    An embedding within it is not included: it is counted on its own.

    Examples
    --------
    >>> estimate_nbytes(np.zeros(1000, np.float32)), estimate_nbytes({"a": [np.zeros(10), "cat"]})
    (4000, 83)
    """
    if isinstance(obj, EmbeddingMatrix):
        columns = [obj.tokens, *obj.labels.values()]
        n_chars = sum(len(text) for column in columns for text in column)
        overhead = TOKEN_OVERHEAD_BYTES * sum(map(len, columns))
        return obj.vectors.nbytes + obj.norms.nbytes + n_chars + overhead
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
    """Show why a file was rejected; return False if none was."""
    reason = BUDGET.refusals.pop(current_session_id(), None)
    if reason is not None:
        title = "The file was not taken in"
        st.error(escape_markdown(reason), icon=":material/error:", title=title)
    return reason is not None


def _file_manager() -> MemoryUploadedFileManager:
    """Return the store of Streamlit's uploaded files."""
    context = get_script_run_ctx(suppress_warning=True)
    manager = context.uploaded_file_mgr if context else runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return manager


def _total_file_size(files: Mapping[str, UploadedFileRec]) -> int:
    return sum(len(file.data) for file in list(files.values()))


def _format_mb(n: int) -> str:
    return f"{n / BYTES_PER_MB:,.1f} MB" if n < 10 * BYTES_PER_MB else f"{n / BYTES_PER_MB:,.0f} MB"
