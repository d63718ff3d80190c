"""The queue of jobs that wait for a worker process."""

from __future__ import annotations

import atexit
import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread, Timer
from typing import Any, TypeVar

from embviz.jobs.process import PROCESS_DIED_MESSAGE, JobState, WorkerProcess
from embviz.jobs.task import Task

WORKER_COMMAND = (sys.executable, "-m", "embviz.jobs")

# Jobs that may wait, and shared results that are kept.
MAX_WAITING = 100
MAX_CACHED_RESULTS = 32

QUEUE_FULL_MESSAGE = "Too many people are computing just now. Try again in a minute."
DISK_FULL_MESSAGE = (
    "There is no room left on the disk of the server for this. Try it with fewer words."
)

T = TypeVar("T")


class JobQueue:
    """Runs jobs in worker processes, a limited number at once; the others wait in order.

    A job is stopped when its last subscriber leaves. The methods are thread-safe.

    Parameters
    ----------
    max_processes : int
    command : sequence of str
        The command that starts a worker; the folder of the job is added as last argument.
    """

    def __init__(self, max_processes: int, command: Sequence[str] = WORKER_COMMAND) -> None:
        self.max_processes, self._command = max(1, max_processes), tuple(command)
        self._lock = Lock()
        self._waiting: list[WorkerProcess[Any]] = []
        self._running: list[WorkerProcess[Any]] = []
        # Jobs that others may subscribe to, from old to new.
        self._joinable: OrderedDict[Hashable, WorkerProcess[Any]] = OrderedDict()
        self._subscriber_ids = count()
        # A finalizer may interrupt a thread that holds the lock, so it only puts the subscriber
        # here: SimpleQueue.put is reentrant.
        self._finalized: SimpleQueue[tuple[WorkerProcess[Any], int]] = SimpleQueue()
        self._is_started = False

    def subscribe(
        self,
        identity: Hashable,
        task: Task[T],
        write_payload: Callable[[], Path],
        *,
        share_result: bool,
    ) -> tuple[WorkerProcess[T], int]:
        """Subscribe to a job; append it to the queue if there is none of this identity.

        Parameters
        ----------
        identity : hashable
            Jobs with equal identities have equal results.
        task : Task
        write_payload : callable
            Writes the input into a folder and returns it, see `embviz.jobs.write_payload`; only
            called for a new job. When it raises ValueError or OSError, the job fails.
        share_result : bool
            Whether to keep the result for others who subscribe to the same identity.

        Returns
        -------
        worker : WorkerProcess
        subscriber : int
            An argument of `unsubscribe`.
        """
        with self._lock:
            self._ensure_started()
            worker = self._joinable.get(identity)
            if worker is not None:
                return worker, self._add_subscriber(worker)
        new, problem = WorkerProcess(identity, task.decode, None, share_result), ""
        try:
            new.folder = write_payload()  # Without the lock, because it may take a moment.
        except ValueError as error:
            problem = str(error)
        except OSError:
            problem = DISK_FULL_MESSAGE
        with self._lock:
            worker = self._joinable.get(identity, new)
            subscriber = self._add_subscriber(worker)
            if worker is new:
                if len(self._waiting) >= MAX_WAITING:
                    problem = problem or QUEUE_FULL_MESSAGE
                if problem:
                    new.finish("failed", problem)
                else:
                    self._joinable[identity] = new
                    self._waiting.append(new)
                    self._start_waiting()
        if worker is not new or problem:
            new.cleanup()
        return worker, subscriber

    def unsubscribe(
        self, worker: WorkerProcess[Any], subscriber: int, delay_seconds: float = 0.0
    ) -> None:
        """Remove a subscriber, at once or after some seconds; the last one stops the job."""
        if delay_seconds > 0:
            timer = Timer(delay_seconds, self.unsubscribe, (worker, subscriber))
            timer.daemon = True
            timer.start()
            return
        with self._lock:
            worker.subscribers.discard(subscriber)
            if worker.subscribers or not worker.is_active:
                return
            if worker.process is not None:
                worker.process.kill()  # `_wait_for` cleans up and starts the next job.
            else:
                self._waiting.remove(worker)
            self._finish(worker, "stopped")
        if worker.process is None:
            worker.cleanup()

    def on_finalize(self, worker: WorkerProcess[Any], subscriber: int) -> None:
        """Unsubscribe soon, in another thread: for `weakref.finalize`."""
        self._finalized.put((worker, subscriber))

    def count_ahead(self, worker: WorkerProcess[Any]) -> int:
        """Return how many jobs wait before this one."""
        with self._lock:
            return self._waiting.index(worker) if worker in self._waiting else 0

    def close(self) -> None:
        """Stop all jobs and remove their folders."""
        with self._lock:
            workers = [*self._waiting, *self._running]
            self._waiting.clear()
            for worker in workers:
                self._finish(worker, "stopped")
                if worker.process is not None:
                    worker.process.kill()
        for worker in workers:
            if worker.process is not None:
                worker.process.wait()
            worker.cleanup()
        atexit.unregister(self.close)

    def _ensure_started(self) -> None:
        if not self._is_started:
            self._is_started = True
            atexit.register(self.close)
            Thread(target=self._unsubscribe_finalized, name="embviz-finalizer", daemon=True).start()

    def _unsubscribe_finalized(self) -> None:
        while True:
            self.unsubscribe(*self._finalized.get())

    def _add_subscriber(self, worker: WorkerProcess[Any]) -> int:
        subscriber = next(self._subscriber_ids)
        worker.subscribers.add(subscriber)
        return subscriber

    def _finish(self, worker: WorkerProcess[Any], state: JobState, message: str = "") -> None:
        """Set the final state; keep a shared result. The caller holds the lock."""
        worker.finish(state, message)
        is_kept = worker.is_shared and state == "done"
        if not is_kept and self._joinable.get(worker.identity) is worker:
            del self._joinable[worker.identity]
        cached = [other.identity for other in self._joinable.values() if not other.is_active]
        for identity in cached[:-MAX_CACHED_RESULTS]:
            del self._joinable[identity]

    def _start_waiting(self) -> None:
        """Start processes while there are jobs and free places. The caller holds the lock."""
        while self._waiting and len(self._running) < self.max_processes:
            worker = self._waiting.pop(0)
            try:
                worker.launch(self._command)
            except OSError:
                self._finish(worker, "failed", PROCESS_DIED_MESSAGE)
                worker.cleanup()
                continue
            self._running.append(worker)
            Thread(target=self._wait_for, args=(worker,), name="embviz-reader", daemon=True).start()

    def _wait_for(self, worker: WorkerProcess[Any]) -> None:
        result, message = worker.read_until_exit()
        with self._lock:
            self._running.remove(worker)
            if worker.is_active:
                worker.result = result
                self._finish(worker, "failed" if result is None else "done", message)
            self._start_waiting()
        worker.cleanup()
