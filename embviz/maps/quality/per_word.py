"""How far a map can be trusted word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.jobs import Progress, subprogress
from embviz.maps.quality.k import check_rows_and_coordinates, clamp_k_below_half, count_shared
from embviz.neighbors import nearest_rows, squared_distances

# What `neighbor_recall_counts` says of a row that it did not compare.
NOT_COMPARED = 255


@dataclass(frozen=True)
class NeighborAgreement:
    """The neighbors of one row in truth and on a map, as row numbers, nearest first.

    Attributes
    ----------
    true_neighbors : tuple of int
        The nearest in truth.
    near : tuple of int
        The nearest on the map.
    false_neighbors : tuple of int
        Those of `near` that are not among the true ones; the nearest on the map first.
    missing_neighbors : tuple of int
        Those of `true_neighbors` that are not near on the map; the nearest in truth first.
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
    """Count, for each row, how many of its k nearest are among its k nearest on the map.

    Parameters
    ----------
    vectors, coordinates, k, progress
        As for `trust`; k at most 254.
    max_rows : int, optional
        Rows to compare, drawn at random with the seed `random_state`; all without it.

    Returns
    -------
    ndarray of uint8, shape (n,)
        From 0 to ``fitting_k(n, k)``; 255 (`NOT_COMPARED`) for a row that was not compared.

    Raises
    ------
    ValueError
        As `trust` does.

    Examples
    --------
    >>> neighbor_recall_counts([[0], [1], [3], [7], [9]], [[0], [1], [3], [2], [9]], k=2)
    array([1, 1, 1, 1, 2], dtype=uint8)
    """
    rows, places = check_rows_and_coordinates(vectors, coordinates)
    n, k = len(rows), clamp_k_below_half(len(rows), k)
    if k >= NOT_COMPARED:
        raise ValueError(f"k is {k}; at most {NOT_COMPARED - 1} neighbors can be counted.")
    compared = np.arange(n)
    if max_rows is not None and max_rows < n:
        compared = np.sort(np.random.default_rng(random_state).choice(n, max_rows, replace=False))
    kept = np.full(n, NOT_COMPARED, np.uint8)
    if not k:
        kept[:] = 0
        return kept
    true, _ = nearest_rows(rows, k, queries=compared, progress=subprogress(progress, 0, 0.9))
    near, _ = nearest_rows(places, k, queries=compared, progress=subprogress(progress, 0.9, 1))
    kept[compared] = count_shared(true, near)
    return kept


def evaluate_row(
    vectors: ArrayLike, coordinates: ArrayLike, row: int, k: int = 15
) -> NeighborAgreement:
    """Say which neighbors of one row on a map are neighbors in truth, and which are missing.

    Parameters
    ----------
    vectors, coordinates, k
        As for `trust`. Fastest as float32.
    row : int

    Returns
    -------
    Judged
        With ``fitting_k(n, k)`` neighbors in truth and on the map; equally near ones in order of
        row number.

    Raises
    ------
    ValueError
        For `k` below 1 or arrays that do not fit each other.
    IndexError
        When there is no such row.

    Examples
    --------
    >>> evaluate_row([[0], [1], [3], [7], [9]], [[0], [1], [3], [2], [9]], row=2, k=2)
    Judged(true=(1, 0), near=(3, 1), false=(3,), missing=(0,))
    """
    rows, places = check_rows_and_coordinates(vectors, coordinates, check_values=False)
    if not 0 <= row < len(rows):
        raise IndexError(f"There is no row {row}; there are {len(rows)}, from 0.")
    k = clamp_k_below_half(len(rows), k)
    return compare_neighbors(row_neighbors(rows, row, k), row_neighbors(places, row, k))


def compare_neighbors(true: Sequence[int], on_map: Sequence[int]) -> NeighborAgreement:
    """Tell apart which neighbors of a row, nearest first, are near in truth and on a map.

    Examples
    --------
    >>> compare_neighbors([4, 2], [2, 7])
    Judged(true=(4, 2), near=(2, 7), false=(7,), missing=(4,))
    """
    return NeighborAgreement(
        tuple(true),
        tuple(on_map),
        false_neighbors=tuple(i for i in on_map if i not in true),
        missing_neighbors=tuple(i for i in true if i not in on_map),
    )


def row_neighbors(rows: NDArray[np.floating], row: int, k: int) -> tuple[int, ...]:
    """Return the `k` rows nearest to a row, ties in order of row number."""
    squares = squared_distances(rows, rows[row])
    squares[row] = np.inf
    if not k:
        return ()
    last = np.partition(squares, k - 1)[k - 1]
    # A little more than float32 can be wrong by; these are measured again in float64.
    listed = np.flatnonzero(squares <= last * (1 + 1e-5) + 1e-36)
    exact = squared_distances(rows[listed].astype(np.float64), rows[row].astype(np.float64))
    exact[listed == row] = np.inf  # Where last is infinite.
    return tuple(int(i) for i in listed[np.argsort(exact, kind="stable")[:k]])
