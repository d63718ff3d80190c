"""Compare the pairwise cosine similarities of two embeddings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embviz.comparison.vocabulary import SharedVocabulary
from embviz.evaluation import spearman
from embviz.neighbors import pairwise
from embviz.neighbors.normalization import Float64Array

# Cosines with a smaller range are equal up to rounding.
MIN_RANGE = 1e-9


@dataclass(frozen=True)
class MatrixComparison:
    """Cosine similarities of all pairs of words in two embeddings.

    Attributes
    ----------
    tokens : tuple of str
    left, right : ndarray of shape (n, n)
    pearson : float
        Correlation of both sides over all pairs of different words; NaN for fewer than three
        words, or if all cosines of a side are equal.
    spearman : float
        The same for ranks.
    """

    tokens: tuple[str, ...]
    left: Float64Array
    right: Float64Array
    pearson: float
    spearman: float

    @property
    def difference(self) -> Float64Array:
        """Right minus left, shape (n, n), from −2 to 2."""
        return self.right - self.left

    @property
    def mean_cosines(self) -> tuple[float, float]:
        """Mean cosine over all pairs of different words, left and right."""
        pairs = np.triu_indices(len(self.tokens), 1)
        return float(self.left[pairs].mean()), float(self.right[pairs].mean())

    def largest_changes(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return the pair whose cosine decreases most from left to right, and the reverse."""
        rows, columns = np.triu_indices(len(self.tokens), 1)
        changes = self.difference[rows, columns]
        extremes = int(changes.argmin()), int(changes.argmax())
        pairs = [(self.tokens[rows[i]], self.tokens[columns[i]]) for i in extremes]
        return pairs[0], pairs[1]


def compare_matrices(shared: SharedVocabulary, tokens: Sequence[str]) -> MatrixComparison:
    """Compute the cosine similarity of every pair of `tokens` in both embeddings.

    Raises
    ------
    KeyError
        If a token is not in both embeddings.
    ValueError
        If there are fewer than two tokens.

    References
    ----------
    Kriegeskorte, Mur and Bandettini (2008), Representational similarity analysis.

    Examples
    --------
    >>> import embviz
    >>> from embviz.comparison import intersect_vocabularies
    >>> one = embviz.EmbeddingMatrix(list("abc"), [[4, 0], [3, 4], [0, 2]])
    >>> other = embviz.EmbeddingMatrix(list("abc"), [[4, 0], [0, 1], [3, 4]])
    >>> compare_matrices(intersect_vocabularies(one, other), "abc").difference.round(3)
    array([[ 0. , -0.6,  0.6],
           [-0.6,  0. ,  0. ],
           [ 0.6,  0. ,  0. ]])
    """
    if len(tokens) < 2:
        raise ValueError("A pair takes two words.")
    left, right = pairwise(shared.left, tokens), pairwise(shared.right, tokens)
    pairs = np.triu_indices(len(tokens), 1)
    one, other = left[pairs], right[pairs]
    if len(one) < 2 or min(np.ptp(one), np.ptp(other)) < MIN_RANGE:
        return MatrixComparison(tuple(tokens), left, right, math.nan, math.nan)
    pearson = float(np.corrcoef(one, other)[0, 1])
    return MatrixComparison(tuple(tokens), left, right, pearson, spearman(one, other))
