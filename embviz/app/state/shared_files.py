"""Files on the server that every session can choose: each is read once, when first chosen."""

from __future__ import annotations

import gc
import logging
from collections.abc import Container
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from threading import Lock, Thread

import streamlit as st

from embviz.app.text import chip
from embviz.embedding import EmbeddingMatrix
from embviz.io import COMPRESSED_SUFFIXES, SAMPLES, FormatError, LoadOptions, open_cached

MAX_NAME_CHARS = 40

# Seconds between two updates of the progress of a file that is being read.
POLL_SECONDS = 0.5

# The progress once a file has been read: computing its fingerprint takes the rest of the time.
READ_SHARE = 0.95

_log = logging.getLogger(__name__)


class SharedFile:
    """A file on the server, with its embedding or error once it has been read.

    Parameters
    ----------
    name : str
        The name on the page.
    path : Path
        The page never shows it.

    Attributes
    ----------
    E : EmbeddingMatrix, optional
    error : FormatError, optional
    progress : float
        From 0 to 1.
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
        """Start to read in the background, unless that has already been started."""
        with self._lock:
            if self._thread is None and self.E is None and self.error is None:
                self.progress = 0.0
                # The thread belongs to no session, because the first one may end while others wait.
                self._thread = Thread(target=self._read, name=f"read {self.name}", daemon=True)
                self._thread.start()

    def retry(self) -> None:
        """Discard the error, so that the file is read again. For callbacks."""
        self.error = None

    def join(self) -> None:
        """Wait until the file has been read."""
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
        def report(share: float) -> None:
            self.progress = READ_SHARE * share

        options = replace(LoadOptions(), progress=report)
        E = open_cached(self.path, name=self.name, options=options, on_warning=_log.warning)
        self.progress = READ_SHARE
        # Computed here: it is part of the key of all results, and takes seconds for gigabytes.
        _ = E.fingerprint
        # Freeze the tokens, so that garbage collections skip them.
        gc.collect()
        gc.freeze()
        return E

    def _read_error(self, problem: str) -> FormatError:
        return FormatError(self.path.name, problem, "Ask whoever runs this server.")


REGISTRY: dict[str, SharedFile] = {}
"""The files by name, in the order of the command line."""


def register(path: Path) -> None:
    """Let every session choose a file, under a name that no other embedding has."""
    stem = path.resolve().name
    while Path(stem).suffix.lower() in COMPRESSED_SUFFIXES:
        stem = Path(stem).stem
    preferred = (stem if path.is_dir() else Path(stem).stem)[:MAX_NAME_CHARS] or "vectors"
    name = unused_name(preferred, {*SAMPLES, *REGISTRY})
    REGISTRY[name] = SharedFile(name, path.resolve())


def unused_name(preferred: str, used: Container[str]) -> str:
    """Return a name that is not used, numbered from 2 if need be.

    Examples
    --------
    >>> unused_name("glove", {"glove", "minilm"})
    'glove 2'
    """
    names = chain([preferred], (f"{preferred} {number}" for number in count(2)))
    return next(name for name in names if name not in used)


def is_shared(E: EmbeddingMatrix) -> bool:
    """Return whether all sessions have this embedding: a sample, or a file on the server."""
    return E.name in SAMPLES or E.name in REGISTRY


def is_ready(name: str) -> bool:
    """Return whether an embedding can be shown, which a file that has not been read cannot."""
    return name not in REGISTRY or REGISTRY[name].E is not None


def get(name: str) -> EmbeddingMatrix:
    """Return the embedding of a file; until it has been read, show the progress and end the run."""
    wait_for(name)
    E = REGISTRY[name].E
    assert E is not None
    return E


def wait_for(name: str, *, whole_page: bool = False) -> None:
    """Show the progress or the error of a file that has not been read, and end the run.

    Parameters
    ----------
    name : str
        Name of any embedding; return at once if it is ready.
    whole_page : bool
        Whether the page shows nothing else, and therefore needs a title.
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
        st.rerun()  # Rerun the whole page, which can show the embedding now.
    if file.error is not None:
        _show_error(file, file.error)
        return
    file.start()
    label = "Nearly there" if file.progress >= READ_SHARE else f"Reading {chip(file.name)}"
    st.progress(file.progress, f":material/hourglass_top: {label} · {file.progress:.0%}")
    st.caption(
        "The first time takes a while. All who choose it wait for the same reading, and the next "
        "time it opens at once. Choose another embedding meanwhile: this one goes on."
    )


def _show_error(file: SharedFile, error: FormatError) -> None:
    with st.container(border=True):
        st.markdown(f":red[:material/error:] **{chip(file.name)} cannot be shown**")
        st.text(str(error))
        st.caption("Choose another embedding meanwhile: all else works.")
        if st.button("Try again", icon=":material/replay:", on_click=file.retry):
            st.rerun()
