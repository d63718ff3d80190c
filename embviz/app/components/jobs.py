"""Heavy work of a visit: it runs beside the server, and the page shows how far it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embviz.app.state import shared_files
from embviz.app.text import escape_markdown
from embviz.embedding import EmbeddingMatrix
from embviz.jobs import JobHandle as JobHandle  # For pages.
from embviz.jobs import JobQueue, Task, cpu_count, write_payload

Vectors = NDArray[np.floating]

# One for the whole server, and not in a cache, which anybody may clear: the number of processes is
# limited only as long as all are in one line.
QUEUE = JobQueue(cpu_count())

# Seconds between two looks at work that runs.
POLL_SECONDS = 0.5

# Seconds that work goes on when the connection to a visitor is lost, or a page is loaded anew.
GRACE_SECONDS = 5.0

# How much of its work a visit remembers.
MAX_FINISHED_JOBS = 16


class SessionJobs:
    """The jobs of one visit."""

    def __init__(self) -> None:
        self.name = uuid4().hex
        self.jobs: dict[Hashable, JobHandle] = {}

    def release_active(self) -> None:
        """Let go of what is not done: the visitor is gone, or will be back in a moment."""
        for job in list(self.jobs.values()):
            if job.is_active:
                job.release(GRACE_SECONDS)

    def release_previous(self, task: Task) -> None:
        """Let go of what was asked for before, and forget the oldest results."""
        for job in self.jobs.values():
            if job.task == task and job.is_active:
                job.release()
        for key in [key for key, job in self.jobs.items() if not job.is_active][
            :-MAX_FINISHED_JOBS
        ]:
            del self.jobs[key]


def _session_jobs() -> SessionJobs:
    """Return this visit's jobs, which stay when caches are cleared."""
    visit: SessionJobs = st.session_state.setdefault("jobs", SessionJobs())
    return _release_on_disconnect(visit.name, visit)


@st.cache_resource(
    max_entries=1,
    show_spinner=False,
    scope="session",
    on_release=lambda visit: visit.release_active(),
)
def _release_on_disconnect(name: str, _jobs: SessionJobs) -> SessionJobs:
    """Return the visit. The cache is cleared when its connection ends, sooner than its state."""
    return _jobs


def start(
    E: EmbeddingMatrix,
    key: str,
    task: Task,
    vectors: Vectors | Callable[[], Vectors],
    settings: Mapping[str, Any] | None = None,
) -> JobHandle:
    """Return the job that does `task`, started if it is new; never wait for it.

    Work on what all visitors have is done once for all, work on an upload stays in the visit. A
    visit has one job of each task at a time: starting another lets go of the one before.

    Parameters
    ----------
    E : EmbeddingMatrix
        Of which the vectors are.
    key : str
        What makes these vectors and this work another than all others on `E`. The task and the
        settings need not be in it.
    task : {"map", "stability", "clusters"}
    vectors : ndarray of shape (n, dim), or callable that returns one
        For clusters, the coordinates of the map. Only used, or called, when the work is new.
    settings : mapping, optional
        See `embviz.maps.tasks.compute`; plain values only.

    Returns
    -------
    Job
        The same for the same arguments, also when it failed or was stopped: see `Job.retry`.
    """
    visit, shared = _session_jobs(), shared_files.is_shared(E)
    settings = dict(settings or {})
    written = json.dumps(settings, sort_keys=True)
    identity = (None if shared else visit.name, E.fingerprint, task, key, written)

    def order() -> Path:
        return write_payload(task, vectors() if callable(vectors) else vectors, settings)

    job = visit.jobs.get(identity)
    if job is None or job.is_released:
        visit.release_previous(task)
        run, watcher = QUEUE.subscribe(identity, order, share_result=shared)
        if job is None:
            job = JobHandle(QUEUE, task, run, watcher)
        else:
            job.attach(run, watcher)
        visit.jobs[identity] = job
    return job


def show_live(job: JobHandle) -> None:
    """Show a job and keep what is shown up to date, without running the page."""
    st.fragment(show, run_every=POLL_SECONDS if job.is_active else None)(job)


def show(job: JobHandle) -> None:
    """Show how far a job is, with a way to stop it, or why it ended.

    For a fragment that runs every half second, as `show_live` makes it. When the job ends, the whole
    page runs.
    """
    _session_jobs()  # Where the connection was lost, the visitor is back.
    if job.state_changed() and not job.is_active:
        st.rerun()
    if job.is_active:
        _show_progress(job)
    elif job.state == "failed":
        st.error(escape_markdown(job.message), icon=":material/error:")
        _retry_button(job, "Try again")
    elif job.state == "stopped":
        st.caption(":material/stop_circle: Stopped.")
        _retry_button(job, "Start again")


def _show_progress(job: JobHandle) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if job.state == "waiting":
            place = f"{job.n_ahead} before you" if job.n_ahead else "you are next"
            st.caption(
                f":material/hourglass_empty: Waiting, {place}. "
                f"This server computes {QUEUE.max_processes} at a time."
            )
        else:
            left = job.remaining_seconds
            words = [job.step or "Starting"] + ([] if left is None else [format_eta(left)])
            st.progress(job.progress, " · ".join(words))
        st.button(
            "Stop",
            icon=":material/stop:",
            key=f"stop_{job.task}",
            on_click=job.stop,
            width="content",
        )


def _retry_button(job: JobHandle, label: str) -> None:
    if st.button(label, icon=":material/replay:", key=f"again_{job.task}", on_click=job.retry):
        st.rerun()


def format_eta(seconds: float) -> str:
    """Say how much time is left, as exactly as it can be known.

    Examples
    --------
    >>> format_eta(2), format_eta(18), format_eta(130)
    ('a few seconds left', 'about 20 s left', 'about 2 min left')
    """
    if seconds <= 5:
        return "a few seconds left"
    if seconds <= 55:
        return f"about {5 * round(seconds / 5)} s left"
    return f"about {max(1, round(seconds / 60))} min left"
