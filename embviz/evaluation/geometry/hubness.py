"""Words that are near to very many others."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Progress, nearest_rows, normalize


@dataclass(frozen=True)
class Hubness:
    """How often each word is among the nearest of others.

    Attributes
    ----------
    k : int
        How many nearest words of each were counted.
    token_ids : ndarray of shape (n,)
        The words that were compared: the first whose rows are not zero.
    k_occurrence : ndarray of shape (n,)
        k-occurrence: of how many words each is among the `k` nearest by cosine. `k` on average.
    skewness : float
        Third standardized moment of `k_occurrence`; 0 when they lie evenly around their mean; NaN when
        all are equal.
    """

    k: int
    token_ids: NDArray[np.intp]
    k_occurrence: NDArray[np.intp]
    skewness: float

    @property
    def n_antihubs(self) -> int:
        """How many words are among the nearest of no other."""
        return int((self.k_occurrence == 0).sum())

    def top_hubs(self, n: int) -> list[tuple[int, int]]:
        """Return the token ids that occur most often, with their counts, the highest first."""
        order = np.argsort(-self.k_occurrence, kind="stable")[:n]
        return [(int(self.token_ids[i]), int(self.k_occurrence[i])) for i in order]


def hubness(
    E: EmbeddingMatrix,
    k: int = 10,
    *,
    restrict: int | None = None,
    progress: Progress | None = None,
) -> Hubness:
    """Count how often each word is among the `k` nearest of the others.

    Parameters
    ----------
    E : EmbeddingMatrix
    k : int
        No more than the other words are counted.
    most : int, optional
        Compare only the first so many words with each other.
    progress : callable, optional

    References
    ----------
    Radovanović, Nanopoulos and Ivanović (2010), Hubs in space: popular nearest neighbors in
    high-dimensional data.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(list("abcd"), [[1, 0], [5, 1], [5, -2], [5, 3]])
    >>> hubness(E, k=1).k_occurrence
    array([2, 2, 0, 0])
    """
    ids = np.flatnonzero(E.norms > 0)[:restrict]
    k = min(k, max(len(ids) - 1, 0))
    counts = np.zeros(len(ids), np.intp)
    if k:
        nearest, _ = nearest_rows(normalize(E.vectors[ids]), k, progress=progress)
        counts = np.bincount(nearest.ravel(), minlength=len(ids))
    return Hubness(k, ids, counts, skewness(counts))


def skewness(values: NDArray[np.integer]) -> float:
    """Return the third standardized moment; NaN when all values are equal or there are none.

    Examples
    --------
    >>> skewness(np.array([0, 0, 0, 4])), skewness(np.array([1, 2, 3]))
    (1.1547005383792515, 0.0)
    """
    if not len(values):
        return math.nan
    away = values - values.mean()
    variance = float((away**2).mean())
    return float((away**3).mean()) / variance**1.5 if variance > 0 else math.nan
