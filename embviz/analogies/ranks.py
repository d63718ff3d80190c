"""Rank given tokens among the whole vocabulary by a sum of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embviz.analogies.solve import AnalogyMethod, cosmul_scores, weighted_sum
from embviz.analogies.terms import Term
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import QueryScores
from embviz.neighbors.most_similar import exact_scores, float32_tolerance


@dataclass(frozen=True)
class TokenRank:
    """The rank of a token.

    Attributes
    ----------
    token : str
    rank : int or None
        From 1; None if the token is excluded as a word of the sum.
    score : float
    n_ranked : int
        Number of ranked tokens.
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
    """Return the ranks of `tokens` among the whole vocabulary, in the order of `solve`.

    Parameters
    ----------
    E, terms, method, exclude_inputs, query_scores
        As in `solve`.
    tokens : sequence of str

    Raises
    ------
    KeyError
        If a token is not in the vocabulary.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["n", "e", "nne", "ene"], [[0, 1], [1, 0], [3, 4], [4, 3]])
    >>> rank_tokens(E, [(2, "n"), (1, "e")], ["ene"])[0].rank
    2
    """
    inputs = list({E.token_id(token) for _, token in terms}) if exclude_inputs else []
    if method == "3cosadd":
        query_scores = query_scores or QueryScores(E, weighted_sum(E, terms))
        query, scores = query_scores.query, query_scores.cosines
    else:
        query, scores = np.zeros(E.dim), np.asarray(cosmul_scores(E, terms))
    n_ranked = len(E) - len(inputs)
    has_direction = query.any()
    tolerance = float32_tolerance(E, query, "cosine") if has_direction else 0.0
    ranks = []
    for token in tokens:
        i = E.token_id(token)
        differences = scores - scores[i]
        # Tokens within the error of float32 are compared in float64, as in `solve`.
        close = np.flatnonzero(np.abs(differences) <= tolerance)
        exact = scores[close].astype(np.float64)
        if has_direction:
            exact = exact_scores(E.vectors[close].astype(np.float64), query, "cosine")
        score = exact[np.searchsorted(close, i)]
        close_better = close[(exact > score) | ((exact == score) & (close < i))]
        n_better = np.count_nonzero(differences > tolerance) + len(close_better)
        n_better -= np.count_nonzero(differences[inputs] > tolerance)
        n_better -= len({*inputs}.intersection(close_better))
        rank = None if i in inputs else 1 + int(n_better)
        ranks.append(TokenRank(token, rank, float(score), n_ranked))
    return tuple(ranks)
