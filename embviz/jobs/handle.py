"""A subscription to a job."""

from __future__ import annotations

import weakref
from time import monotonic
from typing import Generic, TypeVar

from embviz.jobs.process import JobState, WorkerProcess
from embviz.jobs.queue import JobQueue
from embviz.jobs.task import Task

T = TypeVar("T")


class JobHandle(Generic[T]):
    """One session's subscription to a job, which other sessions may subscribe to as well.

    The job is stopped when its last handle is released or garbage collected.

    Attributes
    ----------
    task : Task
    """

    def __init__(
        self, queue: JobQueue, task: Task[T], worker: WorkerProcess[T], subscriber: int
    ) -> None:
        self.task = task
        self._queue = queue
        self.attach(worker, subscriber)

    def attach(self, worker: WorkerProcess[T], subscriber: int) -> None:
        """Follow this worker from now on."""
        self._worker = worker
        self._is_stopped = False
        self._last_state: JobState | None = None
        self._finalizer = weakref.finalize(self, self._queue.on_finalize, worker, subscriber)
        self._finalizer.atexit = False  # The queue cleans up at exit.

    @property
    def state(self) -> JobState:
        """``waiting``, ``running``, ``done``, ``failed`` or ``stopped``."""
        state = self._worker.state
        return state if state == "done" or self._finalizer.alive else "stopped"

    @property
    def is_active(self) -> bool:
        """Whether the job waits or runs."""
        return self.state in ("waiting", "running")

    @property
    def is_released(self) -> bool:
        """Whether this handle was released, and not because the visitor stopped the job."""
        return self.state == "stopped" and not self._is_stopped

    @property
    def progress(self) -> float:
        """The fraction of the work that is done, from 0 to 1."""
        return self._worker.progress

    @property
    def step(self) -> str:
        """The current step in words."""
        return self._worker.step

    @property
    def n_ahead(self) -> int:
        """Number of jobs that wait before this one."""
        return self._queue.count_ahead(self._worker)

    @property
    def remaining_seconds(self) -> float | None:
        """Estimated seconds until the end; None while there is no estimate."""
        return self._worker.eta.remaining(monotonic()) if self.state == "running" else None

    @property
    def result(self) -> T | None:
        """The result, when the state is ``done``. It may be shared: do not change it."""
        return self._worker.result

    @property
    def message(self) -> str:
        """When the state is ``failed``, a sentence that gives the reason."""
        return self._worker.message

    def stop(self) -> None:
        """Unsubscribe because the visitor stopped the job. For callbacks."""
        self._is_stopped = True
        self.release()

    def retry(self) -> None:
        """Let the next `start` run a failed or stopped job again. For callbacks."""
        self.release()
        self._is_stopped = False

    def release(self, delay_seconds: float = 0.0) -> None:
        """Unsubscribe until the next `start`, at once or after some seconds."""
        finalizer = self._finalizer.detach()
        if finalizer is not None:
            worker, subscriber = finalizer[2]
            self._queue.unsubscribe(worker, subscriber, delay_seconds)

    def state_changed(self) -> bool:
        """Whether the state has changed since the last call."""
        previous, self._last_state = self._last_state, self.state
        return previous != self._last_state
