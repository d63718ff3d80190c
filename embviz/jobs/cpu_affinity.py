"""Which processors the program runs on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from contextlib import contextmanager

# Those that the program was given, as far as the system tells.
ALL: Set[int] = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else frozenset()


def cores() -> int:
    """Return how many processors this program may use."""
    return len(ALL) or os.cpu_count() or 1


def keep_to_one(number: int) -> None:
    """Let this thread, and those that it starts, run on one processor where there are two.

    One thread at a time runs Python. What it would take from one processor to the other whenever
    it hands over costs a busy server about a tenth of its time; the other is left to browsers and
    to heavy work. Among more than two, the system may know better which one is fast or free.

    Parameters
    ----------
    number : int
        Which of them; servers whose numbers follow each other take turns.
    """
    if len(ALL) == 2:
        _move({sorted(ALL)[number % 2]})


@contextmanager
def on_all() -> Iterator[None]:
    """Let this thread, and what it starts, run on every processor meanwhile."""
    if not ALL:
        yield  # The system does not tell, so nothing was moved either.
        return
    before = os.sched_getaffinity(0)
    _move(ALL)
    try:
        yield
    finally:
        _move(before)


def _move(processors: Set[int]) -> None:
    try:
        os.sched_setaffinity(0, processors)
    except OSError:
        pass  # Some systems forbid it; everything runs as well without.
