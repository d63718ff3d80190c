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

from embviz.jobs.process import ENDED, Run, State

COMMAND = (sys.executable, "-m", "embviz.jobs")

# How many may wait, and how many results that are for everybody are kept.
MOST_WAITING = 100
MOST_KEPT = 32

FULL = "Too many people are computing just now. Try again in a minute."
NO_ROOM = "There is no room left on the disk of the server for this. Try it with fewer words."


class Line:
    """Runs work in processes, a few at once; the rest waits in order.

    Work lives as long as somebody watches it. Any thread may call the methods.

    Parameters
    ----------
    most : int
        How many processes at once.
    command : sequence of str
        What is started, with the folder of the work as last argument.
    """

    def __init__(self, most: int, command: Sequence[str] = COMMAND) -> None:
        self.most, self._command = max(1, most), tuple(command)
        self._lock = Lock()
        self._waiting: list[Run] = []
        self._running: list[Run] = []
        # What somebody who asks for the same may join, in order of age.
        self._known: OrderedDict[Hashable, Run] = OrderedDict()
        self._numbers = count()
        # The garbage collector may interrupt a thread that holds the lock, so what it reports waits
        # here, in the one queue that bears such an interruption.
        self._farewells: SimpleQueue[tuple[Run, int]] = SimpleQueue()
        self._open = False

    def join(
        self, identity: Hashable, order: Callable[[], Path], *, shared: bool
    ) -> tuple[Run, int]:
        """Watch a piece of work; without one of that identity, put it into the line.

        Parameters
        ----------
        identity : hashable
            What makes it this work and no other.
        order : callable
            Writes the work into a folder and returns it, see `embviz.jobs.write_job`; called
            only for new work. A ValueError or OSError of it makes the work fail.
        shared : bool
            Whether to keep the result when it is done, for others who ask for it.

        Returns
        -------
        run : Run
        watcher : int
            The number to `leave` with.
        """
        with self._lock:
            self._begin()
            run = self._known.get(identity)
            if run is not None:
                return run, self._watch(run)
        new, problem = Run(identity, None, shared), ""
        try:
            new.folder = order()  # Without the lock, because it may take a moment.
        except ValueError as error:
            problem = str(error)
        except OSError:
            problem = NO_ROOM
        with self._lock:
            run = self._known.get(identity, new)
            watcher = self._watch(run)
            if run is new:
                if len(self._waiting) >= MOST_WAITING:
                    problem = problem or FULL
                if problem:
                    new.end("failed", problem)
                else:
                    self._known[identity] = new
                    self._waiting.append(new)
                    self._advance()
        if run is not new or problem:
            new.clear_up()
        return run, watcher

    def leave(self, run: Run, watcher: int, after: float = 0.0) -> None:
        """Watch no longer, at once or after some seconds; what nobody watches is stopped."""
        if after > 0:
            timer = Timer(after, self.leave, (run, watcher))
            timer.daemon = True
            timer.start()
            return
        with self._lock:
            run.watchers.discard(watcher)
            if run.watchers or not run.active:
                return
            if run.process is not None:
                # Its reader sees the end, clears up and lets the next one start.
                run.process.kill()
            else:
                self._waiting.remove(run)
            self._end(run, "stopped")
        if run.process is None:
            run.clear_up()

    def farewell(self, run: Run, watcher: int) -> None:
        """Leave a little later, in another thread: for `weakref.finalize`."""
        self._farewells.put((run, watcher))

    def before(self, run: Run) -> int:
        """Return how many wait before this one."""
        with self._lock:
            return self._waiting.index(run) if run in self._waiting else 0

    def close(self) -> None:
        """Stop everything and remove what it wrote."""
        with self._lock:
            runs = [*self._waiting, *self._running]
            self._waiting.clear()
            for run in runs:
                self._end(run, "stopped")
                if run.process is not None:
                    run.process.kill()
        for run in runs:
            if run.process is not None:
                run.process.wait()
            run.clear_up()
        atexit.unregister(self.close)

    def _begin(self) -> None:
        if not self._open:
            self._open = True
            atexit.register(self.close)
            Thread(target=self._say_farewells, name="embviz-farewells", daemon=True).start()

    def _say_farewells(self) -> None:
        while True:
            self.leave(*self._farewells.get())

    def _watch(self, run: Run) -> int:
        watcher = next(self._numbers)
        run.watchers.add(watcher)
        return watcher

    def _end(self, run: Run, state: State, message: str = "") -> None:
        """Note how a run ended, and keep it if others may want its result. The lock is held."""
        run.end(state, message)
        if not (run.shared and state == "done") and self._known.get(run.identity) is run:
            del self._known[run.identity]
        kept = [each for each in self._known.values() if not each.active]
        for each in kept[:-MOST_KEPT]:
            del self._known[each.identity]

    def _advance(self) -> None:
        """Start processes for those who come next. The lock is held."""
        while self._waiting and len(self._running) < self.most:
            run = self._waiting.pop(0)
            try:
                run.launch(self._command)
            except OSError:
                self._end(run, "failed", ENDED)
                run.clear_up()
                continue
            self._running.append(run)
            Thread(target=self._follow, args=(run,), name="embviz-reader", daemon=True).start()

    def _follow(self, run: Run) -> None:
        result, message = run.follow()
        with self._lock:
            self._running.remove(run)
            if run.active:
                run.result = result
                self._end(run, "failed" if result is None else "done", message)
            self._advance()
        run.clear_up()
