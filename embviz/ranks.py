"""Where a token comes in the ranking of a whole vocabulary by a sum of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.analogy import Method, ratios, weighted_sum
from embviz.embedding import EmbeddingMatrix
from embviz.products import Products
from embviz.similarity import unit
from embviz.sums import Term

# More than float32 can be wrong by in a cosine.
ROUNDING = 1e-5


@dataclass(frozen=True)
class Rank:
    """Where a token comes in a ranking.

    Attributes
    ----------
    token : str
    rank : int or None
        From 1, the first; None when the token is left out as a word of the sum.
    score : float
    among : int
        How many tokens are ranked.
    """

    token: str
    rank: int | None
    score: float
    among: int


def ranks(
    E: EmbeddingMatrix,
    terms: Sequence[Term],
    tokens: Sequence[str],
    method: Method = "3cosadd",
    exclude_inputs: bool = True,
    products: Products | None = None,
) -> tuple[Rank, ...]:
    """Say where `tokens` come in the ranking of the whole vocabulary, as `solve` would rank it.

    Parameters
    ----------
    E, terms, method, exclude_inputs, products
        As in `solve`.
    tokens : sequence of str

    Raises
    ------
    KeyError
        When a token is not in the vocabulary.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["n", "e", "nne", "ene"], [[0, 1], [1, 0], [3, 4], [4, 3]])
    >>> ranks(E, [(2, "n"), (1, "e")], ["ene"])[0].rank
    2
    """
    if not tokens:
        return ()
    inputs = {E.token_id(token) for _, token in terms} if exclude_inputs else set[int]()
    ranked = np.ones(len(E), bool)
    ranked[list(inputs)] = False
    if method == "3cosadd":
        asked = products or Products(E, weighted_sum(E, terms))
        query, worth = asked.query, asked.cosines()
    else:
        query, worth = np.zeros(E.dim), np.asarray(ratios(E, terms))
    among = int(ranked.sum())
    placed = []
    by_angle = query.any()
    for token in tokens:
        i = E.token_id(token)
        ahead = worth - worth[i]
        # Compared again in float64, as in the ranking: only these could come on either side.
        close = np.flatnonzero(np.abs(ahead) <= (2 * ROUNDING if by_angle else 0))
        exact = _cosines(E, close, query) if by_angle else worth[close].astype(np.float64)
        own = exact[np.searchsorted(close, i)]
        before = (exact > own) | ((exact == own) & (close < i))
        ahead[close] = 0
        rank = 1 + int(((ahead > 0) & ranked).sum()) + int((before & ranked[close]).sum())
        placed.append(Rank(token, None if i in inputs else rank, float(own), among))
    return tuple(placed)


def _cosines(
    E: EmbeddingMatrix, token_ids: NDArray[np.intp], query: NDArray[np.float64]
) -> NDArray[np.float64]:
    rows = E.vectors[token_ids].astype(np.float64)
    products, norms = np.einsum("ij,j->i", rows, unit(query)), np.linalg.norm(rows, axis=1)
    cosines = np.divide(products, norms, out=np.zeros_like(products), where=norms > 0)
    return np.asarray(np.clip(cosines, -1, 1))
