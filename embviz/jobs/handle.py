"""A hold on a piece of work."""

from __future__ import annotations

import weakref
from time import monotonic

from embviz.jobs.process import JobState, WorkerProcess
from embviz.jobs.queue import JobQueue
from embviz.maps import Task, TaskResult


class JobHandle:
    """A visit's hold on a piece of work; others may hold the same.

    When the last one lets go, or is forgotten, its process is ended.

    Attributes
    ----------
    task : {"map", "stability", "clusters"}
    """

    def __init__(self, queue: JobQueue, task: Task, worker: WorkerProcess, watcher: int) -> None:
        self.task = task
        self._queue = queue
        self.attach(worker, watcher)

    def attach(self, worker: WorkerProcess, watcher: int) -> None:
        """Watch this work from now on."""
        self._worker = worker
        self._is_stopped = False
        self._last_state: JobState | None = None
        self._finalizer = weakref.finalize(self, self._queue.on_finalize, worker, watcher)
        self._finalizer.atexit = False  # The line itself clears up at the end.

    @property
    def state(self) -> JobState:
        """``waiting``, ``running``, ``done``, ``failed`` or ``stopped``."""
        state = self._worker.state
        return state if state == "done" or self._finalizer.alive else "stopped"

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    @property
    def is_released(self) -> bool:
        """Whether it was let go of, and not because the visitor stopped it."""
        return self.state == "stopped" and not self._is_stopped

    @property
    def progress(self) -> float:
        """How much is done, from 0 to 1."""
        return self._worker.progress

    @property
    def step(self) -> str:
        """What is being done, in a few words."""
        return self._worker.step

    @property
    def n_ahead(self) -> int:
        """How many wait before this one."""
        return self._queue.count_ahead(self._worker)

    @property
    def elapsed_seconds(self) -> float:
        """The seconds since its process was started."""
        run = self._worker
        return 0.0 if run.started_at is None else (run.ended_at or monotonic()) - run.started_at

    @property
    def remaining_seconds(self) -> float | None:
        """About how many seconds it still takes; None as long as nobody can say."""
        return self._worker.eta.remaining(monotonic()) if self.state == "running" else None

    @property
    def result(self) -> TaskResult | None:
        """What was computed, when it is done. It may be shared: do not change it."""
        return self._worker.result

    @property
    def message(self) -> str:
        """When it failed, a sentence that says why."""
        return self._worker.message

    def stop(self) -> None:
        """Stop watching; without others who watch, the work ends. For callbacks."""
        self._is_stopped = True
        self.release()

    def retry(self) -> None:
        """Let the next `start` begin anew what failed or was stopped. For callbacks."""
        self.release()
        self._is_stopped = False

    def release(self, delay_seconds: float = 0.0) -> None:
        """Stop watching, at once or after some seconds, until the next `start`."""
        held = self._finalizer.detach()
        if held is not None:
            run, watcher = held[2]
            self._queue.unsubscribe(run, watcher, delay_seconds)

    def state_changed(self) -> bool:
        """Say whether the state is another than when this was asked last."""
        told, self._last_state = self._last_state, self.state
        return told != self._last_state
