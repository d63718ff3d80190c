"""Estimating the time that a job still takes."""

from __future__ import annotations

from math import exp

# No estimate before a job has been observed for this many seconds and this much of its work.
MIN_SECONDS = 1.0
MIN_FRACTION = 0.01

# Time constant of the exponential smoothing.
SMOOTHING_SECONDS = 4.0


class EtaEstimator:
    """The remaining time of one job, extrapolated from its progress.

    Times are those of a clock in seconds. The time before the first report is not counted, because
    it is spent on starting the process.

    Examples
    --------
    >>> eta = EtaEstimator()
    >>> for second in range(4):
    ...     eta.update(0.1 * (second + 1), now=second)
    >>> round(eta.remaining(now=3.0), 1)
    6.0
    """

    def __init__(self) -> None:
        self._first_report: tuple[float, float] | None = None
        self._fraction = 0.0
        # The smoothed remaining seconds, and when they were estimated.
        self._estimate: tuple[float, float] | None = None

    def update(self, fraction: float, now: float) -> None:
        """Record that a fraction of the work, from 0 to 1, is done."""
        if fraction <= 0:
            return
        if self._first_report is None:
            self._first_report = fraction, now
        self._fraction = fraction
        seconds = self._extrapolate(now)
        if seconds is None:
            return
        if self._estimate is not None:
            previous, then = self._estimate
            expected = previous - (now - then)
            weight = 1 - exp(-(now - then) / SMOOTHING_SECONDS)
            seconds = expected + weight * (seconds - expected)
        self._estimate = seconds, now

    def remaining(self, now: float) -> float | None:
        """Return the remaining seconds; None before there is an estimate."""
        seconds = self._extrapolate(now)
        if seconds is None or self._estimate is None:
            return None
        estimate, then = self._estimate
        # The estimate counts down between reports; a job that makes no progress must not seem
        # nearly done.
        return max(estimate - (now - then), seconds / 2, 0.0)

    def _extrapolate(self, now: float) -> float | None:
        if self._first_report is None:
            return None
        first_fraction, then = self._first_report
        done, seconds = self._fraction - first_fraction, now - then
        if done < MIN_FRACTION or seconds < MIN_SECONDS:
            return None
        return seconds * (1 - self._fraction) / done
