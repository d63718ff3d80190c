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

from embviz.app.text import sentence
from embviz.embedding import EmbeddingMatrix

Thing = TypeVar("Thing")

MB = 1_000_000

# While a file is looked at, it and its matrix are both in memory: 100 MB, and up to 300 MB.
EACH_MB = 400

# What a machine with 4 GB can spare beside the samples, the server and a worker on each core.
ALL_MB = 1500

# A word as Python keeps it, without its letters: an object, its place in a tuple and a dictionary.
WORD_BYTES = 150


class Full(Exception):
    """There is no room: `problem` says how much is used, `mend` what to do."""

    def __init__(self, problem: str, mend: str) -> None:
        self.problem, self.mend = problem, mend
        super().__init__(f"{problem} {mend}")


class Budget:
    """Counts what visitors have in memory.

    That is what they are sending, the files as Streamlit holds them, and what was made of them and
    handed to `count`. Any thread may call the methods.

    Attributes
    ----------
    each, all : int
        How many bytes a visitor, and all together, may fill.
    refused : dict of str to str
        Why the last file of a visitor was not taken in, until the visitor has been told.
    """

    def __init__(self, each: int = EACH_MB * MB, all: int = ALL_MB * MB) -> None:
        self.each, self.all = each, all
        self._lock = Lock()
        self.refused: dict[str, str] = {}
        self._made: Counter[str] = Counter()
        self._coming: Counter[str] = Counter()
        # The garbage collector may interrupt a thread that holds the lock, so what it frees waits
        # here, in the one queue that bears such an interruption.
        self._freed: SimpleQueue[tuple[str, int]] = SimpleQueue()

    def used(self, visit: str) -> tuple[int, int]:
        """Return how many bytes a visitor has in memory, and all together."""
        sent = {name: _bytes(held) for name, held in list(_files().file_storage.items())}
        with self._lock:
            while not self._freed.empty():
                self._made.subtract(dict([self._freed.get()]))
            counted = [self._made, self._coming, sent]
            return sum(each.get(visit, 0) for each in counted), sum(
                sum(each.values()) for each in counted
            )

    def check(self, visit: str, more: int = 0) -> None:
        """Raise Full unless a visitor may have so many bytes more."""
        own, everybody = self.used(visit)
        if own + more <= self.each and everybody + more <= self.all:
            return
        problem = f"{self.told(visit)} There is no room for {_mb(more)} more."
        if own + more > self.each:
            raise Full(problem, "Remove a vocabulary that you no longer need, or send fewer words.")
        raise Full(
            problem, "Send fewer words, wait until others have left, or ask who runs this server."
        )

    def told(self, visit: str) -> str:
        """Say in one sentence how much is used, by a visitor and by all."""
        own, everybody = self.used(visit)
        return (
            f"Of what may be uploaded, this visit uses {_mb(own)} of {_mb(self.each)}, and all "
            f"visits together {_mb(everybody)} of {_mb(self.all)}."
        )

    def room(self, visit: str) -> int:
        """Return how many bytes more a visitor may have."""
        own, everybody = self.used(visit)
        return max(0, min(self.each - own, self.all - everybody))

    def count(self, visit: str, thing: Thing) -> Thing:
        """Count a thing to a visitor for as long as it exists, and return it.

        What nothing can watch over, such as a list, is small and not counted.
        """
        n = size(thing)
        try:
            weakref.finalize(thing, self._freed.put, (visit, n)).atexit = False
        except TypeError:
            return thing
        with self._lock:
            self._made[visit] += n
        return thing

    def coming(self, visit: str, n: int) -> None:
        """Count bytes that a visitor is sending; a negative number when they have arrived."""
        with self._lock:
            self._coming[visit] += n
            if not self._coming[visit]:
                del self._coming[visit]


BUDGET = Budget()
"""Of this server: not in a cache, which anybody may clear."""


def visit() -> str:
    """Return by which name Streamlit knows this visitor; empty outside of a visit."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def keep_only(*file_ids: str) -> None:
    """Drop the files that this visitor has sent and does not need any more.

    Streamlit holds each until the end of the visit. A file that has just arrived, and that no page
    has seen yet, stays.
    """
    seen: set[str] = st.session_state.setdefault("files_seen", set())
    for file_id in seen.difference(file_ids):
        _files().remove_file(visit(), file_id)
    st.session_state["files_seen"] = set(file_ids)


def drop_all() -> None:
    """Drop all files that this visitor has sent: another page is shown, which has seen none."""
    _files().remove_session_files(visit())


def size(thing: object) -> int:
    """Return about how many bytes a thing takes, with the arrays and texts in it.

    An embedding that it holds is not counted along: it was counted when it was made.

    Examples
    --------
    >>> size(np.zeros(1000, np.float32)), size({"a": [np.zeros(10), "cat"]})
    (4000, 83)
    """
    if isinstance(thing, EmbeddingMatrix):
        columns = [thing.tokens, *thing.labels.values()]
        letters = sum(len(text) for column in columns for text in column)
        words = WORD_BYTES * sum(map(len, columns))
        return thing.vectors.nbytes + thing.norms.nbytes + letters + words
    return _inside(thing)


def _inside(thing: object) -> int:
    if isinstance(thing, np.ndarray):
        return thing.nbytes
    if isinstance(thing, (str, bytes)):
        return len(thing)
    if isinstance(thing, Mapping):
        return sum(map(_inside, thing.values()))
    if isinstance(thing, (tuple, list, set, frozenset)):
        return sum(map(_inside, thing))
    if is_dataclass(thing):
        return sum(_inside(getattr(thing, field.name, None)) for field in fields(thing))
    return 0


def tell_refused() -> bool:
    """Show why a file was not taken in, if one was not; return whether that is so."""
    why = BUDGET.refused.pop(visit(), None)
    if why is not None:
        st.error(sentence(why), icon=":material/error:", title="The file was not taken in")
    return why is not None


def _files() -> MemoryUploadedFileManager:
    """Return where Streamlit holds what visitors send."""
    context = get_script_run_ctx(suppress_warning=True)
    held = context.uploaded_file_mgr if context else runtime.get_instance().uploaded_file_mgr
    assert isinstance(held, MemoryUploadedFileManager)
    return held


def _bytes(files: Mapping[str, UploadedFileRec]) -> int:
    return sum(len(file.data) for file in list(files.values()))


def _mb(n: int) -> str:
    return f"{n / MB:,.1f} MB" if n < 10 * MB else f"{n / MB:,.0f} MB"
