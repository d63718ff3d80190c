"""Norms of rows along the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.evaluation.rank_correlation import spearman


@dataclass(frozen=True)
class NormProfile:
    """Norms of rows by position in the list of tokens.

    Attributes
    ----------
    positions : ndarray of shape (m,)
        Center of each of m bins of positions, counted from 1. The bins are equally wide on a log
        scale.
    q25, median, q75 : ndarray of shape (m,)
        Quartiles of the norms in each bin.
    rank_correlation : float
        Spearman's rank correlation of position and norm; negative if norms decrease.
    extreme_ids : tuple of int
        Token ids of the smallest nonzero norm and of the largest; empty if all rows are zeros.
    """

    positions: NDArray[np.float64]
    q25: NDArray[np.float64]
    median: NDArray[np.float64]
    q75: NDArray[np.float64]
    rank_correlation: float
    extreme_ids: tuple[int, ...]


def norm_profile(E: EmbeddingMatrix, n_bins: int = 24) -> NormProfile:
    """Measure norms along the list of tokens, which most files order by frequency.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["the", "cat", "ocelot"], [[9, 0], [3, 4], [0, 1]])
    >>> norm_profile(E).rank_correlation
    -1.0
    """
    norms = E.norms.astype(np.float64)
    edges = np.unique(np.geomspace(1, len(E) + 1, n_bins + 1).round().astype(int))
    bins = [norms[a - 1 : b - 1] for a, b in pairwise(edges)]
    q25, median, q75 = np.array([np.percentile(values, [25, 50, 75]) for values in bins]).T
    nonzero = np.flatnonzero(norms)
    order = nonzero[np.argsort(norms[nonzero], kind="stable")]
    return NormProfile(
        np.sqrt(edges[:-1] * (edges[1:] - 1.0)),
        q25,
        median,
        q75,
        rank_correlation=spearman(np.arange(len(E), dtype=np.float64), norms),
        extreme_ids=tuple(int(i) for i in order[[0, -1]]) if len(order) else (),
    )
