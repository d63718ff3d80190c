"""How long rows are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.evaluation.rank_correlation import spearman


@dataclass(frozen=True)
class NormProfile:
    """The lengths of the rows along the list of tokens.

    Attributes
    ----------
    positions : ndarray of shape (m,)
        Middle place in the list of each of m stretches, counted from 1; stretches grow by the same
        factor.
    q25, median, q75 : ndarray of shape (m,)
        The quarter, the half and the three quarters of the lengths in each stretch.
    rank_correlation : float
        Spearman's rank correlation of length and place; below 0 when rows get shorter.
    extreme_ids : tuple of int
        Token ids of the shortest and the longest row that is not zero; empty without one.
    """

    positions: NDArray[np.float64]
    q25: NDArray[np.float64]
    median: NDArray[np.float64]
    q75: NDArray[np.float64]
    rank_correlation: float
    extreme_ids: tuple[int, ...]


def norm_profile(E: EmbeddingMatrix, n_bins: int = 24) -> NormProfile:
    """Follow the lengths of rows along the list, which most files order by frequency.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["the", "cat", "ocelot"], [[9, 0], [3, 4], [0, 1]])
    >>> norm_profile(E).rank_correlation
    -1.0
    """
    norms = E.norms.astype(np.float64)
    edges = np.unique(np.geomspace(1, len(E) + 1, n_bins + 1).round().astype(int))
    parts = [norms[a - 1 : b - 1] for a, b in pairwise(edges)]
    low, middle, high = np.array([np.percentile(part, [25, 50, 75]) for part in parts]).T
    alive = np.flatnonzero(norms)
    order = alive[np.argsort(norms[alive], kind="stable")]
    return NormProfile(
        np.sqrt(edges[:-1] * (edges[1:] - 1.0)),
        low,
        middle,
        high,
        rank_correlation=spearman(np.arange(len(E), dtype=np.float64), norms),
        extreme_ids=tuple(int(i) for i in order[[0, -1]]) if len(order) else (),
    )
