"""The distances between near points, which say where points lie close together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# A direction in which points reach less far than this share of their width is one of rounding:
# places in float32 that lie on a line or a plane reach 1e-7 out of it.
FLAT_RTOL = 1e-6


def sparse_distances(points: NDArray[np.float64], n_neighbors: int) -> object | None:
    """Return the distances between near points as a sparse matrix; None beyond 3 dimensions.

    HDBSCAN needs only the shortest tree that joins all points, where two points are no nearer than
    the `n_neighbors`-th point around each. All of its edges but a few run between near points or in the
    triangles between them, so the tree is found in a fraction of the time. Where distances are
    equal, there is more than one such tree, and points at the rim of a cluster may differ.
    """
    from scipy.sparse import csr_array
    from scipy.spatial import KDTree

    spanned = _drop_flat_directions(points)
    if spanned.shape[1] > 3:
        return None
    n = len(points)
    order = np.lexsort(points.T)
    ahead, behind = points[order[:-1]], points[order[1:]]
    is_first = np.concatenate([[True], (ahead != behind).any(axis=1)])
    # In `order`, where the first point of the same place stands, and how many come before.
    first = np.flatnonzero(is_first)[np.cumsum(is_first) - 1]
    copy = np.arange(n) - first
    # More copies than `n_neighbors` would only be near to each other: they join the first ones.
    edges = [(order[copy > i], order[first[copy > i] + i]) for i in range(n_neighbors)]
    few = order[copy < n_neighbors]
    k = min(2 * n_neighbors + 1, len(few))
    found = np.asarray(KDTree(points[few]).query(points[few], k)[1], np.intp)
    edges.append((np.repeat(few, k), few[found.ravel()]))
    places = order[is_first]
    edges += [(places[a], places[b]) for a, b in _delaunay_edges(spanned[places], n_neighbors)]
    a, b = (np.concatenate(ends).astype(np.int64) for ends in zip(*edges, strict=True))
    # Sorted by hand: `np.unique` takes ten times as long.
    pairs = np.sort((np.minimum(a, b) * n + np.maximum(a, b))[a != b])
    low, high = np.divmod(pairs[np.diff(pairs, prepend=-1) > 0], n)
    # Of points in one place the distance is not quite 0, which would say that there is no edge.
    tiny = np.finfo(np.float32).tiny
    lengths = np.maximum(np.linalg.norm(points[low] - points[high], axis=1), tiny)
    both = np.concatenate([low, high]), np.concatenate([high, low])
    return csr_array((np.tile(lengths, 2), both), shape=(n, n))


def _drop_flat_directions(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn points around their mean, 0, and leave out the directions in which they are flat."""
    left, values, _ = np.linalg.svd(points, full_matrices=False)
    turned = left * values
    reach = np.abs(turned).max(axis=0)
    return np.asarray(turned[:, reach >= FLAT_RTOL * reach.max()])


def _delaunay_edges(
    places: NDArray[np.float64], n_neighbors: int
) -> list[tuple[NDArray[np.integer], NDArray[np.integer]]]:
    """Return the edges between places that have no others between them, as starts and ends."""
    from scipy.spatial import Delaunay, QhullError

    dim = places.shape[1]
    while dim > 1:
        try:
            triangles = Delaunay(places[:, :dim])
        except QhullError:  # Too flat for it.
            dim -= 1
            continue
        corners, left_out = triangles.simplices, triangles.coplanar
        edges = [(corners[:, i], corners[:, j]) for i in range(dim + 1) for j in range(i)]
        return [*edges, (left_out[:, 0], left_out[:, 2])]
    # On a line no longer steps are needed: more places in between are all near to each other, and
    # walking along them is never farther.
    row = np.argsort(places[:, 0], kind="stable")
    return [(row[:-step], row[step:]) for step in range(1, n_neighbors + 1)]
