"""Distances between near points, enough to compute HDBSCAN's minimum spanning tree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Points reach less far than this share of their extent in a direction that is only rounding:
# coordinates in float32 on a line or a plane deviate from it by 1e-7.
FLAT_RTOL = 1e-6


def sparse_distances(points: NDArray[np.float64], n_neighbors: int) -> object | None:
    """Return the distances between near points as a sparse matrix; None beyond 3 dimensions.

    HDBSCAN needs the minimum spanning tree of the mutual reachability distances, at which two
    points are no nearer than the `n_neighbors`-th point around each. All but a few of its edges
    join near points or points of one Delaunay triangle, so these edges give the tree in a fraction
    of the time. Equal distances allow several such trees, and the labels of points at the rim of a
    cluster may differ from those of all distances.
    """
    from scipy.sparse import csr_array
    from scipy.spatial import KDTree

    spanned = _drop_flat_directions(points)
    if spanned.shape[1] > 3:
        return None
    n = len(points)
    order = np.lexsort(points.T)
    previous, current = points[order[:-1]], points[order[1:]]
    is_first = np.concatenate([[True], (previous != current).any(axis=1)])
    # For each point in `order`, the position of the first equal point, and how many precede it.
    first = np.flatnonzero(is_first)[np.cumsum(is_first) - 1]
    copy_number = np.arange(n) - first
    # Further copies of a point are joined to the first `n_neighbors` only.
    edges = [
        (order[copy_number > i], order[first[copy_number > i] + i]) for i in range(n_neighbors)
    ]
    selected = order[copy_number < n_neighbors]
    k = min(2 * n_neighbors + 1, len(selected))
    neighbors = np.asarray(KDTree(points[selected]).query(points[selected], k)[1], np.intp)
    edges.append((np.repeat(selected, k), selected[neighbors.ravel()]))
    unique = order[is_first]
    edges += [(unique[a], unique[b]) for a, b in _delaunay_edges(spanned[unique], n_neighbors)]
    a, b = (np.concatenate(ends).astype(np.int64) for ends in zip(*edges, strict=True))
    # Sorting is ten times as fast as `np.unique`.
    pairs = np.sort((np.minimum(a, b) * n + np.maximum(a, b))[a != b])
    low, high = np.divmod(pairs[np.diff(pairs, prepend=-1) > 0], n)
    # A stored 0 would mean that there is no edge, so equal points get the smallest distance.
    tiny = np.finfo(np.float32).tiny
    distances = np.maximum(np.linalg.norm(points[low] - points[high], axis=1), tiny)
    both = np.concatenate([low, high]), np.concatenate([high, low])
    return csr_array((np.tile(distances, 2), both), shape=(n, n))


def _drop_flat_directions(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rotate centered points to their principal axes, and drop axes along which they are flat."""
    left, values, _ = np.linalg.svd(points, full_matrices=False)
    rotated = left * values
    extent = np.abs(rotated).max(axis=0)
    return np.asarray(rotated[:, extent >= FLAT_RTOL * extent.max()])


def _delaunay_edges(
    points: NDArray[np.float64], n_neighbors: int
) -> list[tuple[NDArray[np.integer], NDArray[np.integer]]]:
    """Return the edges of the Delaunay triangulation of distinct points, as starts and ends."""
    from scipy.spatial import Delaunay, QhullError

    dim = points.shape[1]
    while dim > 1:
        try:
            triangulation = Delaunay(points[:, :dim])
        except QhullError:  # The points are too flat.
            dim -= 1
            continue
        simplices, coplanar = triangulation.simplices, triangulation.coplanar
        edges = [(simplices[:, i], simplices[:, j]) for i in range(dim + 1) for j in range(i)]
        return [*edges, (coplanar[:, 0], coplanar[:, 2])]
    # On a line, edges to the next `n_neighbors` points are enough: a path along them is as short.
    row = np.argsort(points[:, 0], kind="stable")
    return [(row[:-step], row[step:]) for step in range(1, n_neighbors + 1)]
