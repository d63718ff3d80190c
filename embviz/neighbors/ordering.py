"""Build a dendrogram of words, and order words so that neighbors are similar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.neighbors.similarity import pairwise


def order_by_similarity(E: EmbeddingMatrix, tokens: Sequence[str]) -> list[str]:
    """Return `tokens` in an order that puts similar rows next to each other.

    This is the optimal order of the leaves of `build_dendrogram`.

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
    """A tree of words from hierarchical clustering.

    Attributes
    ----------
    leaf_order : tuple of int
        Indices into the list of words, in the order of the leaves.
    linkage : ndarray of shape (n - 1, 4)
        One row per merge, as in `scipy.cluster.hierarchy.linkage`: the two clusters (a word below
        n, an earlier merge from n on), the mean of 1 − cosine similarity between their words, and
        the number of words in both.
    cophenetic_correlation : float
        Correlation of the heights at which pairs of words merge with 1 − their cosine similarity;
        at most 1. NaN if either is the same for all pairs.
    """

    leaf_order: tuple[int, ...]
    linkage: NDArray[np.float64]
    cophenetic_correlation: float


def build_dendrogram(E: EmbeddingMatrix, tokens: Sequence[str]) -> Dendrogram:
    """Cluster words by average linkage of their cosine similarity.

    Parameters
    ----------
    E : EmbeddingMatrix
    tokens : sequence of str
        At least two.

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
    >>> tree = build_dendrogram(E, ["n", "e", "nne"])
    >>> tree.leaf_order, tree.linkage.round(2).tolist()
    ((1, 2, 0), [[2.0, 0.0, 0.2, 2.0], [1.0, 3.0, 0.7, 3.0]])
    """
    if len(tokens) < 2:
        raise ValueError(f"A tree needs at least two words, not {len(tokens)}.")
    from scipy.cluster.hierarchy import cophenet, leaves_list, linkage
    from scipy.spatial.distance import squareform

    distances = squareform(np.clip(1 - pairwise(E, tokens), 0, None), checks=False)
    merges = linkage(distances, method="average", optimal_ordering=True)
    heights = cophenet(merges)
    is_varied = np.ptp(heights) > 0 and np.ptp(distances) > 0
    correlation = float(np.corrcoef(heights, distances)[0, 1]) if is_varied else float("nan")
    return Dendrogram(tuple(int(i) for i in leaves_list(merges)), merges, correlation)
