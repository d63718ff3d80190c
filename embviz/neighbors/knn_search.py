"""Looking for the nearest rows: in a table of all pairs, in a tree, among equal rows."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import DTypeLike, NDArray

from embviz.embedding import BLOCK_ROWS
from embviz.jobs import Progress
from embviz.neighbors.distances import BlockedDistances

# Rows looked at beyond the k asked for: rounding may have put a near row a few places too far back.
EXTRA_CANDIDATES = 16

# Of the rows that float64 products cannot tell apart, so many are measured: the first ones.
MAX_TIED_ROWS = 1000

# Rows measured again at once.
RERANK_BATCH_ROWS = 64


class KnnSearch:
    """One call of `nearest_rows`: what is asked, what is found so far."""

    def __init__(
        self,
        rows: NDArray[np.floating],
        query_ids: NDArray[np.intp],
        indices: NDArray[np.int32],
        distances: NDArray[np.float32],
    ) -> None:
        self.rows, self.query_ids, self.indices, self.distances = (
            rows,
            query_ids,
            indices,
            distances,
        )
        self.k = indices.shape[1]
        self.n_candidates = min(self.k + EXTRA_CANDIDATES, len(rows) - 1)

    def search_blocks(
        self, positions: NDArray[np.intp], dtype: DTypeLike, progress: Progress | None
    ) -> NDArray[np.intp]:
        """Answer questions by comparing all pairs; return those that rounding leaves open.

        Nothing is open after float64: rows that it cannot tell apart are all measured.
        """
        left_open = [np.empty(0, np.intp)]
        if not len(positions):
            return left_open[0]
        table, done = BlockedDistances(self.rows, dtype), 0
        for part in table.split_queries(positions):
            values = table.distance_block(self.query_ids[part])
            columns = _smallest_columns(values, self.n_candidates)
            squares = self._rerank(part, columns)
            if self.n_candidates < len(self.rows) - 1:
                queries = self.query_ids[part]
                next_best = np.take_along_axis(values, columns, axis=1).max(axis=1)
                error = table.error_bound(queries)
                reach = squares / table.scale**2 * (1 + 2 * table.product_rtol) + error
                unsure = np.flatnonzero(next_best + table.sq_norms[queries] < reach)
                if table.right_factor.dtype == np.float32:
                    left_open.append(part[unsure])
                else:
                    for i in unsure:
                        self._rerank(part[[i]], _tied_columns(values[i], self.k, float(error[i])))
            done += len(part)
            if progress:
                progress(done / len(positions))
        return np.concatenate(left_open)

    def search_tree(self, progress: Progress | None) -> NDArray[np.intp]:
        """Answer all questions with a k-d tree; return those that equal distances leave open."""
        from scipy.spatial import cKDTree

        tree = cKDTree(self.rows)
        left_open = [np.empty(0, np.intp)]
        for start in range(0, len(self.query_ids), BLOCK_ROWS):
            queries = self.query_ids[start : start + BLOCK_ROWS]
            part = np.arange(start, start + len(queries))
            found = tree.query(self.rows[queries], k=self.n_candidates + 1, workers=-1)
            apart, columns = np.asarray(found[0]), np.asarray(found[1])
            self._rerank(part, _drop_self(columns, queries))
            if self.n_candidates < len(self.rows) - 1:
                left_open.append(part[apart[:, -1] <= self.distances[part, -1] * (1 + 1e-6)])
            if progress:
                progress(min(1.0, (start + BLOCK_ROWS) / len(self.query_ids)))
        return np.concatenate(left_open)

    def search_duplicates(self, positions: NDArray[np.intp]) -> NDArray[np.intp]:
        """Answer for rows that have k equal ones, with the first of these; return the others.

        Such rows, like the rows of zeros that some files hold, can be many, and then each of them
        ties with all of them.
        """
        has_equals = self.distances[positions, -1] == 0
        if not has_equals.any():
            return positions
        rows = np.ascontiguousarray(self.rows + 0.0)  # Which makes one zero of 0 and −0.
        as_bytes = rows.view(np.dtype((np.void, rows.strides[0]))).ravel()
        _, group, sizes = np.unique(as_bytes, return_inverse=True, return_counts=True)
        members = np.argsort(group, kind="stable")
        first_of_group = np.cumsum(sizes) - sizes
        groups = group[self.query_ids[positions]]
        has_equals &= sizes[groups] > self.k
        starts = first_of_group[groups[has_equals]]
        found = members[starts[:, None] + np.arange(self.k + 1)]
        part = positions[has_equals]
        self.indices[part] = _drop_self(found, self.query_ids[part])
        self.distances[part] = 0
        return np.asarray(positions[~has_equals])

    def _rerank(
        self, positions: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Measure the rows in `columns` and keep the best; return the squared k-th distances."""
        columns = np.sort(columns, axis=1)
        squares = np.empty(columns.shape)
        queries = self.rows[self.query_ids[positions]].astype(np.float64)
        for start in range(0, len(positions), RERANK_BATCH_ROWS):
            part = slice(start, start + RERANK_BATCH_ROWS)
            apart = self.rows[columns[part]] - queries[part, None]
            squares[part] = np.einsum("ijk,ijk->ij", apart, apart)
        # Stable on sorted columns, so that ties stay in order of row number.
        order = np.argsort(squares, axis=1, kind="stable")[:, : self.k]
        best = np.take_along_axis(squares, order, axis=1)
        self.indices[positions] = np.take_along_axis(columns, order, axis=1)
        self.distances[positions] = np.sqrt(best)
        return np.asarray(best[:, -1])


def _drop_self(columns: NDArray[np.intp], own: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return each row of `columns` without its own number, or where it lacks it, without its last.

    A row may be missing from a list of its nearest when more rows than listed are equal to it.
    """
    order = np.argsort(columns == own[:, None], axis=1, kind="stable")
    return np.take_along_axis(columns, order, axis=1)[:, :-1]


def _smallest_columns(values: NDArray[np.floating], m: int) -> NDArray[np.intp]:
    """Return in which columns the `m` smallest values of each row stand, in any order.

    The columns are dealt into groups. The m groups with the smallest minima hold the m smallest
    values, so that only their members need to be compared one by one.
    """
    count, n = values.shape
    size = int(sqrt(n / m))
    if size < 3:
        return np.argpartition(values, m - 1, axis=1)[:, :m]
    groups = n // size
    minima = values[:, : groups * size].reshape(count, size, groups).min(axis=1)
    best = np.argpartition(minima, m - 1, axis=1)[:, :m]
    members = (best[:, None] + groups * np.arange(size)[:, None]).reshape(count, -1)
    rest = np.broadcast_to(np.arange(groups * size, n), (count, n - groups * size))
    columns = np.concatenate([members, rest], axis=1)
    chosen = np.argpartition(np.take_along_axis(values, columns, axis=1), m - 1, axis=1)[:, :m]
    return np.take_along_axis(columns, chosen, axis=1)


def _tied_columns(values: NDArray[np.floating], k: int, error: float) -> NDArray[np.intp]:
    """Return the columns of the `k` smallest values and of what may tie with them: shape (1, m)."""
    last = float(np.partition(values, k - 1)[k - 1])
    surely = np.flatnonzero(values < last - error)
    perhaps = np.flatnonzero(np.abs(values - last) <= error)[: max(k, MAX_TIED_ROWS)]
    return np.concatenate([surely, perhaps])[None]
