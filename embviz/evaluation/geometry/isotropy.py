"""Isotropy: whether rows point in all directions evenly."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.embedding.matrix import BLOCK_ROWS
from embviz.neighbors import normalize

# Random pairs that the distribution of cosines is estimated from.
N_PAIRS = 50_000


@dataclass(frozen=True)
class Isotropy:
    """Cosine similarities of random pairs of rows.

    Attributes
    ----------
    mean : float
        Exact mean over all pairs of rows that are not all zeros; NaN for fewer than two such rows.
        0 if the rows point in all directions evenly (isotropy).
    std : float
        Standard deviation over the random pairs.
    cosines : ndarray of shape (n_pairs,)
        Of the random pairs.
    isotropic_std : float
        Standard deviation for isotropic rows: 1 / √dim.
    """

    mean: float
    std: float
    cosines: NDArray[np.float64]
    isotropic_std: float


def isotropy(E: EmbeddingMatrix, seed: int = 0) -> Isotropy:
    """Measure the cosine similarity of random pairs of rows.

    References
    ----------
    Ethayarajh (2019), How contextual are contextualized word representations?
    Mu and Viswanath (2018), All-but-the-top: simple and effective postprocessing for word
    representations.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["up", "down", "left"], [[0, 2], [0, -1], [-3, 0]])
    >>> round(isotropy(E).mean, 3)
    -0.333
    """
    rows = np.flatnonzero(E.norms > 0)
    n = len(rows)
    isotropic_std = 1 / math.sqrt(E.dim)
    if n < 2:
        return Isotropy(math.nan, math.nan, np.empty(0), isotropic_std)
    total, squares = np.zeros(E.dim), 0.0
    for start in range(0, n, BLOCK_ROWS):
        units = normalize(E.vectors[rows[start : start + BLOCK_ROWS]]).astype(np.float64)
        total += units.sum(axis=0)
        squares += float(np.square(units).sum())
    # |Σ u|² = Σ |u|² + the dot products of all ordered pairs.
    mean = (float(total @ total) - squares) / (n * (n - 1))
    rng = np.random.default_rng(seed)
    first = rng.integers(n, size=N_PAIRS)
    second = (first + rng.integers(1, n, size=N_PAIRS)) % n  # Never equal to `first`.
    cosines = np.concatenate(
        [
            np.einsum(
                "ij,ij->i",
                normalize(E.vectors[rows[first[part]]]).astype(np.float64),
                normalize(E.vectors[rows[second[part]]]),
            )
            for part in (slice(s, s + BLOCK_ROWS) for s in range(0, N_PAIRS, BLOCK_ROWS))
        ]
    )
    return Isotropy(mean, float(cosines.std()), np.clip(cosines, -1, 1), isotropic_std)
