"""Where a token comes in the ranking of a whole vocabulary by a sum of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embviz.analogies.solve import AnalogyMethod, cosmul_scores, weighted_sum
from embviz.analogies.terms import Term
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import QueryScores, exact_scores, float32_tolerance


@dataclass(frozen=True)
class TokenRank:
    """Where a token comes in a ranking.

    Attributes
    ----------
    token : str
    rank : int or None
        From 1, the first; None when the token is left out as a word of the sum.
    score : float
    n_ranked : int
        How many tokens are ranked.
    """

    token: str
    rank: int | None
    score: float
    n_ranked: int


def rank_tokens(
    E: EmbeddingMatrix,
    terms: Sequence[Term],
    tokens: Sequence[str],
    method: AnalogyMethod = "3cosadd",
    exclude_inputs: bool = True,
    query_scores: QueryScores | None = None,
) -> tuple[TokenRank, ...]:
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
    >>> rank_tokens(E, [(2, "n"), (1, "e")], ["ene"])[0].rank
    2
    """
    inputs = list({E.token_id(token) for _, token in terms}) if exclude_inputs else []
    if method == "3cosadd":
        asked = query_scores or QueryScores(E, weighted_sum(E, terms))
        query, worth = asked.query, asked.cosines
    else:
        query, worth = np.zeros(E.dim), np.asarray(cosmul_scores(E, terms))
    among = len(E) - len(inputs)
    placed = []
    by_angle = query.any()
    slack = float32_tolerance(E, query, "cosine") if by_angle else 0.0
    for token in tokens:
        i = E.token_id(token)
        ahead = worth - worth[i]
        # Compared again in float64, as in the ranking: only these could come on either side.
        close = np.flatnonzero(np.abs(ahead) <= slack)
        exact = worth[close].astype(np.float64)
        if by_angle:
            exact = exact_scores(E.vectors[close].astype(np.float64), query, "cosine")
        own = exact[np.searchsorted(close, i)]
        before = close[(exact > own) | ((exact == own) & (close < i))]
        better = np.count_nonzero(ahead > slack) + len(before)
        # Of these, the words of the sum do not count.
        better -= np.count_nonzero(ahead[inputs] > slack) + len({*inputs}.intersection(before))
        rank = 1 + int(better)
        placed.append(TokenRank(token, None if i in inputs else rank, float(own), among))
    return tuple(placed)
