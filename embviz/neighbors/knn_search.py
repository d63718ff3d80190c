"""Search for the nearest rows: by comparing all pairs, in a k-d tree, among duplicates."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import DTypeLike, NDArray

from embviz.embedding.matrix import BLOCK_ROWS
from embviz.jobs import Progress
from embviz.neighbors.distances import BlockedDistances

# Candidates beyond k, because rounding can move a near row a few ranks down.
EXTRA_CANDIDATES = 16

# Largest number of rows, tied within the error of float64 products, that are compared exactly.
MAX_TIED_ROWS = 1000

# Queries per block of exact comparisons.
RERANK_BATCH_ROWS = 64


class KnnSearch:
    """State of one call of `nearest_rows`.

    The methods fill in `indices` and `distances`, shape (m, k), at some positions of `query_ids`
    and return the positions that they leave unresolved.
    """

    def __init__(self, rows: NDArray[np.floating], query_ids: NDArray[np.intp], k: int) -> None:
        self.rows, self.query_ids, self.k = rows, query_ids, k
        self.indices = np.empty((len(query_ids), k), np.int32)
        self.distances = np.empty((len(query_ids), k), np.float32)
        self.n_candidates = min(k + EXTRA_CANDIDATES, len(rows) - 1)

    def search_blocks(
        self, positions: NDArray[np.intp], dtype: DTypeLike, progress: Progress | None
    ) -> NDArray[np.intp]:
        """Compare `positions` with all rows; return those for which `dtype` is not precise enough.

        None are returned for float64, where ties within the error are compared exactly.
        """
        unresolved = [np.empty(0, np.intp)]
        if not len(positions):
            return unresolved[0]
        table, n_done = BlockedDistances(self.rows, dtype), 0
        for part in table.split_queries(positions):
            values = table.distance_block(self.query_ids[part])
            columns = _smallest_columns(values, self.n_candidates)
            sq_distances = self._rerank(part, columns)
            if self.n_candidates < len(self.rows) - 1:
                queries = self.query_ids[part]
                next_best = np.take_along_axis(values, columns, axis=1).max(axis=1)
                error = table.error_bound(queries)
                limit = sq_distances / table.scale**2 * (1 + 2 * table.product_rtol) + error
                imprecise = np.flatnonzero(next_best + table.sq_norms[queries] < limit)
                if table.right_factor.dtype == np.float32:
                    unresolved.append(part[imprecise])
                else:
                    for i in imprecise:
                        self._rerank(part[[i]], _tied_columns(values[i], self.k, float(error[i])))
            n_done += len(part)
            if progress:
                progress(n_done / len(positions))
        return np.concatenate(unresolved)

    def search_tree(self, progress: Progress | None) -> NDArray[np.intp]:
        """Search for all queries in a k-d tree; return those with ties beyond the candidates."""
        from scipy.spatial import cKDTree

        tree = cKDTree(self.rows)
        unresolved = [np.empty(0, np.intp)]
        for start in range(0, len(self.query_ids), BLOCK_ROWS):
            queries = self.query_ids[start : start + BLOCK_ROWS]
            part = np.arange(start, start + len(queries))
            distances, columns = map(
                np.asarray, tree.query(self.rows[queries], k=self.n_candidates + 1, workers=-1)
            )
            self._rerank(part, _drop_self(columns, queries))
            if self.n_candidates < len(self.rows) - 1:
                unresolved.append(part[distances[:, -1] <= self.distances[part, -1] * (1 + 1e-6)])
            if progress:
                progress(min(1.0, (start + BLOCK_ROWS) / len(self.query_ids)))
        return np.concatenate(unresolved)

    def search_duplicates(self, positions: NDArray[np.intp]) -> NDArray[np.intp]:
        """Fill in the first k duplicates of rows that have so many; return the other positions.

        Files can have many rows of zeros, each of which is tied with all the others.
        """
        has_duplicates = self.distances[positions, -1] == 0
        if not has_duplicates.any():
            return positions
        rows = np.ascontiguousarray(self.rows + 0.0)  # Turns −0 into 0.
        as_bytes = rows.view(np.dtype((np.void, rows.strides[0]))).ravel()
        _, group_of_row, sizes = np.unique(as_bytes, return_inverse=True, return_counts=True)
        members = np.argsort(group_of_row, kind="stable")
        first_of_group = np.cumsum(sizes) - sizes
        groups = group_of_row[self.query_ids[positions]]
        has_duplicates &= sizes[groups] > self.k
        starts = first_of_group[groups[has_duplicates]]
        duplicates = members[starts[:, None] + np.arange(self.k + 1)]
        part = positions[has_duplicates]
        self.indices[part] = _drop_self(duplicates, self.query_ids[part])
        self.distances[part] = 0
        return np.asarray(positions[~has_duplicates])

    def _rerank(
        self, positions: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Set the best of the rows in `columns`, compared in float64.

        Return the squared distances of the k-th.
        """
        columns = np.sort(columns, axis=1)
        sq_distances = np.empty(columns.shape)
        queries = self.rows[self.query_ids[positions]].astype(np.float64)
        for start in range(0, len(positions), RERANK_BATCH_ROWS):
            part = slice(start, start + RERANK_BATCH_ROWS)
            differences = self.rows[columns[part]] - queries[part, None]
            sq_distances[part] = np.einsum("ijk,ijk->ij", differences, differences)
        # A stable sort of ascending columns keeps ties in order of row number.
        order = np.argsort(sq_distances, axis=1, kind="stable")[:, : self.k]
        best = np.take_along_axis(sq_distances, order, axis=1)
        self.indices[positions] = np.take_along_axis(columns, order, axis=1)
        self.distances[positions] = np.sqrt(best)
        return np.asarray(best[:, -1])


