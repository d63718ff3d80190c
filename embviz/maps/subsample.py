"""Fewer points, spread evenly over the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def subsample(n: int, max_rows: int, always_keep: Iterable[int] = ()) -> NDArray[np.intp]:
    """Choose which of `n` rows to draw when only `max_rows` fit.

    Parameters
    ----------
    n : int
        How many rows there are.
    max_rows : int
        How many may be drawn.
    always_keep : iterable of int
        Rows that are drawn in any case, such as the words somebody asked for. They come on top and
        change no other row, so that a map stays the same when a word is asked for.

    Returns
    -------
    ndarray of shape (m,)
        Row numbers, ascending: all rows when they fit, else `max_rows` of them at even steps, the first
        one included, so a vocabulary in order of frequency keeps its share of common and of rare
        words; and those of `always_keep` that are not among them.

    Raises
    ------
    ValueError
        When `n` or `max_rows` is below 0.
    IndexError
        When `always_keep` holds a number that is not a row.

    Examples
    --------
    >>> subsample(10, 4)
    array([0, 2, 5, 7])
    >>> subsample(10, 4, always_keep=[9])
    array([0, 2, 5, 7, 9])
    """
    if n < 0 or max_rows < 0:
        raise ValueError(f"There are no {min(n, max_rows)} rows: n and most must be 0 or more.")
    kept = np.unique(np.fromiter(always_keep, np.intp))
    outside = kept[(kept < 0) | (kept >= n)]
    if outside.size:
        raise IndexError(f"There is no row {outside[0]}: rows are numbered from 0 to {n - 1}.")
    if n <= max_rows:
        return np.arange(n)
    evenly = np.arange(max_rows) * n // max(max_rows, 1)
    return np.union1d(evenly, kept)
