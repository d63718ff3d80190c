"""What a process and its children take from the machine, as Linux counts it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

CLOCK_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def child_pids(pid: int) -> Iterator[int]:
    """Yield the processes that a process has started, and theirs."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = task.read_text().split()
        except OSError:
            continue  # That thread has just ended.
        for each in map(int, found):
            yield each
            yield from child_pids(each)


def find_server_pid() -> int:
    """Return the process of the app that this one has started."""
    (found,) = (pid for pid in child_pids(os.getpid()) if _is_server(pid))
    return found


def cpu_seconds(pid: int) -> float:
    """Return the seconds of CPU that a process and its children have taken."""
    return sum(_process_cpu_seconds(each) for each in (pid, *child_pids(pid)))


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process and its children in MB; what they share counts once.

    Examples
    --------
    >>> memory_mb(os.getpid()) > 5
    True
    """
    return sum(_process_memory_mb(each) for each in (pid, *child_pids(pid)))


def _is_server(pid: int) -> bool:
    return b"streamlit" in Path(f"/proc/{pid}/cmdline").read_bytes()


def _process_cpu_seconds(pid: int) -> float:
    try:
        # The name, in brackets, may hold blanks.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    # Its own, and that of children which have ended: user and system.
    return sum(int(fields[place]) for place in (11, 12, 13, 14)) / CLOCK_TICKS_PER_SECOND


def _process_memory_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6