def _drop_self(columns: NDArray[np.intp], queries: NDArray[np.intp]) -> NDArray[np.intp]:
    """Drop each query from its row of `columns`, or the last column if it is not there.

    A query is not among its own nearest rows if it has more duplicates than there are columns.
    """
    order = np.argsort(columns == queries[:, None], axis=1, kind="stable")
    return np.take_along_axis(columns, order, axis=1)[:, :-1]


def _smallest_columns(values: NDArray[np.floating], m: int) -> NDArray[np.intp]:
    """Return the columns of the `m` smallest values of each row, in any order.

    The columns are divided into groups. The m groups with the smallest minima contain the m
    smallest values, so only their members are partitioned.
    """
    n_rows, n_columns = values.shape
    group_size = int(sqrt(n_columns / m))
    if group_size < 3:
        return np.argpartition(values, m - 1, axis=1)[:, :m]
    n_groups = n_columns // group_size
    n_grouped = n_groups * group_size
    minima = values[:, :n_grouped].reshape(n_rows, group_size, n_groups).min(axis=1)
    best = np.argpartition(minima, m - 1, axis=1)[:, :m]
    members = (best[:, None] + n_groups * np.arange(group_size)[:, None]).reshape(n_rows, -1)
    rest = np.broadcast_to(np.arange(n_grouped, n_columns), (n_rows, n_columns - n_grouped))
    columns = np.concatenate([members, rest], axis=1)
    order = np.argpartition(np.take_along_axis(values, columns, axis=1), m - 1, axis=1)[:, :m]
    return np.take_along_axis(columns, order, axis=1)


def _tied_columns(values: NDArray[np.floating], k: int, error: float) -> NDArray[np.intp]:
    """Return the columns of the `k` smallest values and of possible ties, shape (1, m)."""
    kth_value = float(np.partition(values, k - 1)[k - 1])
    smaller = np.flatnonzero(values < kth_value - error)
    tied = np.flatnonzero(np.abs(values - kth_value) <= error)[: max(k, MAX_TIED_ROWS)]
    return np.concatenate([smaller, tied])[None]
