"""The line in which work waits for a process of its own."""

from __future__ import annotations

import atexit
import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread, Timer

from embviz.jobs.process import PROCESS_DIED_MESSAGE, JobState, WorkerProcess

WORKER_COMMAND = (sys.executable, "-m", "embviz.jobs")

# How many may wait, and how many results that are for everybody are kept.
MAX_WAITING = 100
MAX_CACHED_RESULTS = 32

QUEUE_FULL_MESSAGE = "Too many people are computing just now. Try again in a minute."
DISK_FULL_MESSAGE = (
    "There is no room left on the disk of the server for this. Try it with fewer words."
)


class JobQueue:
    """Runs work in processes, a few at once; the rest waits in order.

    Work lives as long as somebody watches it. Any thread may call the methods.

    Parameters
    ----------
    max_processes : int
        How many processes at once.
    command : sequence of str
        What is started, with the folder of the work as last argument.
    """

    def __init__(self, max_processes: int, command: Sequence[str] = WORKER_COMMAND) -> None:
        self.max_processes, self._command = max(1, max_processes), tuple(command)
        self._lock = Lock()
        self._waiting: list[WorkerProcess] = []
        self._running: list[WorkerProcess] = []
        # What somebody who asks for the same may join, in order of age.
        self._joinable: OrderedDict[Hashable, WorkerProcess] = OrderedDict()
        self._watcher_ids = count()
        # The garbage collector may interrupt a thread that holds the lock, so what it reports waits
        # here, in the one queue that bears such an interruption.
        self._finalized: SimpleQueue[tuple[WorkerProcess, int]] = SimpleQueue()
        self._is_started = False

    def subscribe(
        self, identity: Hashable, write_payload: Callable[[], Path], *, share_result: bool
    ) -> tuple[WorkerProcess, int]:
        """Watch a piece of work; without one of that identity, put it into the line.

        Parameters
        ----------
        identity : hashable
            What makes it this work and no other.
        write_payload : callable
            Writes the work into a folder and returns it, see `embviz.jobs.write_job`; called
            only for new work. A ValueError or OSError of it makes the work fail.
        shared : bool
            Whether to keep the result when it is done, for others who ask for it.

        Returns
        -------
        run : Run
        watcher : int
            The number to `unsubscribe` with.
        """
        with self._lock:
            self._ensure_started()
            run = self._joinable.get(identity)
            if run is not None:
                return run, self._add_watcher(run)
        new, problem = WorkerProcess(identity, None, share_result), ""
        try:
            new.folder = write_payload()  # Without the lock, because it may take a moment.
        except ValueError as error:
            problem = str(error)
        except OSError:
            problem = DISK_FULL_MESSAGE
        with self._lock:
            run = self._joinable.get(identity, new)
            watcher = self._add_watcher(run)
            if run is new:
                if len(self._waiting) >= MAX_WAITING:
                    problem = problem or QUEUE_FULL_MESSAGE
                if problem:
                    new.finish("failed", problem)
                else:
                    self._joinable[identity] = new
                    self._waiting.append(new)
                    self._start_waiting()
        if run is not new or problem:
            new.cleanup()
        return run, watcher

    def unsubscribe(self, run: WorkerProcess, watcher: int, delay_seconds: float = 0.0) -> None:
        """Watch no longer, at once or after some seconds; what nobody watches is stopped."""
        if delay_seconds > 0:
            timer = Timer(delay_seconds, self.unsubscribe, (run, watcher))
            timer.daemon = True
            timer.start()
            return
        with self._lock:
            run.watchers.discard(watcher)
            if run.watchers or not run.is_active:
                return
            if run.process is not None:
                # Its reader sees the end, clears up and lets the next one start.
                run.process.kill()
            else:
                self._waiting.remove(run)
            self._finish(run, "stopped")
        if run.process is None:
            run.cleanup()

    def on_finalize(self, run: WorkerProcess, watcher: int) -> None:
        """Leave a little later, in another thread: for `weakref.finalize`."""
        self._finalized.put((run, watcher))

    def count_ahead(self, run: WorkerProcess) -> int:
        """Return how many wait before this one."""
        with self._lock:
            return self._waiting.index(run) if run in self._waiting else 0

    def close(self) -> None:
        """Stop everything and remove what it wrote."""
        with self._lock:
            runs = [*self._waiting, *self._running]
            self._waiting.clear()
            for run in runs:
                self._finish(run, "stopped")
                if run.process is not None:
                    run.process.kill()
        for run in runs:
            if run.process is not None:
                run.process.wait()
            run.cleanup()
        atexit.unregister(self.close)

    def _ensure_started(self) -> None:
        if not self._is_started:
            self._is_started = True
            atexit.register(self.close)
            Thread(target=self._unsubscribe_finalized, name="embviz-farewells", daemon=True).start()

    def _unsubscribe_finalized(self) -> None:
        while True:
            self.unsubscribe(*self._finalized.get())

    def _add_watcher(self, run: WorkerProcess) -> int:
        watcher = next(self._watcher_ids)
        run.watchers.add(watcher)
        return watcher

    def _finish(self, run: WorkerProcess, state: JobState, message: str = "") -> None:
        """Note how a run ended, and keep it if others may want its result. The lock is held."""
        run.finish(state, message)
        if not (run.is_shared and state == "done") and self._joinable.get(run.identity) is run:
            del self._joinable[run.identity]
        kept = [each for each in self._joinable.values() if not each.is_active]
        for each in kept[:-MAX_CACHED_RESULTS]:
            del self._joinable[each.identity]

    def _start_waiting(self) -> None:
        """Start processes for those who come next. The lock is held."""
        while self._waiting and len(self._running) < self.max_processes:
            run = self._waiting.pop(0)
            try:
                run.launch(self._command)
            except OSError:
                self._finish(run, "failed", PROCESS_DIED_MESSAGE)
                run.cleanup()
                continue
            self._running.append(run)
            Thread(target=self._wait_for, args=(run,), name="embviz-reader", daemon=True).start()

    def _wait_for(self, run: WorkerProcess) -> None:
        result, message = run.read_until_exit()
        with self._lock:
            self._running.remove(run)
            if run.is_active:
                run.result = result
                self._finish(run, "failed" if result is None else "done", message)
            self._start_waiting()
        run.cleanup()
