"""How long work will still take, from how far it has come."""

from __future__ import annotations

from math import exp

# Nothing is said before a worker has been watched for so many seconds, and for such a share.
FIRST_SECONDS = 1.0
FIRST_SHARE = 0.01

# Over about so many seconds what is said is smoothed.
SMOOTH_SECONDS = 4.0


class Pace:
    """The time left of one piece of work.

    Times are those of a clock in seconds. Only what is seen of the work after its first share
    counts: the time before that goes into starting.

    Examples
    --------
    >>> pace = Pace()
    >>> for second in range(4):
    ...     pace.tell(0.1 * (second + 1), now=second)
    >>> round(pace.left(now=3.0), 1)
    6.0
    """

    def __init__(self) -> None:
        self._first: tuple[float, float] | None = None
        self._share = 0.0
        # The smoothed seconds that were left, and when.
        self._said: tuple[float, float] | None = None

    def tell(self, share: float, now: float) -> None:
        """Take note that `share` of the work, from 0 to 1, is done."""
        if share <= 0:
            return
        if self._first is None:
            self._first = share, now
        self._share = share
        guess = self._guess(now)
        if guess is None:
            return
        if self._said is not None:
            left, then = self._said
            expected = left - (now - then)
            guess = expected + (1 - exp(-(now - then) / SMOOTH_SECONDS)) * (guess - expected)
        self._said = guess, now

    def left(self, now: float) -> float | None:
        """Return the seconds left; None while too little has been seen."""
        guess = self._guess(now)
        if guess is None or self._said is None:
            return None
        left, then = self._said
        # Work that stands still is not nearly done, however long it was expected to take.
        return max(left - (now - then), guess / 2, 0.0)

    def _guess(self, now: float) -> float | None:
        if self._first is None:
            return None
        share, then = self._first
        gained, took = self._share - share, now - then
        if gained < FIRST_SHARE or took < FIRST_SECONDS:
            return None
        return took * (1 - self._share) / gained
