"""One piece of work and its process."""

from __future__ import annotations

import json
import logging
import os
import subprocess
from collections.abc import Hashable, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, Literal, TypeAlias

from embviz.jobs.cpu_affinity import cores, on_all
from embviz.jobs.eta import Pace
from embviz.jobs.payload import read_result, remove
from embviz.maps import Result

State: TypeAlias = Literal["waiting", "running", "done", "failed", "stopped"]

LOG = logging.getLogger(__name__)

# A worker may use so many threads, always as many, because sums in other parts round otherwise,
# and t-SNE makes another picture of that.
MOST_THREADS = 4
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "LOKY_MAX_CPU_COUNT",
)

ENDED = "The computer ended this before it was done, perhaps for want of memory. Try fewer words."


class Run:
    """One piece of work: what is known of it. Only the line changes it.

    Attributes
    ----------
    identity : hashable
    folder : Path or None
        Where the work is; None when it could not be written.
    shared : bool
        Whether its result is kept for others.
    state : {"waiting", "running", "done", "failed", "stopped"}
    share : float
        How much is done, from 0 to 1.
    step : str
        What is being done; empty until the process says so.
    pace : Pace
    result : WordMap, Stability, ndarray, or None
        When it is done.
    message : str
        When it failed, a sentence that says why.
    began, ended : float or None
        When its process was started and when it was over, by `time.monotonic`.
    process : subprocess.Popen or None
    watchers : set of int
    """

    def __init__(self, identity: Hashable, folder: Path | None, shared: bool) -> None:
        self.identity, self.folder, self.shared = identity, folder, shared
        self.state: State = "waiting"
        self.share, self.step, self.message = 0.0, "", ""
        self.pace = Pace()
        self.result: Result | None = None
        self.began: float | None = None
        self.ended: float | None = None
        self.process: subprocess.Popen[str] | None = None
        self.watchers: set[int] = set()

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    def end(self, state: State, message: str = "") -> None:
        """Note how it ended."""
        self.message, self.ended = message, monotonic()
        if state == "done":
            self.share = 1.0
        self.state = state  # Last, for others may read meanwhile.

    def launch(self, command: Sequence[str]) -> None:
        """Start its process; OSError when that is impossible."""
        with on_all():
            self.process = subprocess.Popen(
                [*command, str(self.folder)],
                stdin=subprocess.PIPE,  # Whose end tells the process that it is alone.
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=_environment(),
                creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            )
        self.began, self.state = monotonic(), "running"

    def follow(self) -> tuple[Result | None, str]:
        """Take note of what the process says until it ends; return its result or what went wrong.

        It is the one part that waits.
        """
        if self.process is None or self.folder is None:
            return None, ENDED
        message = ""
        with self.process as process:
            for line in process.stdout or ():
                message = self._take_note(line) or message
            process.wait()  # Only then may its input end, which would tell it that it is alone.
        if process.returncode == 0:
            try:
                return read_result(self.folder), ""
            except Exception:  # Whatever it is: the next one has to have its turn.
                LOG.exception("The result of a worker cannot be read.")
        return None, message or ENDED

    def _take_note(self, line: str) -> str:
        """Take note of a line; return the reason if it says that the work failed."""
        try:
            about: dict[str, Any] = json.loads(line)
            if "error" in about:
                return str(about["error"])
            # A bar that goes back would look like a mistake.
            self.share = max(self.share, float(about["share"]))
            self.step = str(about["step"])
            self.pace.tell(self.share, monotonic())
        except (ValueError, TypeError, LookupError):
            LOG.warning("A worker wrote a line that is not a report: %.100r", line)
        return ""

    def clear_up(self) -> None:
        """Remove what was written for it."""
        if self.folder is not None:
            remove(self.folder)


def _environment() -> dict[str, str]:
    """Return the environment of a worker: there embviz is found, and threads are few."""
    root = str(Path(__file__).resolve().parents[2])
    paths = filter(None, [root, os.environ.get("PYTHONPATH")])
    threads = str(min(cores(), MOST_THREADS))
    # Threads that wait for others let the server run meanwhile.
    limits = dict.fromkeys(THREADS, threads) | {"OMP_WAIT_POLICY": "PASSIVE"}
    return limits | os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
