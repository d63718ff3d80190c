"""Compare one vector with every row of an embedding."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from embviz.embedding import MAX_ABS_VALUE, EmbeddingMatrix, Vectors
from embviz.embedding.matrix import BLOCK_ROWS, NORM_RTOL
from embviz.neighbors.metrics import MetricName, unknown_metric_error
from embviz.neighbors.normalization import Float64Array, normalize_vector


class QueryScores:
    """Scores of every row for one vector, all derived from one product with the matrix.

    The product takes most of the time of a search, so several searches should share it.

    Parameters
    ----------
    E : EmbeddingMatrix
    vector : array_like of shape (dim,)

    Attributes
    ----------
    E : EmbeddingMatrix
    query : ndarray of shape (dim,)
        The vector in float64.

    Raises
    ------
    ValueError
        If the vector has another shape than a row, or a value is not finite or too large.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> scores = QueryScores(E, [2, 0])
    >>> scores.unit_dots.tolist(), scores.dots().tolist()
    ([4.0, 3.0, 0.0], [8.0, 6.0, 0.0])
    >>> scores.neg_sq_distances()[0].tolist()
    [-4.0, -17.0, -8.0]
    """

    def __init__(self, E: EmbeddingMatrix, vector: ArrayLike) -> None:
        self.E, self.query = E, check_vector(E, vector)
        self.query_norm = np.float32(np.linalg.norm(self.query))

    @cached_property
    def unit_dots(self) -> Vectors:
        """Dot products with the vector at length 1, shape (n_tokens,), in float32.

        At that length, the products of very short and very long rows stay in range.
        """
        return np.asarray(self.E.vectors @ normalize_vector(self.query).astype(np.float32))

    @cached_property
    def cosines(self) -> Vectors:
        """Cosine similarity with every row, read-only; 0 for a row of zeros."""
        norms, cosines = self.E.norms, self.unit_dots.copy()
        np.divide(cosines, norms, out=cosines, where=norms > 0)
        np.clip(cosines, -1, 1, out=cosines)
        cosines.setflags(write=False)
        return cosines

    def dots(self) -> Vectors:
        """Return the dot product with every row."""
        return np.asarray(self.unit_dots * self.query_norm)

    def neg_sq_distances(self) -> tuple[Vectors, Vectors]:
        """Return the negative squared distances, and an upper bound of the error of each.

        ``2v·q − |v|² − |q|²`` takes a fifth of the time of the differences, but cancels digits of
        near rows.
        """
        squares = np.square(self.E.norms)
        squares += np.float32(self.query @ self.query)
        tolerance = squares * np.float32(1e-6 + 1e-7 * self.E.dim + 4 * NORM_RTOL)
        scores = self.unit_dots * (2 * self.query_norm)
        scores -= squares
        return scores, tolerance

    def add(self, other: QueryScores) -> QueryScores:
        """Return the scores for the sum of both vectors, derived from the products of each.

        Examples
        --------
        >>> import embviz
        >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
        >>> QueryScores(E, [2, 0]).add(QueryScores(E, [0, 1])).dots().tolist()
        [8.0, 10.0, 2.0]
        """
        total = QueryScores(self.E, self.query + other.query)
        # Where the vectors nearly cancel out, the rounding errors of float32 would dominate.
        if 2 * total.query_norm >= max(self.query_norm, other.query_norm) > 0:
            total.unit_dots = (self.dots() + other.dots()) / total.query_norm
        return total


def score_rows(E: EmbeddingMatrix, vector: ArrayLike, metric: MetricName = "cosine") -> Vectors:
    """Compare one vector with every row.

    Returns
    -------
    ndarray of shape (n_tokens,)
        In float32, in the unit of `metric` (see `embviz.neighbors.similarity.similarity`).

    Raises
    ------
    ValueError
        If the vector has another shape than a row, or a value is not finite or too large; for an
        unknown metric.
    """
    if metric == "cosine":
        return QueryScores(E, vector).cosines.copy()
    query = check_vector(E, vector)
    if metric == "euclidean":
        return _euclidean_distances(E, query)
    if metric == "dot":
        return np.asarray(E.vectors @ query.astype(np.float32))
    raise unknown_metric_error(metric)


def check_vector(E: EmbeddingMatrix, vector: ArrayLike) -> Float64Array:
    """Return `vector` in float64, or raise ValueError if it is not comparable with rows."""
    query = np.asarray(vector, np.float64)
    if query.shape != (E.dim,):
        raise ValueError(f"The vector has shape {query.shape}; rows of {E.name!r} have ({E.dim},).")
    is_valid = np.abs(query) <= MAX_ABS_VALUE  # False for NaN, too.
    if not is_valid.all():
        raise ValueError(
            f"The vector holds {query[~is_valid][0]}; every value must be a number between "
            f"-{MAX_ABS_VALUE:g} and {MAX_ABS_VALUE:g}."
        )
    return query


def _euclidean_distances(E: EmbeddingMatrix, query: Float64Array) -> Vectors:
    distances = np.empty(len(E), np.float32)
    for start in range(0, len(E), BLOCK_ROWS):
        # From differences, because |v|² − 2v·q + |q|² cancels digits of near rows.
        difference = E.vectors[start : start + BLOCK_ROWS] - query.astype(np.float32)
        squares = np.einsum("ij,ij->i", difference, difference)
        distances[start : start + BLOCK_ROWS] = np.sqrt(squares)
    return distances
