"""Files that the server offers to all its visitors: read once, when somebody wants to see one."""

from __future__ import annotations

import gc
import logging
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from threading import Lock, Thread

import streamlit as st

from embviz.app.text import chip
from embviz.embedding import EmbeddingMatrix
from embviz.io import COMPRESSED_SUFFIXES, SAMPLES, FormatError, LoadOptions, open_cached

MAX_NAME_CHARS = 40

# Seconds between two looks at a file that is being read.
POLL_SECONDS = 0.5

# The share of the time that is over when a file has been read; then its content is digested.
READ_SHARE = 0.95

_log = logging.getLogger(__name__)


class SharedFile:
    """A file on the server, and what came of reading it.

    Parameters
    ----------
    name : str
        What visitors call it.
    path : Path
        Where it is, which no visitor learns.
    """

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        self.E: EmbeddingMatrix | None = None
        self.error: FormatError | None = None
        self.progress = 0.0
        self._lock = Lock()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to read, unless somebody has already; never wait for it."""
        with self._lock:
            if self._thread is None and self.E is None and self.error is None:
                self.progress = 0.0
                # Not of a visitor: whoever asked first may leave, and others go on waiting.
                self._thread = Thread(target=self._read, name=f"read {self.name}", daemon=True)
                self._thread.start()

    def retry(self) -> None:
        """Forget that the file was refused. For callbacks."""
        self.error = None

    def join(self) -> None:
        """Wait until the file is read or refused."""
        if thread := self._thread:
            thread.join()

    def _read(self) -> None:
        try:
            self.E = self._open()
        except FormatError as error:
            self.error = error
        except OSError as error:
            _log.warning("%s: %s", self.path, error)
            self.error = self._read_error("It cannot be opened any more.")
        except MemoryError:
            self.error = self._read_error("This server has not enough memory for it.")
        except Exception:
            _log.exception("%s", self.path)
            self.error = self._read_error("It could not be read.")
        finally:
            self._thread = None

    def _open(self) -> EmbeddingMatrix:
        def tell(share: float) -> None:
            self.progress = READ_SHARE * share

        reading = replace(LoadOptions(), progress=tell)
        E = open_cached(self.path, name=self.name, options=reading, on_warning=_log.warning)
        self.progress = READ_SHARE
        _ = E.fingerprint  # What is made of it is known by this; of gigabytes it takes seconds.
        # As with the samples: a collection need not walk its tokens.
        gc.collect()
        gc.freeze()
        return E

    def _read_error(self, problem: str) -> FormatError:
        return FormatError(self.path.name, problem, "Ask whoever runs this server.")


REGISTRY: dict[str, SharedFile] = {}
"""By name, in the order in which the server was told of them."""


def register(path: Path) -> None:
    """Offer a file to all visitors, under a name that nothing else has."""
    stem = path.resolve().name
    while Path(stem).suffix.lower() in COMPRESSED_SUFFIXES:
        stem = Path(stem).stem
    wanted = (stem if path.is_dir() else Path(stem).stem)[:MAX_NAME_CHARS] or "vectors"
    names = chain([wanted], (f"{wanted} {number}" for number in count(2)))
    name = next(name for name in names if name not in {*SAMPLES, *REGISTRY})
    REGISTRY[name] = SharedFile(name, path.resolve())


def is_shared(E: EmbeddingMatrix) -> bool:
    """Say whether all visitors have this embedding: a sample, or a file that the server offers."""
    return E.name in SAMPLES or E.name in REGISTRY


def is_ready(name: str) -> bool:
    """Say whether an embedding can be shown at once; all but a file that nobody chose yet can."""
    return name not in REGISTRY or REGISTRY[name].E is not None


def get(name: str) -> EmbeddingMatrix:
    """Return the embedding of a file; until it is read show how far that is, and end the run."""
    wait_for(name)
    E = REGISTRY[name].E
    assert E is not None
    return E


def wait_for(name: str, *, whole_page: bool = False) -> None:
    """Show how far a file is, or why it cannot be read, and end the run; or do nothing.

    Parameters
    ----------
    name : str
    whole_page : bool
        Whether nothing else is on the page, so that this needs a title.
    """
    if is_ready(name):
        return
    file = REGISTRY[name]
    file.start()
    if whole_page:
        st.title(chip(name))
    st.fragment(_show_progress, run_every=POLL_SECONDS if file.error is None else None)(file)
    st.stop()


def _show_progress(file: SharedFile) -> None:
    if file.E is not None:
        st.rerun()  # The whole page: it has what it waits for.
    if file.error is not None:
        _show_error(file, file.error)
        return
    file.start()
    said = "Nearly there" if file.progress >= READ_SHARE else f"Reading {chip(file.name)}"
    st.progress(file.progress, f":material/hourglass_top: {said} · {file.progress:.0%}")
    st.caption(
        "The first time takes a while. All who choose it wait for the same reading, and the next "
        "time it opens at once. Choose another embedding meanwhile: this one goes on."
    )


def _show_error(file: SharedFile, problem: FormatError) -> None:
    with st.container(border=True):
        st.markdown(f":red[:material/error:] **{chip(file.name)} cannot be shown**")
        st.text(str(problem))
        st.caption("Choose another embedding meanwhile: all else works.")
        if st.button("Try again", icon=":material/replay:", on_click=file.retry):
            st.rerun()
