"""Wait for conditions."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(check: Callable[[], T], timeout: float = 30) -> T:
    """Call `check` until it raises no AssertionError; return its result, or raise the last one.

    Parameters
    ----------
    check : callable
    timeout : float
        In seconds.
    """
    end = time.monotonic() + timeout
    while True:
        try:
            return check()
        except AssertionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
