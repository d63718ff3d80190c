"""Checks and counts that all comparisons of neighbors share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding.matrix import BLOCK_ROWS
from embviz.neighbors.distances import check_array


def clamp_k_below_half(n: int, k: int) -> int:
    """Return how many neighbors can be compared among `n` rows: `k`, but fewer than half of them.

    With more, any two lists of neighbors overlap, and trustworthiness is not defined. At least 1
    when there is another row.

    Examples
    --------
    >>> [clamp_k_below_half(n, 15) for n in (1000, 20, 3, 2, 1)]
    [15, 9, 1, 1, 0]
    """
    if k < 1:
        raise ValueError(f"k is {k}; ask for at least 1 neighbor.")
    return min(k, max(1, (n - 1) // 2), n - 1)


def check_rows_and_coordinates(
    vectors: ArrayLike, coordinates: ArrayLike
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return rows and their coordinates as arrays; raise ValueError when their numbers differ."""
    rows, points = (check_array(array) for array in (vectors, coordinates))
    if len(rows) != len(points):
        raise ValueError(f"{len(rows)} rows but {len(points)} places: each row needs one place.")
    return rows, points


def count_shared(true: NDArray[np.int32], on_map: NDArray[np.int32]) -> NDArray[np.intp]:
    """Count the row numbers that each row of two arrays of shape (m, k) shares: (m,)."""
    counts = np.empty(len(true), np.intp)
    for start in range(0, len(true), BLOCK_ROWS):
        part = slice(start, start + BLOCK_ROWS)
        equal = true[part, :, None] == on_map[part, None, :]
        counts[part] = equal.sum(axis=(1, 2))
    return counts
