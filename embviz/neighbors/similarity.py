"""Compare the rows of tokens with each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix, common_words
from embviz.neighbors.metrics import MetricName, unknown_metric_error
from embviz.neighbors.normalization import normalized_rows


def similarity(E: EmbeddingMatrix, a: str, b: str, metric: MetricName = "cosine") -> float:
    """Compare the rows of two tokens.

    Parameters
    ----------
    E : EmbeddingMatrix
    a, b : str
        Tokens of `E`.
    metric : {"cosine", "euclidean", "dot"}
        ``cosine``: cosine of the angle, from −1 to 1, higher is nearer; 0 if a row is all zeros.
        ``euclidean``: length of the difference, from 0 up, lower is nearer.
        ``dot``: sum of products, unbounded, higher is nearer; it grows with the length of the rows.

    Returns
    -------
    float
        Computed in float64.

    Raises
    ------
    KeyError
        If a token is not in the vocabulary.
    ValueError
        For an unknown metric.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> similarity(E, "cat", "dog"), similarity(E, "cat", "dog", metric="dot")
    (0.6, 12.0)
    >>> similarity(E, "dog", "car", metric="euclidean")
    3.605551275463989
    """
    return float(pairwise(E, [a, b], metric)[0, 1])


def pairwise(
    E: EmbeddingMatrix, tokens: Sequence[str], metric: MetricName = "cosine"
) -> NDArray[np.float64]:
    """Compare every pair of `tokens`.

    Returns
    -------
    ndarray of shape (n, n)
        Symmetric, in float64, in the unit of `metric` (see `similarity`).

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> pairwise(E, ["cat", "dog", "car"])
    array([[1. , 0.6, 0. ],
           [0.6, 1. , 0.8],
           [0. , 0.8, 1. ]])
    """
    ids = E.token_ids(tokens)
    if metric == "cosine":
        normalized = normalized_rows(E, ids)
        return np.asarray(np.clip(normalized @ normalized.T, -1, 1))
    rows = E.vectors[ids].astype(np.float64)
    if metric == "euclidean":
        return np.asarray(np.linalg.norm(rows[:, None] - rows[None], axis=2))
    if metric == "dot":
        return np.asarray(rows @ rows.T)
    raise unknown_metric_error(metric)


def angle(E: EmbeddingMatrix, a: str, b: str) -> float:
    """Return the angle between the rows of two tokens in degrees, NaN if a row is all zeros.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["east", "north"], [[2, 0], [0, 1]])
    >>> angle(E, "east", "north")
    90.0
    """
    if not (E[a].any() and E[b].any()):
        return math.nan
    return math.degrees(math.acos(similarity(E, a, b)))


def baseline_cosine(E: EmbeddingMatrix) -> float:
    """Return the mean cosine similarity of all pairs of common words.

    The rows of many embeddings share a direction, so that even unrelated words have a cosine
    above 0. NaN if there are fewer than two common words (see `embviz.embedding.common_words`).

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["up", "down", "left"], [[0, 2], [0, -1], [-3, 0]])
    >>> round(baseline_cosine(E), 3)
    -0.333
    """
    normalized = normalized_rows(E, common_words(E))
    n = len(normalized)
    # The squared length of a sum of n rows of length 1 is n plus twice the cosines of all pairs.
    total = float(np.square(normalized.sum(axis=0)).sum() - np.square(normalized).sum())
    return total / (n * (n - 1)) if n > 1 else math.nan
