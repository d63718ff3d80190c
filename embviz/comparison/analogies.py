"""Compare the answers of two embeddings to the same sum of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.analogies import Term, weighted_sum
from embviz.comparison.vocabulary import SharedVocabulary
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Neighbors, nearest


@dataclass(frozen=True)
class AnswerComparison:
    """The shared words nearest to a sum in two embeddings.

    Attributes
    ----------
    left, right : Neighbors
        By cosine similarity, without the words of the sum. Token ids are those of each side's own
        embedding.
    ranks : (int or None, int or None)
        Rank of the expected answer, left and right, from 1; None without an expected answer, or if
        it is a word of the sum.
    n_candidates : int
        Number of words ranked.
    """

    left: Neighbors
    right: Neighbors
    ranks: tuple[int | None, int | None]
    n_candidates: int


def compare_answers(
    shared: SharedVocabulary, terms: Sequence[Term], k: int = 10, expected: str | None = None
) -> AnswerComparison:
    """Find the shared words nearest to a sum of words in both embeddings (3CosAdd).

    Only shared words are ranked, so that ranks of both sides are comparable.

    Parameters
    ----------
    shared : SharedVocabulary
    terms : sequence of (float, str)
        Weight and token of each term.
    k : int
    expected : str, optional
        A shared word to rank.

    Raises
    ------
    KeyError
        If a token is not in both embeddings.

    Examples
    --------
    >>> import embviz
    >>> from embviz.comparison import intersect_vocabularies
    >>> one = embviz.EmbeddingMatrix(["n", "e", "ne", "s"], [[0, 1], [1, 0], [1, 1], [0, -1]])
    >>> other = embviz.EmbeddingMatrix(["n", "e", "ne", "s"], [[0, 1], [1, 0], [-1, -1], [0, -1]])
    >>> shared = intersect_vocabularies(one, other)
    >>> answers = compare_answers(shared, [(1, "n"), (1, "e")], k=1, expected="ne")
    >>> answers.left.tokens, answers.right.tokens, answers.ranks
    (('ne',), ('s',), (1, 2))
    """
    sides = (shared.left, shared.left_ids), (shared.right, shared.right_ids)
    inputs = {token for _, token in terms}
    (left, left_rank), (right, right_rank) = (
        _rank_side(E, ids, terms, k, None if expected in inputs else expected) for E, ids in sides
    )
    n_candidates = len(shared) - sum(token in shared for token in inputs)
    return AnswerComparison(left, right, (left_rank, right_rank), n_candidates)


def _rank_side(
    E: EmbeddingMatrix,
    ids: NDArray[np.intp],
    terms: Sequence[Term],
    k: int,
    expected: str | None,
) -> tuple[Neighbors, int | None]:
    query = weighted_sum(E, terms)
    exclude = {E.token_id(token) for _, token in terms}
    ranked = nearest(E, query, k if expected is None else len(E), "cosine", exclude, ids)
    rank = None if expected is None else 1 + ranked.token_ids.index(E.token_id(expected))
    return ranked.head(k), rank
