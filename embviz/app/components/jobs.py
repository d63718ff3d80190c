"""Jobs of a session: they run beside the server, and the page shows their progress."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import streamlit as st

from embviz.app.state import keys, shared_files
from embviz.app.text import escape_markdown
from embviz.embedding import EmbeddingMatrix
from embviz.jobs import Arrays, JobHandle, JobQueue, Task, cpu_count, write_payload

T = TypeVar("T")

# One queue for the whole server, because it limits the number of processes. Not in a cache, because
# any visitor may clear the caches.
QUEUE = JobQueue(cpu_count())

# Seconds between two updates of a running job on the page.
POLL_SECONDS = 0.5

# Seconds that jobs go on after the connection is lost or the page is reloaded.
GRACE_SECONDS = 5.0

# Ended jobs that a session remembers.
MAX_FINISHED_JOBS = 16


class SessionJobs:
    """The jobs of one session."""

    def __init__(self) -> None:
        self.session_name = uuid4().hex
        self.jobs: dict[Hashable, JobHandle[Any]] = {}

    def release_active(self) -> None:
        """Release the active jobs after `GRACE_SECONDS`, within which the visitor may be back."""
        for job in list(self.jobs.values()):
            if job.is_active:
                job.release(GRACE_SECONDS)

    def release_previous(self, task: Task[Any]) -> None:
        """Release an active job of the same task, and forget the oldest ended jobs."""
        for job in self.jobs.values():
            if job.task is task and job.is_active:
                job.release()
        ended = [key for key, job in self.jobs.items() if not job.is_active]
        for key in ended[:-MAX_FINISHED_JOBS]:
            del self.jobs[key]


def _session_jobs() -> SessionJobs:
    """Return this session's jobs, which survive when caches are cleared."""
    jobs: SessionJobs = keys.JOBS.setdefault(SessionJobs())
    return _release_on_disconnect(jobs.session_name, jobs)


@st.cache_resource(
    max_entries=1,
    show_spinner=False,
    scope="session",
    on_release=lambda jobs: jobs.release_active(),
)
def _release_on_disconnect(session_name: str, _jobs: SessionJobs) -> SessionJobs:
    """Return the jobs. Streamlit clears this cache at a disconnect, long before session state."""
    return _jobs


def start(
    E: EmbeddingMatrix,
    key: str,
    task: Task[T],
    arrays: Callable[[], Arrays],
    settings: Mapping[str, Any] | None = None,
) -> JobHandle[T]:
    """Return the job that runs `task`, started if it is new; does not wait for it.

    The result of a job on an embedding that all sessions share is shared too; that of an upload
    stays in its session. A session has one active job of each task: starting another releases it.

    Parameters
    ----------
    E : EmbeddingMatrix
    key : str
        Distinguishes the arrays from all others of `E`. It need not contain task and settings.
    task : Task
    arrays : callable
        Returns the arrays of the task by name; only called for a new job.
    settings : mapping, optional
        JSON values.

    Returns
    -------
    JobHandle
        The same object for the same arguments, even after it failed or was stopped: see
        `JobHandle.retry`.
    """
    session, is_shared = _session_jobs(), shared_files.is_shared(E)
    settings = dict(settings or {})
    settings_json = json.dumps(settings, sort_keys=True)
    scope = None if is_shared else session.session_name
    identity = (scope, E.fingerprint, task.function, key, settings_json)

    def write() -> Path:
        return write_payload(task, arrays(), settings)

    job = session.jobs.get(identity)
    if job is None or job.is_released:
        session.release_previous(task)
        worker, subscriber = QUEUE.subscribe(identity, task, write, share_result=is_shared)
        if job is None:
            job = JobHandle(QUEUE, task, worker, subscriber)
        else:
            job.attach(worker, subscriber)
        session.jobs[identity] = job
    return job


def show_live(job: JobHandle[Any]) -> None:
    """Show a job and keep its progress up to date without rerunning the page."""
    st.fragment(show, run_every=POLL_SECONDS if job.is_active else None)(job)


def show(job: JobHandle[Any]) -> None:
    """Show the progress of a job with a stop button, or why it ended.

    For a fragment that runs every half second, see `show_live`. When the job ends, the whole page
    is rerun.
    """
    _session_jobs()  # Renews the cache entry when the visitor is back after a disconnect.
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


def _show_progress(job: JobHandle[Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if job.state == "waiting":
            place = f"{job.n_ahead} before you" if job.n_ahead else "you are next"
            st.caption(
                f":material/hourglass_empty: Waiting, {place}. "
                f"This server computes {QUEUE.max_processes} at a time."
            )
        else:
            seconds = job.remaining_seconds
            parts = [job.step or "Starting"] + ([] if seconds is None else [format_eta(seconds)])
            st.progress(job.progress, " · ".join(parts))
        st.button(
            "Stop",
            icon=":material/stop:",
            key=f"stop_{job.task.function}",
            on_click=job.stop,
            width="content",
        )


def _retry_button(job: JobHandle[Any], label: str) -> None:
    if st.button(
        label, icon=":material/replay:", key=f"again_{job.task.function}", on_click=job.retry
    ):
        st.rerun()


def format_eta(seconds: float) -> str:
    """Say how much time is left, no more precisely than an estimate can be.

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
