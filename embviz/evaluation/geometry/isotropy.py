"""Into which directions rows point."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import BLOCK_ROWS, EmbeddingMatrix
from embviz.neighbors import normalize

# How many pairs are drawn to see how cosines are spread.
N_PAIRS = 50_000


@dataclass(frozen=True)
class Isotropy:
    """Cosine similarities of pairs of rows picked blindly.

    Attributes
    ----------
    mean : float
        Over all pairs of rows that are not zero, exactly; NaN for fewer than two such rows. 0 when
        the rows point evenly into all directions (isotropy).
    std : float
        Standard deviation over the pairs drawn.
    cosines : ndarray of shape (n_pairs,)
    isotropic_std : float
        The spread that rows pointing evenly into all dimensions have: 1 / √dim.
    """

    mean: float
    std: float
    cosines: NDArray[np.float64]
    isotropic_std: float


def isotropy(E: EmbeddingMatrix, seed: int = 0) -> Isotropy:
    """Measure how alike rows are that have nothing to do with each other.

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
    even = 1 / math.sqrt(E.dim)
    if n < 2:
        return Isotropy(math.nan, math.nan, np.empty(0), even)
    total, squares = np.zeros(E.dim), 0.0
    for start in range(0, n, BLOCK_ROWS):
        unit = normalize(E.vectors[rows[start : start + BLOCK_ROWS]]).astype(np.float64)
        total += unit.sum(axis=0)
        squares += float(np.square(unit).sum())
    # The squared length of a sum of rows is their squares plus twice the products of all pairs.
    mean = (float(total @ total) - squares) / (n * (n - 1))
    rng = np.random.default_rng(seed)
    first = rng.integers(n, size=N_PAIRS)
    second = (first + rng.integers(1, n, size=N_PAIRS)) % n  # Never the row itself.
    drawn = np.concatenate(
        [
            np.einsum(
                "ij,ij->i",
                normalize(E.vectors[rows[first[part]]]).astype(np.float64),
                normalize(E.vectors[rows[second[part]]]),
            )
            for part in (slice(s, s + BLOCK_ROWS) for s in range(0, N_PAIRS, BLOCK_ROWS))
        ]
    )
    return Isotropy(mean, float(drawn.std()), np.clip(drawn, -1, 1), even)
