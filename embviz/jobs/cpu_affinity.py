"""Which processors the program runs on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from contextlib import contextmanager

# Those that the program was given, as far as the system tells.
AVAILABLE_CPUS: Set[int] = (
    os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else frozenset()
)


def cpu_count() -> int:
    """Return how many processors this program may use."""
    return len(AVAILABLE_CPUS) or os.cpu_count() or 1


def pin_to_one_cpu(number: int) -> None:
    """Let this thread, and those that it starts, run on one processor where there are two.

    One thread at a time runs Python. What it would take from one processor to the other whenever
    it hands over costs a busy server about a tenth of its time; the other is left to browsers and
    to heavy work. Among more than two, the system may know better which one is fast or free.

    Parameters
    ----------
    number : int
        Which of them; servers whose numbers follow each other take turns.
    """
    if len(AVAILABLE_CPUS) == 2:
        _set_affinity({sorted(AVAILABLE_CPUS)[number % 2]})


@contextmanager
def use_all_cpus() -> Iterator[None]:
    """Let this thread, and what it starts, run on every processor meanwhile."""
    if not AVAILABLE_CPUS:
        yield  # The system does not tell, so nothing was moved either.
        return
    before = os.sched_getaffinity(0)
    _set_affinity(AVAILABLE_CPUS)
    try:
        yield
    finally:
        _set_affinity(before)


def _set_affinity(processors: Set[int]) -> None:
    try:
        os.sched_setaffinity(0, processors)
    except OSError:
        pass  # Some systems forbid it; everything runs as well without.
