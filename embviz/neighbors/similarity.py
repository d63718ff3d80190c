"""How near two rows are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import islice
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix

Metric: TypeAlias = Literal["cosine", "euclidean", "dot"]

# How many words count as common: the first ones, which most vocabularies order by frequency.
MAX_COMMON_WORDS = 2000

Float64Array: TypeAlias = NDArray[np.float64]

METRICS: tuple[Metric, ...] = ("cosine", "euclidean", "dot")


def similarity(E: EmbeddingMatrix, a: str, b: str, metric: Metric = "cosine") -> float:
    """Compare the rows of two tokens.

    Parameters
    ----------
    E : EmbeddingMatrix
    a, b : str
        Tokens of `E`.
    metric : {"cosine", "euclidean", "dot"}
        ``cosine``: cosine of the angle, from −1 to 1, higher is nearer; 0 when a row is all zeros.
        ``euclidean``: length of the difference, from 0 up, lower is nearer.
        ``dot``: sum of products, unbounded, higher is nearer and grows with the length of the rows.

    Returns
    -------
    float
        Computed in float64.

    Raises
    ------
    KeyError
        When a token is not in the vocabulary.
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
    E: EmbeddingMatrix, tokens: Sequence[str], metric: Metric = "cosine"
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
    if metric == "cosine":
        units = normalized_rows(E, tokens)
        return np.asarray(np.clip(units @ units.T, -1, 1))
    rows = E.vectors[[E.token_id(token) for token in tokens]].astype(np.float64)
    if metric == "euclidean":
        return np.asarray(np.linalg.norm(rows[:, None] - rows[None], axis=2))
    if metric == "dot":
        return np.asarray(rows @ rows.T)
    raise unknown_metric_error(metric)


def normalized_rows(E: EmbeddingMatrix, tokens: Sequence[str]) -> Float64Array:
    """Return the rows of `tokens` at length 1, shape (n, dim); rows of zeros as they are."""
    rows = E.vectors[[E.token_id(token) for token in tokens]].astype(np.float64)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0))


def angle(E: EmbeddingMatrix, a: str, b: str) -> float:
    """Return the angle between the rows of two tokens in degrees, NaN when a row is all zeros.

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
    """Return the mean cosine similarity of two common words: what "unrelated" looks like.

    Rows of many embeddings share a direction, so two words picked blindly are above 0. Taken over
    all pairs of the first `MAX_COMMON_WORDS` tokens that are made of two letters or more; NaN when there are
    fewer than two.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["up", "down", "left"], [[0, 2], [0, -1], [-3, 0]])
    >>> round(baseline_cosine(E), 3)
    -0.333
    """
    words = (i for i, token in enumerate(E.tokens) if len(token) > 1 and token.isalpha())
    common = list(islice(words, MAX_COMMON_WORDS))
    norms = E.norms[common, None]
    units = E.vectors[common].astype(np.float64)
    units = np.divide(units, norms, out=np.zeros_like(units), where=norms > 0)
    n = len(common)
    # The squared length of a sum of n rows of length 1 is n plus twice the cosines of all pairs.
    total = float(np.square(units.sum(axis=0)).sum() - np.square(units).sum())
    return total / (n * (n - 1)) if n > 1 else math.nan


def normalize_vector(vector: Float64Array) -> Float64Array:
    """Return a vector at length 1, zeros as they are; even where its squares would vanish."""
    largest = np.abs(vector).max()
    if largest == 0:
        return vector
    scaled = vector / largest
    return np.asarray(scaled / np.linalg.norm(scaled))


def unknown_metric_error(metric: str) -> ValueError:
    """Return the error that names the measures there are."""
    return ValueError(f"Unknown metric {metric!r}; choose one of {', '.join(METRICS)}.")
