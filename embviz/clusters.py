"""Heaps of words on a map, and names for them."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.knn import Progress, at_length_one

# A cluster has at least so many words, on a map with few.
SMALLEST = 3
# A word lies as close to a cluster as its distance to this many words, itself included. The usual
# choice, the smallest cluster, makes one of nearly all words on maps that leave few gaps.
NEAR = 5
# Up to this many points all distances are compared; beyond, only those between near points.
MOST_COMPARED = 10_000


def clusters(
    coordinates: ArrayLike, *, min_cluster_size: int | None = None, progress: Progress | None = None
) -> NDArray[np.int32]:
    """Find the places of a map where points lie close together (HDBSCAN).

    Parameters
    ----------
    coordinates : array_like of shape (n, c)
        Where the points are drawn. It is the map that is judged, not the space behind it: t-SNE
        and UMAP pull groups apart, PCA leaves one cloud in which little is found.
    min_cluster_size : int, optional
        The fewest points that make a cluster, at least 2. When not given, half the square root of
        n: 5 of 100 points, 50 of 10,000.
    progress : callable, optional
        Called with the share of the work that is done.

    Returns
    -------
    ndarray of shape (n,)
        The cluster of each point in int32, numbered from 0 by size, the largest first, equally
        large ones in order of their first point; −1 for a point that is in none.

    Raises
    ------
    ValueError
        For an array that is not 2-dimensional, or `min_cluster_size` below 2.

    References
    ----------
    Campello, Moulavi and Sander (2013), Density-based clustering based on hierarchical density
    estimates.

    Examples
    --------
    >>> heap = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    >>> clusters(np.concatenate([heap[:3], heap + 20, [[90, 90]]]))
    array([ 1,  1,  1,  0,  0,  0,  0, -1], dtype=int32)
    """
    points = np.asarray(coordinates, np.float64)
    if points.ndim != 2:
        raise ValueError(f"coordinates must have shape (n, c), not {points.shape}.")
    n = len(points)
    size = max(SMALLEST, round(sqrt(n) / 2)) if min_cluster_size is None else min_cluster_size
    if size < 2:
        raise ValueError(f"min_cluster_size is {size}: a cluster has at least 2 points.")
    tell = progress or _nobody
    tell(0.0)
    # With every point in one place there is no heap that is closer than the rest.
    if n < size or not np.ptp(points, axis=0).any():
        labels = np.full(n, -1, np.int32)
    else:
        scaled = points - points.mean(axis=0)
        labels = _by_size(_hdbscan(scaled / np.abs(scaled).max(), size, tell))
    tell(1.0)
    return labels


def name_clusters(
    vectors: ArrayLike, labels: ArrayLike, words: Sequence[str], n: int = 3
) -> tuple[str, ...]:
    """Name clusters by their most central words.

    Parameters
    ----------
    vectors : array_like of shape (n_rows, dim)
        The rows in all their dimensions, not on the map.
    labels : array_like of shape (n_rows,)
        As `clusters` returns them.
    words : sequence of str, length n_rows
    n : int
        How many words make a name.

    Returns
    -------
    tuple of str
        One a cluster, in order: the words whose rows are nearest by cosine to the mean of the rows
        of the cluster, each at length 1; equally near ones in order of row.

    Examples
    --------
    >>> rows = [[4, 0], [3, 4], [0, 1], [0, -2], [5, 5]]
    >>> name_clusters(rows, [0, 0, 0, 1, -1], ["cat", "dog", "car", "sun", "sea"], n=2)
    ('dog, car', 'sun')
    """
    rows, numbers = np.asarray(vectors), np.asarray(labels, np.intp)
    names = []
    for cluster in range(numbers.max(initial=-1) + 1):
        members = np.flatnonzero(numbers == cluster)
        units = at_length_one(rows[members])
        # The length of the mean is the same for all of them, so it does not change their order.
        nearness = units @ units.mean(axis=0)
        central = members[np.argsort(-nearness, kind="stable")[:n]]
        names.append(", ".join(words[i] for i in central))
    return tuple(names)


def _nobody(share: float) -> None:
    """Tell nobody."""


def _hdbscan(points: NDArray[np.float64], size: int, tell: Progress) -> NDArray[np.intp]:
    from sklearn.cluster import HDBSCAN

    near = min(NEAR, size)
    graph = _near_points(points, 2 * near) if len(points) > MOST_COMPARED else None
    tell(0.3)
    if graph is None:
        found = HDBSCAN(min_cluster_size=size, min_samples=near, copy=False).fit(points)
    else:
        # A graph does not count a point as near to itself, a table of places does.
        found = HDBSCAN(
            min_cluster_size=size, min_samples=near - 1, metric="precomputed", copy=False
        ).fit(graph)
    labels: NDArray[np.intp] = found.labels_
    return labels


def _near_points(points: NDArray[np.float64], k: int) -> object | None:
    """Return the distances between near points as a sparse matrix, None where that is impossible.

    HDBSCAN needs only the shortest tree that joins all points. Its edges run between near points or
    in the triangles between them, so the tree is found in a fraction of the time. Where distances
    are equal, there is more than one such tree, and points at the rim of a cluster may differ.
    """
    from scipy.sparse import csr_array
    from scipy.spatial import Delaunay, KDTree, QhullError

    n, dim = points.shape
    if not 2 <= dim <= 3:
        return None
    try:
        triangles = Delaunay(points)
    except QhullError:  # All points on one line or plane.
        return None
    near = np.asarray(KDTree(points).query(points, k + 1)[1], np.intp)
    corners = triangles.simplices
    starts: list[NDArray[np.integer]] = [np.repeat(np.arange(n), k + 1), triangles.coplanar[:, 0]]
    ends: list[NDArray[np.integer]] = [near.ravel(), triangles.coplanar[:, 2]]
    for one in range(dim + 1):
        for other in range(one):
            starts.append(corners[:, one])
            ends.append(corners[:, other])
    a, b = np.concatenate(starts).astype(np.int64), np.concatenate(ends).astype(np.int64)
    low, high = np.divmod(np.unique((np.minimum(a, b) * n + np.maximum(a, b))[a != b]), n)
    # Of points in one place the distance is not quite 0, which would say that there is no edge.
    tiny = np.finfo(np.float32).tiny
    lengths = np.maximum(np.linalg.norm(points[low] - points[high], axis=1), tiny)
    both = np.concatenate([low, high]), np.concatenate([high, low])
    return csr_array((np.tile(lengths, 2), both), shape=(n, n))


def _by_size(found: NDArray[np.intp]) -> NDArray[np.int32]:
    """Give the largest cluster the number 0, and so on; equally large ones by first point."""
    numbers, first, sizes = np.unique(found[found >= 0], return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    new = np.full(len(numbers) + 1, -1, np.int32)  # The last place is that of −1.
    new[order] = np.arange(len(numbers))
    return new[found]
