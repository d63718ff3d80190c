"""How work says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[float], None]
"""Called with the share of the work that is done, from 0 to 1; what it raises stops the work."""


def subprogress(progress: Progress | None, start: float, end: float) -> Progress | None:
    """Return what a part of the work may call with its own share, from 0 to 1."""
    return progress and (lambda share: progress(start + (end - start) * share))
