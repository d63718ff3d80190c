"""The quality of a map word by word: which neighbors are true, false or missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.jobs import Progress, subprogress
from embviz.maps.quality.k import check_rows_and_coordinates, clamp_k_below_half, count_shared
from embviz.neighbors import nearest_rows, squared_distances

# Value of `neighbor_recall_counts` for a row that was not compared.
NOT_COMPARED = 255


@dataclass(frozen=True)
class NeighborAgreement:
    """The true neighbors of one row and its neighbors on a map: row numbers, nearest first.

    Attributes
    ----------
    true_neighbors : tuple of int
        The nearest of all rows.
    map_neighbors : tuple of int
        The nearest on the map.
    false_neighbors : tuple of int
        Map neighbors that are not true neighbors.
    missing_neighbors : tuple of int
        True neighbors that are not map neighbors.
    """

    true_neighbors: tuple[int, ...]
    map_neighbors: tuple[int, ...]
    false_neighbors: tuple[int, ...]
    missing_neighbors: tuple[int, ...]


def neighbor_recall_counts(
    vectors: ArrayLike,
    coordinates: ArrayLike,
    k: int = 15,
    *,
    max_rows: int | None = None,
    random_state: int = 0,
    progress: Progress | None = None,
) -> NDArray[np.uint8]:
    """Count how many of the k true neighbors of each row are among its k nearest on the map.

    Parameters
    ----------
    vectors, coordinates, k, progress
        As for `map_quality`; k at most 254.
    max_rows : int, optional
        Size of a random sample with the seed `random_state`; all rows when not given.

    Returns
    -------
    ndarray of uint8, shape (n,)
        From 0 to ``clamp_k_below_half(n, k)``; `NOT_COMPARED`, 255, for a row that was not
        compared.

    Raises
    ------
    ValueError
        As `map_quality` does.

    Examples
    --------
    >>> neighbor_recall_counts([[0], [1], [3], [7], [9]], [[0], [1], [3], [2], [9]], k=2)
    array([1, 1, 1, 1, 2], dtype=uint8)
    """
    rows, points = check_rows_and_coordinates(vectors, coordinates)
    n, k = len(rows), clamp_k_below_half(len(rows), k)
    if k >= NOT_COMPARED:
        raise ValueError(f"k is {k}; at most {NOT_COMPARED - 1} neighbors can be counted.")
    compared = np.arange(n)
    if max_rows is not None and max_rows < n:
        compared = np.sort(np.random.default_rng(random_state).choice(n, max_rows, replace=False))
    counts = np.full(n, NOT_COMPARED, np.uint8)
    if not k:
        counts[:] = 0
        return counts
    true, _ = nearest_rows(rows, k, queries=compared, progress=subprogress(progress, 0, 0.9))
    on_map, _ = nearest_rows(points, k, queries=compared, progress=subprogress(progress, 0.9, 1))
    counts[compared] = count_shared(true, on_map)
    return counts


def compare_neighbors(true: Sequence[int], on_map: Sequence[int]) -> NeighborAgreement:
    """Find the false and the missing ones among the neighbors of a row on a map.

    Examples
    --------
    >>> compare_neighbors([4, 2], [2, 7])
    NeighborAgreement(true_neighbors=(4, 2), map_neighbors=(2, 7), false_neighbors=(7,),
                      missing_neighbors=(4,))
    """
    return NeighborAgreement(
        tuple(true),
        tuple(on_map),
        false_neighbors=tuple(i for i in on_map if i not in true),
        missing_neighbors=tuple(i for i in true if i not in on_map),
    )


def row_neighbors(rows: NDArray[np.floating], row: int, k: int) -> tuple[int, ...]:
    """Return the `k` rows nearest to a row; equally near ones in order of row number."""
    squares = squared_distances(rows, rows[row])
    squares[row] = np.inf
    if not k:
        return ()
    last = np.partition(squares, k - 1)[k - 1]
    # The tolerance exceeds the error of float32; the candidates are compared again in float64.
    candidates = np.flatnonzero(squares <= last * (1 + 1e-5) + 1e-36)
    exact = squared_distances(rows[candidates].astype(np.float64), rows[row].astype(np.float64))
    exact[candidates == row] = np.inf  # The row itself is a candidate when last is infinite.
    return tuple(int(i) for i in candidates[np.argsort(exact, kind="stable")[:k]])
