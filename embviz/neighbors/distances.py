"""Compute squared Euclidean distances between rows in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from embviz.embedding.matrix import BLOCK_ROWS

# Memory of a block of distances.
BLOCK_BYTES = 2**26

# Rows per block of differences, which should fit into the processor cache.
DIFFERENCE_BLOCK_ROWS = 512


def check_array(vectors: ArrayLike, check_values: bool = True) -> NDArray[np.floating]:
    """Return `vectors` as float32 or float64, or raise ValueError unless it is 2-D and finite."""
    rows = np.asarray(vectors)
    if rows.dtype not in (np.float32, np.float64):
        rows = rows.astype(np.float64)
    if rows.ndim != 2 or not rows.size:
        raise ValueError(f"vectors must have shape (n, dim), not {rows.shape}.")
    # The sum of a column is finite only if all its values are.
    if check_values and not np.isfinite(rows.sum(axis=0, dtype=np.float64)).all():
        raise ValueError("vectors hold a value that is not a finite number.")
    return rows


class BlockedDistances:
    """Squared distances to every row in blocks, from products of matrices.

    |a − b|² = |a|² − 2ab + |b|². Rows are centered and scaled to a maximum of 1 first, so that the
    subtraction cancels as few digits as possible.
    """

    def __init__(self, rows: NDArray[np.floating], dtype: DTypeLike) -> None:
        n, dim = rows.shape
        mean = rows.mean(axis=0, dtype=np.float64)
        self.scale = (
            float(np.maximum(rows.max(axis=0) - mean, mean - rows.min(axis=0)).max()) or 1.0
        )
        # The last column is |b|², so that the product of the matrices adds it.
        self.right_factor = np.empty((n, dim + 1), dtype)
        self.sq_norms = np.empty(n)
        for start in range(0, n, BLOCK_ROWS):
            part = slice(start, start + BLOCK_ROWS)
            block = (rows[part] - mean) / self.scale
            self.sq_norms[part] = np.einsum("ij,ij->i", block, block)
            self.right_factor[part, :dim] = block
        self.right_factor[:, dim] = self.sq_norms
        # Rounding errors of a sum of `dim` terms are nearly independent.
        self.product_rtol = 4 * sqrt(dim) * float(np.finfo(self.right_factor.dtype).eps)

    def split_queries(self, queries: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
        """Split row numbers into parts whose blocks of distances fit into `BLOCK_BYTES`."""
        step = max(1, BLOCK_BYTES // self.right_factor.itemsize // len(self.right_factor))
        for start in range(0, len(queries), step):
            yield queries[start : start + step]

    def distance_block(self, queries: NDArray[np.intp]) -> NDArray[np.floating]:
        """Return |b|² − 2ab for queries a and all rows b, shape (m, n); infinity where a is b."""
        left = -2 * self.right_factor[queries]
        left[:, -1] = 1
        values: NDArray[np.floating] = left @ self.right_factor.T
        values[np.arange(len(queries)), queries] = np.inf
        return values

    def error_bound(self, queries: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return an upper bound of the error of values of rows near each query, shape (m,)."""
        underflow = 1e6 * float(np.finfo(self.right_factor.dtype).tiny)
        return np.asarray(8 * self.product_rtol * self.sq_norms[queries] + underflow)


def squared_distances(
    rows: NDArray[np.floating], query: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Return the squared distances of all rows to `query`, shape (n,), in the dtype of `rows`.

    They are computed from differences, which are precise for near rows.

    Examples
    --------
    >>> squared_distances(np.array([[0.0, 0], [3, 4]]), np.array([0.0, 0]))
    array([ 0., 25.])
    """
    sq_distances = np.empty(len(rows), rows.dtype)
    buffer = np.empty((DIFFERENCE_BLOCK_ROWS, rows.shape[1]), rows.dtype)
    for start in range(0, len(rows), DIFFERENCE_BLOCK_ROWS):
        part = slice(start, start + DIFFERENCE_BLOCK_ROWS)
        block = rows[part]
        differences = np.subtract(block, query, out=buffer[: len(block)])
        np.einsum("ij,ij->i", differences, differences, out=sq_distances[part])
    return sq_distances
