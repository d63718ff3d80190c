"""Where points of a map lie close together."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.jobs import Progress
from embviz.maps.clusters.adjacency import sparse_distances

# A cluster has at least so many words, on a map with few.
MIN_CLUSTER_SIZE = 3
# A word lies as close to a cluster as its distance to this many words, itself included. The usual
# choice, the smallest cluster, makes one of nearly all words on maps that leave few gaps.
MIN_SAMPLES = 5
# Up to this many points all distances are compared; beyond, only those between near points.
MAX_DENSE_POINTS = 10_000


def find_clusters(
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
    >>> find_clusters(np.concatenate([heap[:3], heap + 20, [[90, 90]]]))
    array([ 1,  1,  1,  0,  0,  0,  0, -1], dtype=int32)
    """
    points = np.asarray(coordinates, np.float64)
    if points.ndim != 2:
        raise ValueError(f"coordinates must have shape (n, c), not {points.shape}.")
    n = len(points)
    size = (
        max(MIN_CLUSTER_SIZE, round(sqrt(n) / 2)) if min_cluster_size is None else min_cluster_size
    )
    if size < 2:
        raise ValueError(f"min_cluster_size is {size}: a cluster has at least 2 points.")
    tell = progress or _ignore_progress
    tell(0.0)
    # With every point in one place there is no heap that is closer than the rest.
    if n < size or not np.ptp(points, axis=0).any():
        labels = np.full(n, -1, np.int32)
    else:
        scaled = points - points.mean(axis=0)
        labels = _relabel_by_size(_hdbscan(scaled / np.abs(scaled).max(), size, tell))
    tell(1.0)
    return labels


def _ignore_progress(share: float) -> None:
    """Tell nobody."""


def _hdbscan(points: NDArray[np.float64], size: int, progress: Progress) -> NDArray[np.intp]:
    from sklearn.cluster import HDBSCAN

    near = min(MIN_SAMPLES, size)
    graph = sparse_distances(points, near) if len(points) > MAX_DENSE_POINTS else None
    progress(0.3)
    if graph is None:
        found = HDBSCAN(min_cluster_size=size, min_samples=near, copy=False).fit(points)
    else:
        # A graph does not count a point as near to itself, a table of places does.
        found = HDBSCAN(
            min_cluster_size=size, min_samples=near - 1, metric="precomputed", copy=False
        ).fit(graph)
    labels: NDArray[np.intp] = found.labels_
    return labels


def _relabel_by_size(found: NDArray[np.intp]) -> NDArray[np.int32]:
    """Give the largest cluster the number 0, and so on; equally large ones by first point."""
    numbers, first, sizes = np.unique(found[found >= 0], return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    new = np.full(len(numbers) + 1, -1, np.int32)  # The last place is that of −1.
    new[order] = np.arange(len(numbers))
    return new[found]
