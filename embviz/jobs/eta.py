"""How long work will still take, from how far it has come."""

from __future__ import annotations

from math import exp

# Nothing is said before a worker has been watched for so many seconds, and for such a share.
MIN_SECONDS = 1.0
MIN_SHARE = 0.01

# Over about so many seconds what is said is smoothed.
SMOOTHING_SECONDS = 4.0


class EtaEstimator:
    """The time left of one piece of work.

    Times are those of a clock in seconds. Only what is seen of the work after its first share
    counts: the time before that goes into starting.

    Examples
    --------
    >>> pace = EtaEstimator()
    >>> for second in range(4):
    ...     pace.update(0.1 * (second + 1), now=second)
    >>> round(pace.remaining(now=3.0), 1)
    6.0
    """

    def __init__(self) -> None:
        self._first_report: tuple[float, float] | None = None
        self._share = 0.0
        # The smoothed seconds that were left, and when.
        self._estimate: tuple[float, float] | None = None

    def update(self, share: float, now: float) -> None:
        """Take note that `share` of the work, from 0 to 1, is done."""
        if share <= 0:
            return
        if self._first_report is None:
            self._first_report = share, now
        self._share = share
        guess = self._extrapolate(now)
        if guess is None:
            return
        if self._estimate is not None:
            left, then = self._estimate
            expected = left - (now - then)
            guess = expected + (1 - exp(-(now - then) / SMOOTHING_SECONDS)) * (guess - expected)
        self._estimate = guess, now

    def remaining(self, now: float) -> float | None:
        """Return the seconds left; None while too little has been seen."""
        guess = self._extrapolate(now)
        if guess is None or self._estimate is None:
            return None
        left, then = self._estimate
        # Work that stands still is not nearly done, however long it was expected to take.
        return max(left - (now - then), guess / 2, 0.0)

    def _extrapolate(self, now: float) -> float | None:
        if self._first_report is None:
            return None
        share, then = self._first_report
        gained, took = self._share - share, now - then
        if gained < MIN_SHARE or took < MIN_SECONDS:
            return None
        return took * (1 - self._share) / gained
