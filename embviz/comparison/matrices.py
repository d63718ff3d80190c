"""The same pairs of words in two embeddings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.comparison.vocabulary import SharedVocabulary
from embviz.evaluation import spearman
from embviz.neighbors import pairwise

SquareMatrix = NDArray[np.float64]

# Cosines that spread less than this are all the same but for rounding.
MIN_SPREAD = 1e-9


@dataclass(frozen=True)
class MatrixComparison:
    """Cosine similarity of every pair of words in two embeddings.

    Attributes
    ----------
    tokens : tuple of str
    left, right : ndarray of shape (n, n)
    pearson : float
        Correlation of the two over all pairs of different words; NaN for fewer than three words,
        or where one side has the same cosine everywhere.
    spearman : float
        The same of their ranks.
    """

    tokens: tuple[str, ...]
    left: SquareMatrix
    right: SquareMatrix
    pearson: float
    spearman: float

    @property
    def difference(self) -> SquareMatrix:
        """Right minus left, shape (n, n), from −2 to 2."""
        return self.right - self.left

    @property
    def mean_cosines(self) -> tuple[float, float]:
        """The mean cosine of a pair of different words, left and right."""
        pairs = np.triu_indices(len(self.tokens), 1)
        return float(self.left[pairs].mean()), float(self.right[pairs].mean())

    def largest_changes(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return the pair that is more alike on the left than on the right, and the reverse."""
        rows, columns = np.triu_indices(len(self.tokens), 1)
        change = self.difference[rows, columns]
        fell, rose = int(change.argmin()), int(change.argmax())
        pairs = [(self.tokens[rows[i]], self.tokens[columns[i]]) for i in (fell, rose)]
        return pairs[0], pairs[1]


def compare_matrices(shared: SharedVocabulary, tokens: Sequence[str]) -> MatrixComparison:
    """Compare every pair of `tokens` in both embeddings.

    Raises
    ------
    KeyError
        When a token is not in one of the two.
    ValueError
        For fewer than two tokens.

    References
    ----------
    Kriegeskorte, Mur and Bandettini (2008), Representational similarity analysis.

    Examples
    --------
    >>> import embviz
    >>> from embviz.comparison import share
    >>> one = embviz.EmbeddingMatrix(list("abc"), [[4, 0], [3, 4], [0, 2]])
    >>> other = embviz.EmbeddingMatrix(list("abc"), [[4, 0], [0, 1], [3, 4]])
    >>> compare_matrices(share(one, other), "abc").difference.round(3)
    array([[ 0. , -0.6,  0.6],
           [-0.6,  0. ,  0. ],
           [ 0.6,  0. ,  0. ]])
    """
    if len(tokens) < 2:
        raise ValueError("A pair takes two words.")
    left, right = pairwise(shared.left, tokens), pairwise(shared.right, tokens)
    pairs = np.triu_indices(len(tokens), 1)
    one, other = left[pairs], right[pairs]
    if len(one) < 2 or min(np.ptp(one), np.ptp(other)) < MIN_SPREAD:
        return MatrixComparison(tuple(tokens), left, right, math.nan, math.nan)
    pearson = float(np.corrcoef(one, other)[0, 1])
    return MatrixComparison(tuple(tokens), left, right, pearson, spearman(one, other))
