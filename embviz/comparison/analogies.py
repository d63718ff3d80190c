"""The same sum of words in two embeddings."""

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
    """The words nearest to a sum in two embeddings, among the words that both have.

    Attributes
    ----------
    left, right : Neighbors
        By cosine similarity, the words of the sum left out. Token ids are those of each side's own
        embedding.
    ranks : (int or None, int or None)
        Where the expected answer comes, left and right, from 1; None when none is expected, or when
        it is a word of the sum.
    n_candidates : int
        How many words are ranked.
    """

    left: Neighbors
    right: Neighbors
    ranks: tuple[int | None, int | None]
    n_candidates: int


def compare_answers(
    shared: SharedVocabulary, terms: Sequence[Term], k: int = 10, expected: str | None = None
) -> AnswerComparison:
    """Find the words nearest to a sum of words in both embeddings (3CosAdd).

    Only shared words are ranked, so that a rank means the same on both sides.

    Parameters
    ----------
    shared : Shared
    terms : sequence of (float, str)
        Weight and token of each term.
    k : int
    expected : str, optional
        A shared word whose rank is wanted.

    Raises
    ------
    KeyError
        When a token is not in one of the two.

    Examples
    --------
    >>> import embviz
    >>> from embviz.comparison import share
    >>> one = embviz.EmbeddingMatrix(["n", "e", "ne", "s"], [[0, 1], [1, 0], [1, 1], [0, -1]])
    >>> other = embviz.EmbeddingMatrix(["n", "e", "ne", "s"], [[0, 1], [1, 0], [-1, -1], [0, -1]])
    >>> found = compare_answers(share(one, other), [(1, "n"), (1, "e")], k=1, expected="ne")
    >>> found.left.tokens, found.right.tokens, found.ranks
    (('ne',), ('s',), (1, 2))
    """
    sides = (shared.left, shared.left_ids), (shared.right, shared.right_ids)
    inputs = {token for _, token in terms}
    (left, one), (right, other) = (
        _rank_side(E, ids, terms, k, None if expected in inputs else expected) for E, ids in sides
    )
    return AnswerComparison(
        left, right, (one, other), len(shared) - sum(t in shared for t in inputs)
    )


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
    place = None if expected is None else 1 + ranked.token_ids.index(E.token_id(expected))
    return ranked.head(k), place
