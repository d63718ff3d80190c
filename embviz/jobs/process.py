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

from embviz.jobs.cpu_affinity import cpu_count, use_all_cpus
from embviz.jobs.eta import EtaEstimator
from embviz.jobs.payload import read_result, remove_folder
from embviz.maps import TaskResult

JobState: TypeAlias = Literal["waiting", "running", "done", "failed", "stopped"]

LOG = logging.getLogger(__name__)

# A worker may use so many threads, always as many, because sums in other parts round otherwise,
# and t-SNE makes another picture of that.
MAX_THREADS = 4
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "LOKY_MAX_CPU_COUNT",
)

PROCESS_DIED_MESSAGE = (
    "The computer ended this before it was done, perhaps for want of memory. Try fewer words."
)


class WorkerProcess:
    """One piece of work: what is known of it. Only the line changes it.

    Attributes
    ----------
    identity : hashable
    folder : Path or None
        Where the work is; None when it could not be written.
    is_shared : bool
        Whether its result is kept for others.
    state : {"waiting", "running", "done", "failed", "stopped"}
    progress : float
        How much is done, from 0 to 1.
    step : str
        What is being done; empty until the process says so.
    eta : Pace
    result : WordMap, Stability, ndarray, or None
        When it is done.
    message : str
        When it failed, a sentence that says why.
    started_at, ended_at : float or None
        When its process was started and when it was over, by `time.monotonic`.
    process : subprocess.Popen or None
    watchers : set of int
    """

    def __init__(self, identity: Hashable, folder: Path | None, is_shared: bool) -> None:
        self.identity, self.folder, self.is_shared = identity, folder, is_shared
        self.state: JobState = "waiting"
        self.progress, self.step, self.message = 0.0, "", ""
        self.eta = EtaEstimator()
        self.result: TaskResult | None = None
        self.started_at: float | None = None
        self.ended_at: float | None = None
        self.process: subprocess.Popen[str] | None = None
        self.watchers: set[int] = set()

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    def finish(self, state: JobState, message: str = "") -> None:
        """Note how it ended."""
        self.message, self.ended_at = message, monotonic()
        if state == "done":
            self.progress = 1.0
        self.state = state  # Last, for others may read meanwhile.

    def launch(self, command: Sequence[str]) -> None:
        """Start its process; OSError when that is impossible."""
        with use_all_cpus():
            self.process = subprocess.Popen(
                [*command, str(self.folder)],
                stdin=subprocess.PIPE,  # Whose end tells the process that it is alone.
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=_worker_environment(),
                creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            )
        self.started_at, self.state = monotonic(), "running"

    def read_until_exit(self) -> tuple[TaskResult | None, str]:
        """Take note of what the process says until it ends; return its result or what went wrong.

        It is the one part that waits.
        """
        if self.process is None or self.folder is None:
            return None, PROCESS_DIED_MESSAGE
        message = ""
        with self.process as process:
            for line in process.stdout or ():
                message = self._read_report(line) or message
            process.wait()  # Only then may its input end, which would tell it that it is alone.
        if process.returncode == 0:
            try:
                return read_result(self.folder), ""
            except Exception:  # Whatever it is: the next one has to have its turn.
                LOG.exception("The result of a worker cannot be read.")
        return None, message or PROCESS_DIED_MESSAGE

    def _read_report(self, line: str) -> str:
        """Take note of a line; return the reason if it says that the work failed."""
        try:
            about: dict[str, Any] = json.loads(line)
            if "error" in about:
                return str(about["error"])
            # A bar that goes back would look like a mistake.
            self.progress = max(self.progress, float(about["share"]))
            self.step = str(about["step"])
            self.eta.update(self.progress, monotonic())
        except (ValueError, TypeError, LookupError):
            LOG.warning("A worker wrote a line that is not a report: %.100r", line)
        return ""

    def cleanup(self) -> None:
        """Remove what was written for it."""
        if self.folder is not None:
            remove_folder(self.folder)


def _worker_environment() -> dict[str, str]:
    """Return the environment of a worker: there embviz is found, and threads are few."""
    root = str(Path(__file__).resolve().parents[2])
    paths = filter(None, [root, os.environ.get("PYTHONPATH")])
    threads = str(min(cpu_count(), MAX_THREADS))
    # Threads that wait for others let the server run meanwhile.
    limits = dict.fromkeys(THREAD_VARIABLES, threads) | {"OMP_WAIT_POLICY": "PASSIVE"}
    return limits | os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
