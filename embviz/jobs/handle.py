"""A hold on a piece of work."""

from __future__ import annotations

import weakref
from time import monotonic

from embviz.jobs.process import Run, State
from embviz.jobs.queue import Line
from embviz.maps import Result, Task


class Job:
    """A visit's hold on a piece of work; others may hold the same.

    When the last one lets go, or is forgotten, its process is ended.

    Attributes
    ----------
    task : {"map", "stability", "clusters"}
    """

    def __init__(self, line: Line, task: Task, run: Run, watcher: int) -> None:
        self.task = task
        self._line = line
        self.hold(run, watcher)

    def hold(self, run: Run, watcher: int) -> None:
        """Watch this work from now on."""
        self._run = run
        self._stopped = False
        self._told: State | None = None
        self._held = weakref.finalize(self, self._line.farewell, run, watcher)
        self._held.atexit = False  # The line itself clears up at the end.

    @property
    def state(self) -> State:
        """``waiting``, ``running``, ``done``, ``failed`` or ``stopped``."""
        state = self._run.state
        return state if state == "done" or self._held.alive else "stopped"

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    @property
    def lost(self) -> bool:
        """Whether it was let go of, and not because the visitor stopped it."""
        return self.state == "stopped" and not self._stopped

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self._run.share

    @property
    def step(self) -> str:
        """What is being done, in a few words."""
        return self._run.step

    @property
    def before(self) -> int:
        """How many wait before this one."""
        return self._line.before(self._run)

    @property
    def elapsed(self) -> float:
        """The seconds since its process was started."""
        run = self._run
        return 0.0 if run.began is None else (run.ended or monotonic()) - run.began

    @property
    def seconds_left(self) -> float | None:
        """About how many seconds it still takes; None as long as nobody can say."""
        return self._run.pace.left(monotonic()) if self.state == "running" else None

    @property
    def result(self) -> Result | None:
        """What was computed, when it is done. It may be shared: do not change it."""
        return self._run.result

    @property
    def message(self) -> str:
        """When it failed, a sentence that says why."""
        return self._run.message

    def stop(self) -> None:
        """Stop watching; without others who watch, the work ends. For callbacks."""
        self._stopped = True
        self.let_go()

    def again(self) -> None:
        """Let the next `start` begin anew what failed or was stopped. For callbacks."""
        self.let_go()
        self._stopped = False

    def let_go(self, after: float = 0.0) -> None:
        """Stop watching, at once or after some seconds, until the next `start`."""
        held = self._held.detach()
        if held is not None:
            run, watcher = held[2]
            self._line.leave(run, watcher, after)

    def is_news(self) -> bool:
        """Say whether the state is another than when this was asked last."""
        told, self._told = self._told, self.state
        return told != self._told
