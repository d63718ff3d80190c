"""What a process and its children take from the machine, as Linux counts it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def children(pid: int) -> Iterator[int]:
    """Yield the processes that a process has started, and theirs."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = task.read_text().split()
        except OSError:
            continue  # That thread has just ended.
        for each in map(int, found):
            yield each
            yield from children(each)


def server() -> int:
    """Return the process of the app that this one has started."""
    (found,) = (pid for pid in children(os.getpid()) if _is_server(pid))
    return found


def cpu(pid: int) -> float:
    """Return the seconds of CPU that a process and its children have taken."""
    return sum(_cpu(each) for each in (pid, *children(pid)))


def memory(pid: int) -> float:
    """Return the resident memory of a process and its children in MB; what they share counts once.

    Examples
    --------
    >>> memory(os.getpid()) > 5
    True
    """
    return sum(_memory(each) for each in (pid, *children(pid)))


def _is_server(pid: int) -> bool:
    return b"streamlit" in Path(f"/proc/{pid}/cmdline").read_bytes()


def _cpu(pid: int) -> float:
    try:
        # The name, in brackets, may hold blanks.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    # Its own, and that of children which have ended: user and system.
    return sum(int(fields[place]) for place in (11, 12, 13, 14)) / TICK


def _memory(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6
