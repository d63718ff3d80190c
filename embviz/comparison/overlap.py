"""Overlap of the neighbors of a word in two embeddings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from embviz.comparison.vocabulary import SharedVocabulary
from embviz.neighbors import Neighbors, nearest


@dataclass(frozen=True)
class NeighborOverlap:
    """Nearest neighbors of a word in two embeddings, among the shared words.

    Attributes
    ----------
    left, right : Neighbors
        By cosine similarity. Token ids are those of each side's own embedding.
    common : tuple of str
        The words in both, in the order of the left.
    jaccard : float
        Jaccard index of both; NaN if both are empty.
    """

    left: Neighbors
    right: Neighbors
    common: tuple[str, ...]
    jaccard: float


def jaccard(a: Collection[object], b: Collection[object]) -> float:
    """Return the size of the intersection of two sets, divided by that of their union.

    NaN for two empty sets.

    References
    ----------
    Jaccard (1912), The distribution of the flora in the alpine zone.

    Examples
    --------
    >>> jaccard("abc", "bcd")
    0.5
    """
    one, other = set(a), set(b)
    union = len(one | other)
    return len(one & other) / union if union else float("nan")


def compare_neighborhoods(shared: SharedVocabulary, token: str, k: int = 10) -> NeighborOverlap:
    """Find the `k` nearest neighbors of a word in both embeddings, among the shared words.

    A word of only one embedding cannot be a common neighbor, so none is ranked.

    Raises
    ------
    KeyError
        If `token` is not in both embeddings.
    ValueError
        If `k` is below 1.

    Examples
    --------
    >>> import embviz
    >>> from embviz.comparison import intersect_vocabularies
    >>> one = embviz.EmbeddingMatrix(list("abcd"), [[1, 0], [4, 1], [2, 1], [0, 1]])
    >>> other = embviz.EmbeddingMatrix(list("dcba"), [[4, 1], [2, 1], [0, 1], [1, 0]])
    >>> overlap = compare_neighborhoods(intersect_vocabularies(one, other), "a", k=2)
    >>> overlap.left.tokens, overlap.right.tokens, round(overlap.jaccard, 3)
    (('b', 'c'), ('d', 'c'), 0.333)
    """
    left, right = (
        nearest(E, E[token], k, "cosine", {E.token_id(token)}, among)
        for E, among in ((shared.left, shared.left_ids), (shared.right, shared.right_ids))
    )
    right_tokens = set(right.tokens)
    common = tuple(word for word in left.tokens if word in right_tokens)
    return NeighborOverlap(left, right, common, jaccard(left.tokens, right.tokens))


def overlap_probabilities(n_others: int, k: int) -> NDArray[np.float64]:
    """Return the probabilities that two random sets of `k` words share 0, 1, … k of them.

    Parameters
    ----------
    n_others : int
        Number of words to choose from.
    k : int
        At most `n_others`.

    Returns
    -------
    ndarray of shape (k + 1,)
        The hypergeometric distribution, from exact binomial coefficients.

    Examples
    --------
    >>> overlap_probabilities(4, 2).round(3)
    array([0.167, 0.667, 0.167])
    """
    total = comb(n_others, k)
    return np.array([comb(k, x) * comb(n_others - k, k - x) / total for x in range(k + 1)])


def expected_jaccard(n_others: int, k: int) -> float:
    """Return the expected Jaccard index of two random sets of `k` of the same words.

    Examples
    --------
    >>> round(expected_jaccard(4, 2), 3), round(expected_jaccard(1999, 10), 4)
    (0.389, 0.0026)
    """
    k = min(k, n_others)
    if k < 1:
        return float("nan")
    n_common = np.arange(k + 1)
    return float(overlap_probabilities(n_others, k) @ (n_common / (2 * k - n_common)))
