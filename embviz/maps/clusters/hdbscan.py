"""Clusters of the points of a map, by HDBSCAN."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.jobs import Progress
from embviz.maps.clusters.adjacency import sparse_distances

# Lower limit of the default `min_cluster_size`.
MIN_CLUSTER_SIZE = 3
# HDBSCAN's min_samples, the point itself included. Its usual value, the smallest cluster, joins
# nearly all points of a map with few gaps into one cluster.
MIN_SAMPLES = 5
# Above this many points, only the distances between near points are computed.
MAX_DENSE_POINTS = 10_000


def find_clusters(
    coordinates: ArrayLike, *, min_cluster_size: int | None = None, progress: Progress | None = None
) -> NDArray[np.int32]:
    """Find clusters of the points of a map by HDBSCAN.

    Parameters
    ----------
    coordinates : array_like of shape (n, c)
        The points on the map. Clusters are those of the map, not of the vectors: t-SNE and UMAP
        separate groups, PCA shows one cloud with few clusters.
    min_cluster_size : int, optional
        The smallest size of a cluster, at least 2. When not given, half the square root of n: 5
        for 100 points, 50 for 10,000.
    progress : callable, optional
        See `embviz.jobs.Progress`.

    Returns
    -------
    ndarray of shape (n,)
        The cluster of each point in int32, numbered from the largest, equally large ones in order
        of their first point; −1 for a point in no cluster.

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
    >>> square = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    >>> find_clusters(np.concatenate([square[:3], square + 20, [[90, 90]]]))
    array([ 1,  1,  1,  0,  0,  0,  0, -1], dtype=int32)
    """
    points = np.asarray(coordinates, np.float64)
    if points.ndim != 2:
        raise ValueError(f"coordinates must have shape (n, c), not {points.shape}.")
    n = len(points)
    if min_cluster_size is None:
        min_cluster_size = max(MIN_CLUSTER_SIZE, round(sqrt(n) / 2))
    if min_cluster_size < 2:
        raise ValueError(
            f"min_cluster_size is {min_cluster_size}: a cluster has at least 2 points."
        )
    report = progress or _ignore_progress
    report(0.0)
    # Equal points have no clusters.
    if n < min_cluster_size or not np.ptp(points, axis=0).any():
        labels = np.full(n, -1, np.int32)
    else:
        scaled = points - points.mean(axis=0)
        scaled /= np.abs(scaled).max()
        labels = _relabel_by_size(_hdbscan(scaled, min_cluster_size, report))
    report(1.0)
    return labels


def _ignore_progress(fraction: float) -> None:
    """Do nothing."""


def _hdbscan(
    points: NDArray[np.float64], min_cluster_size: int, progress: Progress
) -> NDArray[np.intp]:
    from sklearn.cluster import HDBSCAN

    min_samples = min(MIN_SAMPLES, min_cluster_size)
    graph = sparse_distances(points, min_samples) if len(points) > MAX_DENSE_POINTS else None
    progress(0.3)
    if graph is None:
        model = HDBSCAN(min_cluster_size=min_cluster_size, min_samples=min_samples, copy=False)
        model.fit(points)
    else:
        # In a precomputed graph, a point is not its own neighbor.
        model = HDBSCAN(
            min_cluster_size=min_cluster_size,
            min_samples=min_samples - 1,
            metric="precomputed",
            copy=False,
        )
        model.fit(graph)
    labels: NDArray[np.intp] = model.labels_
    return labels


def _relabel_by_size(labels: NDArray[np.intp]) -> NDArray[np.int32]:
    """Renumber clusters from the largest; equally large ones in order of their first point."""
    numbers, first, sizes = np.unique(labels[labels >= 0], return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    new = np.full(len(numbers) + 1, -1, np.int32)  # The last entry is for −1.
    new[order] = np.arange(len(numbers))
    return new[labels]
