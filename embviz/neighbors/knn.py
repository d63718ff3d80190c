"""Find the exact nearest rows of each row."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.jobs import Progress, subprogress
from embviz.neighbors.distances import check_array
from embviz.neighbors.knn_search import KnnSearch

# Up to this number of dimensions, a k-d tree is faster than comparing all pairs.
MAX_TREE_DIM = 3


def nearest_rows(
    vectors: ArrayLike,
    k: int,
    *,
    queries: NDArray[np.intp] | None = None,
    progress: Progress | None = None,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find the `k` nearest rows of each row by Euclidean distance, without the row itself.

    The search is exact: all pairs are compared in float32, and the distances of the nearest are
    computed again from differences in float64. Rows for which float32 is not precise enough are
    compared in float64. In up to 3 dimensions, a k-d tree finds the same rows.

    Parameters
    ----------
    vectors : array_like of shape (n, dim)
        Apply `normalize` first to find the nearest rows by cosine.
    k : int
        Number of neighbors, limited to the n − 1 other rows.
    queries : ndarray of int, optional
        Row numbers whose neighbors are returned; all by default.
    progress : callable, optional
        See `Progress`.

    Returns
    -------
    indices : ndarray of int32, shape (m, min(k, n − 1))
        Row numbers, nearest first, for each of the m queries; ties in order of row number.
    distances : ndarray of float32, same shape

    Raises
    ------
    ValueError
        For `k` below 1, an array that is not 2-dimensional, or a value that is not finite.

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
    query_ids = np.arange(len(rows)) if queries is None else np.asarray(queries, np.intp)
    search = KnnSearch(rows, query_ids, min(k, len(rows) - 1))
    if search.k and len(query_ids):
        first_progress = subprogress(progress, 0, 0.9)
        if rows.shape[1] <= MAX_TREE_DIM:
            unresolved = search.search_tree(first_progress)
        else:
            unresolved = search.search_blocks(np.arange(len(query_ids)), np.float32, first_progress)
        unresolved = search.search_duplicates(unresolved)
        search.search_blocks(unresolved, np.float64, subprogress(progress, 0.9, 1))
    if progress:
        progress(1.0)
    return search.indices, search.distances
