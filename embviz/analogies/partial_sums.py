"""Compute a sum of words one term at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.analogies.solve import weighted_sum
from embviz.analogies.terms import Term, format_sum
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Neighbors, nearest


@dataclass(frozen=True)
class PartialSum:
    """The sum of the first terms.

    Attributes
    ----------
    label : str
        Such as ``"king − man"``.
    vector : ndarray of shape (dim,)
    neighbors : Neighbors
        The nearest tokens by cosine, without those in the sum.
    """

    label: str
    vector: NDArray[np.float64]
    neighbors: Neighbors


def partial_sums(E: EmbeddingMatrix, terms: Sequence[Term], k: int = 5) -> tuple[PartialSum, ...]:
    """Add words one after the other, and find the nearest tokens of each partial sum.

    As in `analogy`, rows are taken at length 1, so the last sum ranks the vocabulary like 3CosAdd.

    Parameters
    ----------
    E : EmbeddingMatrix
    terms : sequence of (float, str)
        ``[(1, "king"), (-1, "man"), (1, "woman")]`` is king − man + woman.
    k : int
        Number of neighbors.

    Returns
    -------
    tuple of PartialSum
        One per term. The neighbors of a sum of zeros all have the score 0.

    Raises
    ------
    KeyError
        If a token is not in the vocabulary.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("glove")
    >>> for partial in partial_sums(E, [(1, "king"), (-1, "man"), (1, "woman")], k=1):
    ...     print(partial.label, partial.neighbors.tokens)
    king ('prince',)
    king − man ('sigismund',)
    king − man + woman ('queen',)
    """
    sums = []
    for n in range(1, len(terms) + 1):
        total = weighted_sum(E, terms[:n])
        inputs = {E.token_id(token) for _, token in terms[:n]}
        neighbors = nearest(E, total, k, "cosine", inputs)
        sums.append(PartialSum(format_sum(terms[:n]), total, neighbors))
    return tuple(sums)
