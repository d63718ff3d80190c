"""Whether a word has the same neighbors in two embeddings."""

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
    """The nearest words of one word in two embeddings, among the words that both have.

    Attributes
    ----------
    left, right : Neighbors
        By cosine similarity. Token ids are those of each side's own embedding.
    common : tuple of str
        The words that are among both, in the order of the left.
    jaccard : float
        The share of common words among all that are in either; NaN when there are none.
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
    """Find the `k` nearest words of a word in both embeddings, among the shared words only.

    Words that only one of the two has could be nobody's common neighbor, so none is ranked.

    Raises
    ------
    KeyError
        When `token` is not in one of the two.
    ValueError
        For `k` below 1.

    Examples
    --------
    >>> import embviz
    >>> from embviz.comparison import share
    >>> one = embviz.EmbeddingMatrix(list("abcd"), [[1, 0], [4, 1], [2, 1], [0, 1]])
    >>> other = embviz.EmbeddingMatrix(list("dcba"), [[4, 1], [2, 1], [0, 1], [1, 0]])
    >>> found = compare_neighborhoods(share(one, other), "a", k=2)
    >>> found.left.tokens, found.right.tokens, round(found.jaccard, 3)
    (('b', 'c'), ('d', 'c'), 0.333)
    """
    left, right = (
        nearest(E, E[token], k, "cosine", {E.token_id(token)}, among)
        for E, among in ((shared.left, shared.left_ids), (shared.right, shared.right_ids))
    )
    there = set(right.tokens)
    common = tuple(each for each in left.tokens if each in there)
    return NeighborOverlap(left, right, common, jaccard(left.tokens, right.tokens))


def overlap_probabilities(n_others: int, k: int) -> NDArray[np.float64]:
    """Return how likely two random choices of `k` from the same words share 0, 1, … k of them.

    Parameters
    ----------
    n_others : int
        From how many words is chosen.
    k : int
        No more than there are.

    Returns
    -------
    ndarray of shape (k + 1,)
        The hypergeometric distribution, from whole numbers.

    Examples
    --------
    >>> overlap_probabilities(4, 2).round(3)
    array([0.167, 0.667, 0.167])
    """
    ways = comb(n_others, k)
    return np.array([comb(k, x) * comb(n_others - k, k - x) / ways for x in range(k + 1)])


def expected_jaccard(n_others: int, k: int) -> float:
    """Return the mean Jaccard index of two random choices of `k` from the same words.

    Examples
    --------
    >>> round(expected_jaccard(4, 2), 3), round(expected_jaccard(1999, 10), 4)
    (0.389, 0.0026)
    """
    k = min(k, n_others)
    if k < 1:
        return float("nan")
    share = np.arange(k + 1)
    return float(overlap_probabilities(n_others, k) @ (share / (2 * k - share)))
