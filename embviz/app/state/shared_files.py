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
from embviz.jobs import use_all_cpus

LONGEST_NAME = 40

# Seconds between two looks at a file that is being read.
EVERY = 0.5

# The share of the time that is over when a file has been read; then its content is digested.
READ = 0.95

_log = logging.getLogger(__name__)


class Served:
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
        self.refused: FormatError | None = None
        self.share = 0.0
        self._lock = Lock()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to read, unless somebody has already; never wait for it."""
        with self._lock:
            if self._thread is None and self.E is None and self.refused is None:
                self.share = 0.0
                # Not of a visitor: whoever asked first may leave, and others go on waiting.
                self._thread = Thread(target=self._read, name=f"read {self.name}", daemon=True)
                self._thread.start()

    def again(self) -> None:
        """Forget that the file was refused. For callbacks."""
        self.refused = None

    def join(self) -> None:
        """Wait until the file is read or refused."""
        if thread := self._thread:
            thread.join()

    def _read(self) -> None:
        try:
            with use_all_cpus():
                self.E = self._opened()
        except FormatError as error:
            self.refused = error
        except OSError as error:
            _log.warning("%s: %s", self.path, error)
            self.refused = self._failed("It cannot be opened any more.")
        except MemoryError:
            self.refused = self._failed("This server has not enough memory for it.")
        except Exception:
            _log.exception("%s", self.path)
            self.refused = self._failed("It could not be read.")
        finally:
            self._thread = None

    def _opened(self) -> EmbeddingMatrix:
        def tell(share: float) -> None:
            self.share = READ * share

        reading = replace(LoadOptions(), progress=tell)
        E = open_cached(self.path, name=self.name, options=reading, on_warning=_log.warning)
        self.share = READ
        _ = E.fingerprint  # What is made of it is known by this; of gigabytes it takes seconds.
        # As with the samples: a collection need not walk its tokens.
        gc.collect()
        gc.freeze()
        return E

    def _failed(self, problem: str) -> FormatError:
        return FormatError(self.path.name, problem, "Ask whoever runs this server.")


FILES: dict[str, Served] = {}
"""By name, in the order in which the server was told of them."""


def offer(path: Path) -> None:
    """Offer a file to all visitors, under a name that nothing else has."""
    stem = path.resolve().name
    while Path(stem).suffix.lower() in COMPRESSED_SUFFIXES:
        stem = Path(stem).stem
    wanted = (stem if path.is_dir() else Path(stem).stem)[:LONGEST_NAME] or "vectors"
    names = chain([wanted], (f"{wanted} {number}" for number in count(2)))
    name = next(name for name in names if name not in {*SAMPLES, *FILES})
    FILES[name] = Served(name, path.resolve())


def for_all(E: EmbeddingMatrix) -> bool:
    """Say whether all visitors have this embedding: a sample, or a file that the server offers."""
    return E.name in SAMPLES or E.name in FILES


def is_ready(name: str) -> bool:
    """Say whether an embedding can be shown at once; all but a file that nobody chose yet can."""
    return name not in FILES or FILES[name].E is not None


def get(name: str) -> EmbeddingMatrix:
    """Return the embedding of a file; until it is read show how far that is, and end the run."""
    wait_for(name)
    E = FILES[name].E
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
    file = FILES[name]
    file.start()
    if whole_page:
        st.title(chip(name))
    st.fragment(_show, run_every=EVERY if file.refused is None else None)(file)
    st.stop()


def _show(file: Served) -> None:
    if file.E is not None:
        st.rerun()  # The whole page: it has what it waits for.
    if file.refused is not None:
        _refused(file, file.refused)
        return
    file.start()
    said = "Nearly there" if file.share >= READ else f"Reading {chip(file.name)}"
    st.progress(file.share, f":material/hourglass_top: {said} · {file.share:.0%}")
    st.caption(
        "The first time takes a while. All who choose it wait for the same reading, and the next "
        "time it opens at once. Choose another embedding meanwhile: this one goes on."
    )


def _refused(file: Served, problem: FormatError) -> None:
    with st.container(border=True):
        st.markdown(f":red[:material/error:] **{chip(file.name)} cannot be shown**")
        st.text(str(problem))
        st.caption("Choose another embedding meanwhile: all else works.")
        if st.button("Try again", icon=":material/replay:", on_click=file.again):
            st.rerun()
