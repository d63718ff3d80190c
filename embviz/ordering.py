"""An order of words in which neighbors are alike."""

from __future__ import annotations

from collections.abc import Sequence

from embviz.embedding import EmbeddingMatrix
from embviz.similarity import pairwise


def similar_together(E: EmbeddingMatrix, tokens: Sequence[str]) -> list[str]:
    """Return `tokens` in an order that puts similar rows next to each other.

    The leaves of a tree of average-linkage clusters by cosine similarity, turned so that
    neighboring leaves are as alike as the tree allows.

    References
    ----------
    Bar-Joseph, Gifford and Jaakkola (2001), Fast optimal leaf ordering for hierarchical clustering.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["n", "e", "nnw", "ene"], [[0, 1], [1, 0], [-0.1, 1], [1, 0.1]])
    >>> similar_together(E, ["n", "e", "nnw", "ene"])
    ['nnw', 'n', 'ene', 'e']
    """
    if len(tokens) < 3:
        return list(tokens)
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    apart = 1 - pairwise(E, tokens)
    tree = linkage(squareform(apart, checks=False), method="average", optimal_ordering=True)
    return [tokens[int(i)] for i in leaves_list(tree)]
