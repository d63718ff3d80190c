"""Do two lists of numbers have the same order."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

# Below this an interval is no help: it is nearly as wide as the scale, and its formula too rough.
MIN_PAIRS_FOR_INTERVAL = 10

# Of the normal distribution, the middle 95 % end here.
Z_SCORE_95 = 1.959964


def spearman(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return Spearman's rank correlation; NaN where it is not defined.

    Examples
    --------
    >>> round(spearman(np.array([1.0, 2, 3, 4]), np.array([10.0, 30, 20, 40])), 3)
    0.8
    """
    x, y = (average_ranks(values) - (len(values) - 1) / 2 for values in (a, b))
    length = math.sqrt(float(x @ x) * float(y @ y))
    return max(-1.0, min(1.0, float(x @ y) / length)) if length else math.nan


def average_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ranks from 0, the mean of their ranks for equal values.

    Examples
    --------
    >>> average_ranks(np.array([5.0, 7.0, 5.0]))
    array([0.5, 2. , 0.5])
    """
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    first = np.cumsum(counts) - counts
    return np.asarray((first + (counts - 1) / 2)[place])


def confidence_interval(r: float, n: int) -> tuple[float, float] | None:
    """Return the 95 % confidence interval of a rank correlation `r` of `n` pairs.

    Examples
    --------
    >>> low, high = confidence_interval(0.5, 103)
    >>> round(low, 3), round(high, 3)
    (0.329, 0.639)
    """
    if n < MIN_PAIRS_FOR_INTERVAL or math.isnan(r) or abs(r) == 1:
        return None
    reach = Z_SCORE_95 * math.sqrt((1 + r * r / 2) / (n - 3))
    middle = math.atanh(r)
    return math.tanh(middle - reach), math.tanh(middle + reach)
