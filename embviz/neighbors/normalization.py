"""Scale rows and vectors to length 1."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import EmbeddingMatrix, Vectors
from embviz.embedding.matrix import BLOCK_ROWS
from embviz.neighbors.distances import check_array

Float64Array: TypeAlias = NDArray[np.float64]

# A sum of rows of length 1 that is shorter than this is a rounding error of float32.
ZERO_TOL = 1e-6


def normalize(vectors: ArrayLike) -> Vectors:
    """Scale rows to length 1, so that Euclidean distance ranks them by angle.

    Parameters
    ----------
    vectors : array_like of shape (n, dim)

    Returns
    -------
    ndarray of shape (n, dim)
        A copy in float32. Rows of zeros are unchanged.

    Examples
    --------
    >>> normalize([[3, 4], [0, 0]])
    array([[0.6, 0.8],
           [0. , 0. ]], dtype=float32)
    """
    rows = check_array(vectors)
    out = np.zeros(rows.shape, np.float32)
    for start in range(0, len(rows), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        out[block] = _normalize_float64(rows[block].astype(np.float64))
    return out


def normalized_rows(E: EmbeddingMatrix, token_ids: ArrayLike) -> Float64Array:
    """Return rows of an embedding at length 1, shape (n, dim), in float64.

    Rows of zeros are unchanged.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> normalized_rows(E, E.token_ids(["dog", "car"]))
    array([[0.6, 0.8],
           [0. , 1. ]])
    """
    return _normalize_float64(E.vectors[np.asarray(token_ids, np.intp)].astype(np.float64))


def normalize_vector(vector: ArrayLike) -> Float64Array:
    """Return a vector at length 1 in float64; a vector of zeros is unchanged.

    Squares of its values may be too small or too large for float64.
    """
    values = np.asarray(vector, np.float64)
    largest = np.abs(values).max()
    if largest == 0:
        return values
    scaled = values / largest
    return np.asarray(scaled / np.linalg.norm(scaled))


def _normalize_float64(rows: Float64Array) -> Float64Array:
    norms = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return np.asarray(np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0))
