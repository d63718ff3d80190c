"""A sum of words, one term at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from embviz.analogy import unit_row
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Neighbors, nearest

Term: TypeAlias = tuple[float, str]
"""How often a token counts, below zero to take it away, and the token."""


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
    total = np.zeros(E.dim)
    sums, label, used = [], "", set()
    for weight, token in terms:
        total = total + weight * unit_row(E, token)
        used.add(E.token_id(token))
        label = f"{label} {_signed(weight, token)}" if label else _first(weight, token)
        sums.append(PartialSum(label, total, nearest(E, total, k, "cosine", used)))
    return tuple(sums)


def _signed(weight: float, token: str) -> str:
    times = "" if abs(weight) == 1 else f"{abs(weight):g} × "
    return f"{'−' if weight < 0 else '+'} {times}{token}"


def _first(weight: float, token: str) -> str:
    return _signed(weight, token).removeprefix("+ ")
