"""A job and its worker process."""

from __future__ import annotations

import json
import logging
import os
import subprocess
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from embviz.jobs.eta import EtaEstimator
from embviz.jobs.payload import read_result, remove_folder
from embviz.jobs.task import JobResult

JobState: TypeAlias = Literal["waiting", "running", "done", "failed", "stopped"]

T = TypeVar("T")

_log = logging.getLogger(__name__)

# Threads of a worker. The number must not vary, because sums split into other parts round
# differently, and t-SNE then draws another map.
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


def cpu_count() -> int:
    """Return how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class WorkerProcess(Generic[T]):
    """The state of one job. Only the queue changes it.

    Attributes
    ----------
    identity : hashable
    folder : Path or None
        The folder of the job, see `embviz.jobs.payload`; None when it could not be written.
    is_shared : bool
        Whether the queue keeps the result for others who subscribe to the same identity.
    state : {"waiting", "running", "done", "failed", "stopped"}
    progress : float
        The fraction of the work that is done, from 0 to 1.
    step : str
        The current step in words; empty until the process reports one.
    eta : EtaEstimator
    result : object or None
        The decoded result, when the state is ``done``.
    message : str
        When the state is ``failed``, a sentence that gives the reason.
    process : subprocess.Popen or None
    subscribers : set of int
    """

    def __init__(
        self,
        identity: Hashable,
        decode: Callable[[JobResult], T],
        folder: Path | None,
        is_shared: bool,
    ) -> None:
        self.identity, self.folder, self.is_shared = identity, folder, is_shared
        self._decode = decode
        self.state: JobState = "waiting"
        self.progress, self.step, self.message = 0.0, "", ""
        self.eta = EtaEstimator()
        self.result: T | None = None
        self.process: subprocess.Popen[str] | None = None
        self.subscribers: set[int] = set()

    @property
    def is_active(self) -> bool:
        """Whether the job waits or runs."""
        return self.state in ("waiting", "running")

    def finish(self, state: JobState, message: str = "") -> None:
        """Set the final state."""
        self.message = message
        if state == "done":
            self.progress = 1.0
        self.state = state  # Last, because other threads may read meanwhile.

    def launch(self, command: Sequence[str]) -> None:
        """Start the process; raises OSError when it cannot be started."""
        self.process = subprocess.Popen(
            [*command, str(self.folder)],
            stdin=subprocess.PIPE,  # It is closed when the server ends, and then the worker exits.
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=_worker_environment(),
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )
        self.state = "running"

    def read_until_exit(self) -> tuple[T | None, str]:
        """Follow the reports until the process exits; return the result, or None and the reason."""
        if self.process is None or self.folder is None:
            return None, PROCESS_DIED_MESSAGE
        message = ""
        with self.process as process:
            for line in process.stdout or ():
                message = self._read_report(line) or message
            process.wait()  # Before stdin is closed, which would make the worker exit with 1.
        if process.returncode == 0:
            try:
                return self._decode(read_result(self.folder)), ""
            except Exception:  # The queue must go on, whatever is wrong with the result.
                _log.exception("The result of a worker cannot be read.")
        return None, message or PROCESS_DIED_MESSAGE

    def _read_report(self, line: str) -> str:
        """Update the progress from a line; return the reason when it reports a failure."""
        try:
            report: dict[str, Any] = json.loads(line)
            if "error" in report:
                return str(report["error"])
            # A progress bar must not go back.
            self.progress = max(self.progress, float(report["share"]))
            self.step = str(report["step"])
            self.eta.update(self.progress, monotonic())
        except (ValueError, TypeError, LookupError):
            _log.warning("A worker wrote a line that is not a report: %.100r", line)
        return ""

    def cleanup(self) -> None:
        """Remove the folder of the job."""
        if self.folder is not None:
            remove_folder(self.folder)


def _worker_environment() -> dict[str, str]:
    """Return the environment of a worker, in which it finds embviz and limits its threads."""
    root = str(Path(__file__).resolve().parents[2])
    paths = filter(None, [root, os.environ.get("PYTHONPATH")])
    n_threads = str(min(cpu_count(), MAX_THREADS))
    # Threads that wait for each other leave the processor to the server.
    limits = dict.fromkeys(THREAD_VARIABLES, n_threads) | {"OMP_WAIT_POLICY": "PASSIVE"}
    return limits | os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
