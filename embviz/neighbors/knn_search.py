"""Looking for the nearest rows: in a table of all pairs, in a tree, among equal rows."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import DTypeLike, NDArray

from embviz.embedding import BLOCK_ROWS
from embviz.neighbors.distances import Table
from embviz.neighbors.progress import Progress

# Rows looked at beyond the k asked for: rounding may have put a near row a few places too far back.
SPARE = 16

# Of the rows that float64 products cannot tell apart, so many are measured: the first ones.
MOST_TIED = 1000

# Rows measured again at once.
MEASURED_ROWS = 64


class Search:
    """One call of `nearest_rows`: what is asked, what is found so far."""

    def __init__(
        self,
        rows: NDArray[np.floating],
        asked: NDArray[np.intp],
        indices: NDArray[np.int32],
        distances: NDArray[np.float32],
    ) -> None:
        self.rows, self.asked, self.indices, self.distances = rows, asked, indices, distances
        self.k = indices.shape[1]
        self.listed = min(self.k + SPARE, len(rows) - 1)

    def in_table(
        self, questions: NDArray[np.intp], dtype: DTypeLike, progress: Progress | None
    ) -> NDArray[np.intp]:
        """Answer questions by comparing all pairs; return those that rounding leaves open.

        Nothing is open after float64: rows that it cannot tell apart are all measured.
        """
        left_open = [np.empty(0, np.intp)]
        if not len(questions):
            return left_open[0]
        table, done = Table(self.rows, dtype), 0
        for part in table.parts(questions):
            values = table.block(self.asked[part])
            columns = _smallest(values, self.listed)
            squares = self._answer(part, columns)
            if self.listed < len(self.rows) - 1:
                queries = self.asked[part]
                next_best = np.take_along_axis(values, columns, axis=1).max(axis=1)
                error = table.error(queries)
                reach = squares / table.size**2 * (1 + 2 * table.rounding) + error
                unsure = np.flatnonzero(next_best + table.squares[queries] < reach)
                if table.right.dtype == np.float32:
                    left_open.append(part[unsure])
                else:
                    for i in unsure:
                        self._answer(part[[i]], _tied(values[i], self.k, float(error[i])))
            done += len(part)
            if progress:
                progress(done / len(questions))
        return np.concatenate(left_open)

    def in_tree(self, progress: Progress | None) -> NDArray[np.intp]:
        """Answer all questions with a k-d tree; return those that equal distances leave open."""
        from scipy.spatial import cKDTree

        tree = cKDTree(self.rows)
        left_open = [np.empty(0, np.intp)]
        for start in range(0, len(self.asked), BLOCK_ROWS):
            queries = self.asked[start : start + BLOCK_ROWS]
            part = np.arange(start, start + len(queries))
            found = tree.query(self.rows[queries], k=self.listed + 1, workers=-1)
            apart, columns = np.asarray(found[0]), np.asarray(found[1])
            self._answer(part, _without(columns, queries))
            if self.listed < len(self.rows) - 1:
                left_open.append(part[apart[:, -1] <= self.distances[part, -1] * (1 + 1e-6)])
            if progress:
                progress(min(1.0, (start + BLOCK_ROWS) / len(self.asked)))
        return np.concatenate(left_open)

    def among_equals(self, questions: NDArray[np.intp]) -> NDArray[np.intp]:
        """Answer for rows that have k equal ones, with the first of these; return the others.

        Such rows, like the rows of zeros that some files hold, can be many, and then each of them
        ties with all of them.
        """
        has_equals = self.distances[questions, -1] == 0
        if not has_equals.any():
            return questions
        rows = np.ascontiguousarray(self.rows + 0.0)  # Which makes one zero of 0 and −0.
        as_bytes = rows.view(np.dtype((np.void, rows.strides[0]))).ravel()
        _, group, sizes = np.unique(as_bytes, return_inverse=True, return_counts=True)
        members = np.argsort(group, kind="stable")
        first_of_group = np.cumsum(sizes) - sizes
        groups = group[self.asked[questions]]
        has_equals &= sizes[groups] > self.k
        starts = first_of_group[groups[has_equals]]
        found = members[starts[:, None] + np.arange(self.k + 1)]
        part = questions[has_equals]
        self.indices[part] = _without(found, self.asked[part])
        self.distances[part] = 0
        return np.asarray(questions[~has_equals])

    def _answer(
        self, questions: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Measure the rows in `columns` and keep the best; return the squared k-th distances."""
        columns = np.sort(columns, axis=1)
        squares = np.empty(columns.shape)
        queries = self.rows[self.asked[questions]].astype(np.float64)
        for start in range(0, len(questions), MEASURED_ROWS):
            part = slice(start, start + MEASURED_ROWS)
            apart = self.rows[columns[part]] - queries[part, None]
            squares[part] = np.einsum("ijk,ijk->ij", apart, apart)
        # Stable on sorted columns, so that ties stay in order of row number.
        order = np.argsort(squares, axis=1, kind="stable")[:, : self.k]
        best = np.take_along_axis(squares, order, axis=1)
        self.indices[questions] = np.take_along_axis(columns, order, axis=1)
        self.distances[questions] = np.sqrt(best)
        return np.asarray(best[:, -1])


def _without(columns: NDArray[np.intp], own: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return each row of `columns` without its own number, or where it lacks it, without its last.

    A row may be missing from a list of its nearest when more rows than listed are equal to it.
    """
    order = np.argsort(columns == own[:, None], axis=1, kind="stable")
    return np.take_along_axis(columns, order, axis=1)[:, :-1]


def _smallest(values: NDArray[np.floating], m: int) -> NDArray[np.intp]:
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


def _tied(values: NDArray[np.floating], k: int, error: float) -> NDArray[np.intp]:
    """Return the columns of the `k` smallest values and of what may tie with them: shape (1, m)."""
    last = float(np.partition(values, k - 1)[k - 1])
    surely = np.flatnonzero(values < last - error)
    perhaps = np.flatnonzero(np.abs(values - last) <= error)[: max(k, MOST_TIED)]
    return np.concatenate([surely, perhaps])[None]
