"""Subsampling rows evenly over the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def subsample(n: int, max_rows: int, always_keep: Iterable[int] = ()) -> NDArray[np.intp]:
    """Choose at most `max_rows` of `n` rows at even steps.

    Parameters
    ----------
    n : int
    max_rows : int
    always_keep : iterable of int
        Rows that are included in any case, such as the words of a search. They are added to the
        others, which do not depend on them.

    Returns
    -------
    ndarray of shape (m,)
        Row numbers, ascending: all rows, or `max_rows` of them at even steps from the first, and
        those of `always_keep`. A vocabulary ordered by frequency keeps its shares of common and of
        rare words.

    Raises
    ------
    ValueError
        When `n` or `max_rows` is below 0.
    IndexError
        When a number in `always_keep` is not a row.

    Examples
    --------
    >>> subsample(10, 4)
    array([0, 2, 5, 7])
    >>> subsample(10, 4, always_keep=[9])
    array([0, 2, 5, 7, 9])
    """
    if n < 0 or max_rows < 0:
        raise ValueError(f"There are no {min(n, max_rows)} rows: n and max_rows must be 0 or more.")
    required = np.unique(np.fromiter(always_keep, np.intp))
    outside = required[(required < 0) | (required >= n)]
    if outside.size:
        raise IndexError(f"There is no row {outside[0]}: rows are numbered from 0 to {n - 1}.")
    if n <= max_rows:
        return np.arange(n)
    evenly = np.arange(max_rows) * n // max(max_rows, 1)
    return np.union1d(evenly, required)
