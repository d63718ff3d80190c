"""How far rows are from each other: a table in blocks, or one row from all."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from embviz.embedding import BLOCK_ROWS

# Bytes of a table of distances that are held at once.
BLOCK_BYTES = 2**26

# Rows whose differences are held at once: they should stay in the cache of the processor.
DIFFERENCE_BLOCK_ROWS = 512


def check_array(vectors: ArrayLike, check_values: bool = True) -> NDArray[np.floating]:
    """Return `vectors` as an array of float32 or float64, or raise ValueError if it is no table."""
    rows = np.asarray(vectors)
    if rows.dtype not in (np.float32, np.float64):
        rows = rows.astype(np.float64)
    if rows.ndim != 2 or not rows.size:
        raise ValueError(f"vectors must have shape (n, dim), not {rows.shape}.")
    # One such value in a column shows in its sum.
    if check_values and not np.isfinite(rows.sum(axis=0, dtype=np.float64)).all():
        raise ValueError("vectors hold a value that is not a finite number.")
    return rows


class BlockedDistances:
    """Squared distances to every row, a block at a time, from products of matrices.

    |a − b|² = |a|² − 2ab + |b|²; the rows are moved to their mean and brought to size 1 first,
    which leaves the products as many digits as can be had.
    """

    def __init__(self, rows: NDArray[np.floating], dtype: DTypeLike) -> None:
        n, dim = rows.shape
        mean = rows.mean(axis=0, dtype=np.float64)
        ends = rows.max(axis=0) - mean, mean - rows.min(axis=0)
        size = float(np.maximum(*ends).max()) or 1.0
        # One more column holds |b|², so that the product of the matrices adds it.
        self.right_factor = np.empty((n, dim + 1), dtype)
        self.sq_norms = np.empty(n)
        for start in range(0, n, BLOCK_ROWS):
            part = slice(start, start + BLOCK_ROWS)
            block = (rows[part] - mean) / size
            self.sq_norms[part] = np.einsum("ij,ij->i", block, block)
            self.right_factor[part, :dim] = block
        self.right_factor[:, dim] = self.sq_norms
        self.scale = size
        # Rounding of a product of `dim` terms, of which few round the same way.
        self.product_rtol = 4 * sqrt(dim) * float(np.finfo(self.right_factor.dtype).eps)

    def split_queries(self, queries: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
        """Cut row numbers into parts whose blocks fit into memory."""
        step = max(1, BLOCK_BYTES // self.right_factor.itemsize // len(self.right_factor))
        for start in range(0, len(queries), step):
            yield queries[start : start + step]

    def distance_block(self, queries: NDArray[np.intp]) -> NDArray[np.floating]:
        """Return |b|² − 2ab for queries a and all rows b, shape (m, n); infinity for itself."""
        left = -2 * self.right_factor[queries]
        left[:, -1] = 1
        values: NDArray[np.floating] = left @ self.right_factor.T
        values[np.arange(len(queries)), queries] = np.inf
        return values

    def error_bound(self, queries: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return by how much the value of a row near each query may be wrong, shape (m,)."""
        smallest = 1e6 * float(np.finfo(self.right_factor.dtype).tiny)
        return np.asarray(8 * self.product_rtol * self.sq_norms[queries] + smallest)


def squared_distances(
    rows: NDArray[np.floating], query: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Return squared distances of all rows to `query`, shape (n,), of the type of `rows`.

    They come from the differences, so that near rows keep their digits.

    Examples
    --------
    >>> squared_distances(np.array([[0.0, 0], [3, 4]]), np.array([0.0, 0]))
    array([ 0., 25.])
    """
    squares = np.empty(len(rows), rows.dtype)
    differences = np.empty((DIFFERENCE_BLOCK_ROWS, rows.shape[1]), rows.dtype)
    for start in range(0, len(rows), DIFFERENCE_BLOCK_ROWS):
        block = rows[start : start + DIFFERENCE_BLOCK_ROWS]
        apart = np.subtract(block, query, out=differences[: len(block)])
        np.einsum("ij,ij->i", apart, apart, out=squares[start : start + DIFFERENCE_BLOCK_ROWS])
    return squares
