"""Reporting the progress of a computation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[float], None]
"""Called with the fraction of the work that is done, from 0 to 1. An exception it raises stops the
work."""

Report: TypeAlias = Callable[[float, str], None]
"""Called with the fraction of the work that is done, from 0 to 1, and the current step in words."""


def subprogress(progress: Progress | None, start: float, end: float) -> Progress | None:
    """Return a callback for one part of the work, which runs from `start` to `end` of the whole.

    Examples
    --------
    >>> second_half = subprogress(print, 0.5, 1)
    >>> second_half(0.2)
    0.6
    """
    return progress and (lambda fraction: progress(start + (end - start) * fraction))
