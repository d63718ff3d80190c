"""A sum of words, one term at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.analogies.solve import weighted_sum
from embviz.analogies.terms import Term as Term
from embviz.analogies.terms import format_sum
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Neighbors, nearest


@dataclass(frozen=True)
class PartialSum:
    """A sum of words so far.

    Attributes
    ----------
    label : str
        The sum as it is written, such as ``"king − man"``.
    vector : ndarray of shape (dim,)
    neighbors : Neighbors
        The tokens nearest to it by cosine, without those that are in the sum.
    """

    label: str
    vector: NDArray[np.float64]
    neighbors: Neighbors


def partial_sums(E: EmbeddingMatrix, terms: Sequence[Term], k: int = 5) -> tuple[PartialSum, ...]:
    """Add words one after the other, and look after each which tokens are nearest.

    As in `analogy`, each row counts at length 1, so the last sum ranks the vocabulary as 3CosAdd
    does.

    Parameters
    ----------
    E : EmbeddingMatrix
    terms : sequence of (float, str)
        ``[(1, "king"), (-1, "man"), (1, "woman")]`` is king − man + woman.
    k : int
        How many nearest tokens to name.

    Returns
    -------
    tuple of PartialSum
        One a term. A sum of zeros has no direction: its neighbors all have the score 0.

    Raises
    ------
    KeyError
        When a token is not in the vocabulary.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("glove")
    >>> for each in partial_sums(E, [(1, "king"), (-1, "man"), (1, "woman")], k=1):
    ...     print(each.label, each.neighbors.tokens)
    king ('prince',)
    king − man ('sigismund',)
    king − man + woman ('queen',)
    """
    sums = []
    for n in range(1, len(terms) + 1):
        total = weighted_sum(E, terms[:n])
        used = {E.token_id(token) for _, token in terms[:n]}
        found = nearest(E, total, k, "cosine", used)
        sums.append(PartialSum(format_sum(terms[:n]), total, found))
    return tuple(sums)
