"""Spearman's rank correlation and its confidence interval."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

# For fewer pairs the interval is nearly as wide as the scale, and its formula is too inexact.
MIN_PAIRS_FOR_INTERVAL = 10

# Quantile 0.975 of the standard normal distribution.
Z_SCORE_95 = 1.959964


def spearman(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return Spearman's rank correlation; NaN if `a` or `b` is constant.

    Examples
    --------
    >>> round(spearman(np.array([1.0, 2, 3, 4]), np.array([10.0, 30, 20, 40])), 3)
    0.8
    """
    x, y = (average_ranks(values) - (len(values) - 1) / 2 for values in (a, b))
    norm = math.sqrt(float(x @ x) * float(y @ y))
    return max(-1.0, min(1.0, float(x @ y) / norm)) if norm else math.nan


def average_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ranks from 0; equal values get their mean rank.

    Examples
    --------
    >>> average_ranks(np.array([5.0, 7.0, 5.0]))
    array([0.5, 2. , 0.5])
    """
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    first = np.cumsum(counts) - counts
    return np.asarray((first + (counts - 1) / 2)[inverse])


def confidence_interval(r: float, n: int) -> tuple[float, float] | None:
    """Return the 95 % confidence interval of a rank correlation `r` of `n` pairs.

    None for fewer than `MIN_PAIRS_FOR_INTERVAL` pairs, and for an `r` of −1, 1 or NaN.

    Examples
    --------
    >>> low, high = confidence_interval(0.5, 103)
    >>> round(low, 3), round(high, 3)
    (0.329, 0.639)
    """
    if n < MIN_PAIRS_FOR_INTERVAL or math.isnan(r) or abs(r) == 1:
        return None
    half_width = Z_SCORE_95 * math.sqrt((1 + r * r / 2) / (n - 3))
    center = math.atanh(r)
    return math.tanh(center - half_width), math.tanh(center + half_width)
