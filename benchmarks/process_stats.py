"""CPU time and memory of a process and its children, on Linux."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

CLOCK_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def child_pids(pid: int) -> Iterator[int]:
    """Yield the descendants of a process."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue  # The thread has just ended.
        for child in map(int, children):
            yield child
            yield from child_pids(child)


def find_server_pid() -> int:
    """Return the process id of the app that this process has started."""
    (server,) = (pid for pid in child_pids(os.getpid()) if _is_server(pid))
    return server


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of a process and its children."""
    return sum(map(_process_cpu_seconds, (pid, *child_pids(pid))))


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process and its children in MB; shared memory counts once.

    Examples
    --------
    >>> memory_mb(os.getpid()) > 5
    True
    """
    return sum(map(_process_memory_mb, (pid, *child_pids(pid))))


def _is_server(pid: int) -> bool:
    return b"streamlit" in Path(f"/proc/{pid}/cmdline").read_bytes()


def _process_cpu_seconds(pid: int) -> float:
    try:
        # The name, in parentheses, may have spaces.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    # utime, stime, and cutime, cstime of children that have ended.
    return sum(map(int, fields[11:15])) / CLOCK_TICKS_PER_SECOND


def _process_memory_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6
