"""The shared vocabulary of two embeddings."""

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
        Token id of each shared word in either embedding; `left_ids` are in ascending order.
    n_pieces : int
        Number of shared tokens left out because they are no whole words of an embedding that has a
        tokenizer: subwords, single characters and special tokens.
    n_other_case : int
        Number of words that both have, but only in different case. They are not compared.
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
        """The shared words."""
        return tuple(self.left.tokens[i] for i in self.left_ids.tolist())

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {token: position for position, token in enumerate(self.tokens)}

    @property
    def is_same(self) -> bool:
        """Whether both sides are the same embedding."""
        return self.left.fingerprint == self.right.fingerprint

    def nonzero_positions(self, restrict: int | None = None) -> NDArray[np.intp]:
        """Return positions in `tokens` of the first `restrict` words with nonzero rows.

        A row of zeros has no direction, so it has no neighbors by cosine similarity.
        """
        is_nonzero = (self.left.norms[self.left_ids] > 0) & (self.right.norms[self.right_ids] > 0)
        return np.flatnonzero(is_nonzero)[:restrict]


def intersect_vocabularies(left: EmbeddingMatrix, right: EmbeddingMatrix) -> SharedVocabulary:
    """Find the tokens that both embeddings have in exactly the same spelling.

    Of an embedding with a tokenizer, only whole words count.

    Examples
    --------
    >>> import embviz
    >>> one = embviz.EmbeddingMatrix(["cat", "dog", "The"], [[1], [2], [3]])
    >>> other = embviz.EmbeddingMatrix(["the", "dog", "cow"], [[1], [2], [3]])
    >>> shared = intersect_vocabularies(one, other)
    >>> shared.tokens, shared.n_other_case
    (('dog',), 1)
    """
    common = [token for token in left.tokens if token in right]
    tokens = common
    for E in (left, right):
        if E.tokenizer:
            whole = {E.tokens[i] for i in whole_words(E)}
            tokens = [token for token in tokens if token in whole]
    return SharedVocabulary(
        left,
        right,
        np.array([left.token_id(token) for token in tokens], np.intp),
        np.array([right.token_id(token) for token in tokens], np.intp),
        len(common) - len(tokens),
        len(_casefolded_difference(left, right) & _casefolded_difference(right, left)),
    )


def _casefolded_difference(E: EmbeddingMatrix, other: EmbeddingMatrix) -> set[str]:
    """Return the tokens that only `E` has, case-folded."""
    return {token.casefold() for token in E.tokens if token not in other}
