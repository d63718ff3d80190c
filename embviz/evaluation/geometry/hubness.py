"""Hubness: how often words are among the nearest neighbors of others."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.jobs import Progress
from embviz.neighbors import nearest_rows, normalize


@dataclass(frozen=True)
class Hubness:
    """Number of words that have each word among their nearest neighbors.

    Attributes
    ----------
    k : int
        Number of neighbors of each word.
    token_ids : ndarray of shape (n,)
        The words compared: the first ones whose rows are not all zeros.
    k_occurrence : ndarray of shape (n,)
        k-occurrence: number of words that have the word among their `k` nearest by cosine. The mean
        is `k`.
    skewness : float
        Third standardized moment of `k_occurrence`; 0 for a symmetric distribution, NaN if all
        values are equal.
    """

    k: int
    token_ids: NDArray[np.intp]
    k_occurrence: NDArray[np.intp]
    skewness: float

    @property
    def n_antihubs(self) -> int:
        """Number of words that are among the neighbors of no other word."""
        return int((self.k_occurrence == 0).sum())

    def top_hubs(self, n: int) -> list[tuple[int, int]]:
        """Return the `n` token ids with the highest k-occurrence, and these counts."""
        order = np.argsort(-self.k_occurrence, kind="stable")[:n]
        return [(int(self.token_ids[i]), int(self.k_occurrence[i])) for i in order]


def hubness(
    E: EmbeddingMatrix,
    k: int = 10,
    *,
    restrict: int | None = None,
    progress: Progress | None = None,
) -> Hubness:
    """Count how often each word is among the `k` nearest neighbors of the others.

    Parameters
    ----------
    E : EmbeddingMatrix
    k : int
        Limited to the number of other words.
    restrict : int, optional
        Compare only the first `restrict` words.
    progress : callable, optional
        See `embviz.jobs.Progress`.

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
    """Return the third standardized moment; NaN if there are no values or all are equal.

    Examples
    --------
    >>> skewness(np.array([0, 0, 0, 4])), skewness(np.array([1, 2, 3]))
    (1.1547005383792515, 0.0)
    """
    if not len(values):
        return math.nan
    deviations = values - values.mean()
    variance = float((deviations**2).mean())
    return float((deviations**3).mean()) / variance**1.5 if variance > 0 else math.nan
