"""A tree of words by likeness, and an order of words in which neighbors are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.neighbors.similarity import pairwise


def order_by_similarity(E: EmbeddingMatrix, tokens: Sequence[str]) -> list[str]:
    """Return `tokens` in an order that puts similar rows next to each other.

    The leaves of a tree of average-linkage clusters by cosine similarity, (see `build_dendrogram`), turned so
    that neighboring leaves are as alike as the tree allows.

    References
    ----------
    Bar-Joseph, Gifford and Jaakkola (2001), Fast optimal leaf ordering for hierarchical clustering.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["n", "e", "nnw", "ene"], [[0, 1], [1, 0], [-0.1, 1], [1, 0.1]])
    >>> order_by_similarity(E, ["n", "e", "nnw", "ene"])
    ['nnw', 'n', 'ene', 'e']
    """
    if len(tokens) < 3:
        return list(tokens)
    return [tokens[i] for i in build_dendrogram(E, tokens).leaf_order]


@dataclass(frozen=True)
class Dendrogram:
    """A tree of words: which join first, the most alike, and which last.

    Attributes
    ----------
    leaf_order : tuple of int
        The place of each leaf in the list of words, in the order of the leaves.
    linkage : ndarray of shape (n - 1, 4)
        One row a join, from the first to the last, as in `scipy.cluster.hierarchy.linkage`: the two
        parts (below n a word, from n on an earlier join), the mean distance 1 − cosine similarity
        of their words, and how many words are then together.
    cophenetic_correlation : float
        How well the tree alone tells the similarities: the correlation of 1 − the height at which
        two words meet with their cosine similarity (cophenetic correlation), 1 at the best. NaN
        where either is the same for all pairs.
    """

    leaf_order: tuple[int, ...]
    linkage: NDArray[np.float64]
    cophenetic_correlation: float


def build_dendrogram(E: EmbeddingMatrix, tokens: Sequence[str]) -> Dendrogram:
    """Join words into a tree by average linkage of their cosine similarity.

    The first to join are the two most alike; from then on they count as one part, and two parts
    are as alike as their words are on average.

    Parameters
    ----------
    E : EmbeddingMatrix
    tokens : sequence of str
        Two or more.

    Raises
    ------
    ValueError
        For fewer than two tokens.

    References
    ----------
    Sokal and Michener (1958), A statistical method for evaluating systematic relationships;
    Sokal and Rohlf (1962), The comparison of dendrograms by objective methods.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["n", "e", "nne"], [[0, 1], [1, 0], [3, 4]])
    >>> found = build_dendrogram(E, ["n", "e", "nne"])
    >>> found.leaf_order, found.linkage.round(2).tolist()
    ((1, 2, 0), [[2.0, 0.0, 0.2, 2.0], [1.0, 3.0, 0.7, 3.0]])
    """
    if len(tokens) < 2:
        raise ValueError(f"A tree needs at least two words, not {len(tokens)}.")
    from scipy.cluster.hierarchy import cophenet, leaves_list, linkage
    from scipy.spatial.distance import squareform

    apart = squareform(np.clip(1 - pairwise(E, tokens), 0, None), checks=False)
    joins = linkage(apart, method="average", optimal_ordering=True)
    heights = cophenet(joins)
    varied = np.ptp(heights) > 0 and np.ptp(apart) > 0
    faithful = float(np.corrcoef(heights, apart)[0, 1]) if varied else float("nan")
    return Dendrogram(tuple(int(i) for i in leaves_list(joins)), joins, faithful)
