"""Fewer points, spread evenly over the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def thin(n: int, most: int, keep: Iterable[int] = ()) -> NDArray[np.intp]:
    """Choose which of `n` rows to draw when only `most` fit.

    Parameters
    ----------
    n : int
        How many rows there are.
    most : int
        How many may be drawn.
    keep : iterable of int
        Rows that are drawn in any case, such as the words somebody asked for. They come on top and
        change no other row, so that a map stays the same when a word is asked for.

    Returns
    -------
    ndarray of shape (m,)
        Row numbers, ascending: all rows when they fit, else `most` of them at even steps, the first
        one included, so a vocabulary in order of frequency keeps its share of common and of rare
        words; and those of `keep` that are not among them.

    Raises
    ------
    ValueError
        When `n` or `most` is below 0.
    IndexError
        When `keep` holds a number that is not a row.

    Examples
    --------
    >>> thin(10, 4)
    array([0, 2, 5, 7])
    >>> thin(10, 4, keep=[9])
    array([0, 2, 5, 7, 9])
    """
    if n < 0 or most < 0:
        raise ValueError(f"There are no {min(n, most)} rows: n and most must be 0 or more.")
    kept = np.unique(np.fromiter(keep, np.intp))
    outside = kept[(kept < 0) | (kept >= n)]
    if outside.size:
        raise IndexError(f"There is no row {outside[0]}: rows are numbered from 0 to {n - 1}.")
    if n <= most:
        return np.arange(n)
    evenly = np.arange(most) * n // max(most, 1)
    return np.union1d(evenly, kept)
