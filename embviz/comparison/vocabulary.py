"""Which words two embeddings share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix, whole_words


@dataclass(frozen=True)
class SharedVocabulary:
    """The words that two embeddings have in common, in the order of the left one.

    Attributes
    ----------
    left, right : EmbeddingMatrix
    left_ids, right_ids : ndarray of shape (n,)
        The row of each shared word in either embedding; `left_ids` ascend.
    n_pieces : int
        Tokens that both have but that are left out: pieces of words, single signs and what stands
        for something else, as far as one of the two cuts words into pieces.
    n_other_case : int
        Words that both have, but never in the same upper or lower case. They are not compared.
    """

    left: EmbeddingMatrix
    right: EmbeddingMatrix
    left_ids: NDArray[np.intp]
    right_ids: NDArray[np.intp]
    n_pieces: int
    n_other_case: int

    def __len__(self) -> int:
        return len(self.left_ids)

    def __contains__(self, token: object) -> bool:
        return token in self._positions

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The shared words themselves."""
        return tuple(self.left.tokens[i] for i in self.left_ids.tolist())

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {token: place for place, token in enumerate(self.tokens)}

    @property
    def is_same(self) -> bool:
        """Whether both sides are one and the same embedding."""
        return self.left.fingerprint == self.right.fingerprint

    def nonzero_positions(self, restrict: int | None = None) -> NDArray[np.intp]:
        """Return the places of the first `restrict` shared words whose rows have a direction.

        A row of zeros has none, so it has no neighbors by cosine similarity.
        """
        has_direction = (self.left.norms[self.left_ids] > 0) & (
            self.right.norms[self.right_ids] > 0
        )
        return np.flatnonzero(has_direction)[:restrict]


def intersect_vocabularies(left: EmbeddingMatrix, right: EmbeddingMatrix) -> SharedVocabulary:
    """Find the tokens that two embeddings have in exactly the same spelling.

    Where one of them cuts words into pieces (it has a tokenizer), only its whole words count.

    Examples
    --------
    >>> import embviz
    >>> one = embviz.EmbeddingMatrix(["cat", "dog", "The"], [[1], [2], [3]])
    >>> other = embviz.EmbeddingMatrix(["the", "dog", "cow"], [[1], [2], [3]])
    >>> found = intersect_vocabularies(one, other)
    >>> found.tokens, found.n_other_case
    (('dog',), 1)
    """
    both = [i for i, token in enumerate(left.tokens) if token in right]
    kept = both
    for E in (left, right):
        if E.tokenizer:
            whole = {E.tokens[i] for i in whole_words(E)}
            kept = [i for i in kept if left.tokens[i] in whole]
    return SharedVocabulary(
        left,
        right,
        np.array(kept, np.intp),
        np.array([right.token_id(left.tokens[i]) for i in kept], np.intp),
        len(both) - len(kept),
        len(_casefolded_extra(left, right) & _casefolded_extra(right, left)),
    )


def _casefolded_extra(E: EmbeddingMatrix, other: EmbeddingMatrix) -> set[str]:
    return {token.casefold() for token in E.tokens if token not in other}
