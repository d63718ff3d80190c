"""The nearest rows of each row, as they are asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import BLOCK_ROWS, Vectors
from embviz.jobs import Progress, subprogress
from embviz.neighbors.distances import check_array
from embviz.neighbors.knn_search import KnnSearch

# Up to this many dimensions a tree of the places beats comparing every pair.
MAX_TREE_DIM = 3


def normalize(vectors: ArrayLike) -> Vectors:
    """Return rows at length 1, so that the nearest by Euclidean distance is the nearest by angle.

    Parameters
    ----------
    vectors : array_like of shape (n, dim)

    Returns
    -------
    ndarray of shape (n, dim)
        A copy in float32. Rows of zeros stay zeros.

    Examples
    --------
    >>> normalize([[3, 4], [0, 0]])
    array([[0.6, 0.8],
           [0. , 0. ]], dtype=float32)
    """
    rows = check_array(vectors)
    out = np.zeros(rows.shape, np.float32)
    for start in range(0, len(rows), BLOCK_ROWS):
        block = rows[start : start + BLOCK_ROWS].astype(np.float64)
        lengths = np.sqrt(np.einsum("ij,ij->i", block, block))[:, None]
        out[start : start + BLOCK_ROWS] = np.divide(
            block, lengths, out=np.zeros_like(block), where=lengths > 0
        )
    return out


def nearest_rows(
    vectors: ArrayLike,
    k: int,
    *,
    queries: NDArray[np.intp] | None = None,
    progress: Progress | None = None,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find the `k` nearest rows of each row by Euclidean distance, the row itself left out.

    No pair is skipped: all are compared in float32, and the winners are measured again from their
    differences in float64. Where float32 cannot tell who wins, all is compared in float64. In 2 or
    3 dimensions a k-d tree finds the same.

    Parameters
    ----------
    vectors : array_like of shape (n, dim)
        For the nearest by cosine, pass them through `normalize` first.
    k : int
        How many; no more than the n − 1 other rows come back.
    queries : ndarray of int, optional
        The row numbers whose neighbors are wanted, all without it.
    progress : callable, optional
        See `Progress`.

    Returns
    -------
    indices : ndarray of int32, shape (m, min(k, n − 1))
        Row numbers, nearest first, for each of the m queries. Equally near rows stand in order of
        row number.
    distances : ndarray of float32, same shape
        Equal rows are 0 apart.

    Raises
    ------
    ValueError
        For `k` below 1, an array that is not 2-dimensional, or a value that is not a finite number.

    Examples
    --------
    >>> indices, distances = nearest_rows([[0, 0], [3, 4], [3, 4], [0, 1]], k=2)
    >>> indices
    array([[3, 1],
           [2, 3],
           [1, 3],
           [0, 1]], dtype=int32)
    >>> distances[0]
    array([1., 5.], dtype=float32)
    """
    rows = check_array(vectors)
    if k < 1:
        raise ValueError(f"k is {k}; ask for at least 1 neighbor.")
    asked = np.arange(len(rows)) if queries is None else np.asarray(queries, np.intp)
    k = min(k, len(rows) - 1)
    indices = np.empty((len(asked), k), np.int32)
    distances = np.empty((len(asked), k), np.float32)
    search = KnnSearch(rows, asked, indices, distances)
    if k and len(asked):
        first = subprogress(progress, 0, 0.9)
        if rows.shape[1] <= MAX_TREE_DIM:
            unsure = search.search_tree(first)
        else:
            unsure = search.search_blocks(np.arange(len(asked)), np.float32, first)
        unsure = search.search_duplicates(unsure)
        search.search_blocks(unsure, np.float64, subprogress(progress, 0.9, 1))
    if progress:
        progress(1.0)
    return indices, distances
