"""Which words have other neighbors in another embedding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embviz.comparison.overlap import expected_jaccard, overlap_probabilities
from embviz.comparison.vocabulary import SharedVocabulary
from embviz.jobs import Progress, subprogress
from embviz.neighbors import nearest_rows, normalize

if TYPE_CHECKING:
    import pandas as pd

# Rows whose neighbors are compared at once.
BLOCK_ROWS = 4096


@dataclass(frozen=True)
class Movers:
    """How many of its nearest words each word keeps from one embedding to another.

    Attributes
    ----------
    k : int
        How many nearest words of each were compared.
    tokens : tuple of str
        The words compared, of which the neighbors are, too: n of them.
    left_ids : ndarray of shape (n,)
        Their rows in the left embedding.
    left, right : ndarray of shape (n, k)
        The nearest of each word in either embedding, as places in `tokens`.
    n_common : ndarray of shape (n,)
        How many of the `k` are the same.
    n_zero_rows : int
        Shared words left out because their row is all zeros in one of the two.
    """

    k: int
    tokens: tuple[str, ...]
    left_ids: NDArray[np.intp]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    n_common: NDArray[np.intp]
    n_zero_rows: int

    @property
    def jaccard(self) -> NDArray[np.float64]:
        """Jaccard index of the two neighborhoods of each word, shape (n,)."""
        return np.asarray(self.n_common / (2 * self.k - self.n_common))

    @property
    def chance_jaccard(self) -> float:
        """The mean Jaccard index of neighborhoods drawn blindly from these words."""
        return expected_jaccard(len(self.tokens) - 1, self.k)

    @property
    def chance_probabilities(self) -> NDArray[np.float64]:
        """How likely neighborhoods drawn blindly have 0, 1, … k words in common."""
        return overlap_probabilities(len(self.tokens) - 1, self.k)

    def to_frame(self) -> pd.DataFrame:
        """Return a table of how many words have 0, 1, … k in common, and how many by chance."""
        import pandas as pd

        return pd.DataFrame(
            {
                "in common": range(self.k + 1),
                "words": np.bincount(self.n_common, minlength=self.k + 1),
                "by chance": self.chance_probabilities * len(self.tokens),
            }
        )

    def most_changed(self) -> NDArray[np.intp]:
        """Return the places of the words that moved most first; equal ones as in `tokens`."""
        return np.argsort(self.n_common, kind="stable")

    def neighbors(self, position: int, n: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the `n` nearest words of a word, left and right."""
        left, right = (
            tuple(self.tokens[i] for i in side[position, :n].tolist())
            for side in (self.left, self.right)
        )
        return left, right


def find_movers(
    shared: SharedVocabulary,
    k: int = 10,
    *,
    restrict: int | None = None,
    progress: Progress | None = None,
) -> Movers:
    """Compare the neighborhoods of shared words in two embeddings.

    Neighbors are the nearest by cosine similarity among the words compared, found exactly.

    Parameters
    ----------
    shared : Shared
    k : int
        No more than the other words are compared.
    restrict : int, optional
        Compare only the first so many words, in the order of the left embedding.
    progress : callable, optional

    Raises
    ------
    ValueError
        For fewer than two words that can be compared.

    References
    ----------
    Gonen, Jawahar, Seddah and Goldberg (2020), Simple, interpretable and stable method for
    detecting words with usage change across corpora.

    Examples
    --------
    >>> import embviz
    >>> from embviz.comparison import share
    >>> one = embviz.EmbeddingMatrix(list("abcd"), [[1, 0], [4, 1], [2, 1], [0, 1]])
    >>> other = embviz.EmbeddingMatrix(list("abcd"), [[1, 0], [0, 1], [2, 1], [4, 1]])
    >>> found = find_movers(share(one, other), k=1)
    >>> found.jaccard, found.neighbors(0, 1)
    (array([0., 1., 0., 1.]), (('b',), ('d',)))
    """
    places = shared.nonzero_positions(restrict)
    k = min(k, len(places) - 1)
    if k < 1:
        raise ValueError("Two words at least must be shared and have rows that are not all zeros.")
    sides = (shared.left, shared.left_ids), (shared.right, shared.right_ids)
    left, right = (
        nearest_rows(normalize(E.vectors[ids[places]]), k, progress=subprogress(progress, *part))[0]
        for (E, ids), part in zip(sides, ((0.0, 0.5), (0.5, 1.0)), strict=True)
    )
    common = np.empty(len(places), np.intp)
    for start in range(0, len(places), BLOCK_ROWS):
        part = slice(start, start + BLOCK_ROWS)
        common[part] = (left[part, :, None] == right[part, None, :]).sum(axis=(1, 2))
    zeros = len(shared) - len(shared.nonzero_positions())
    tokens = tuple(shared.tokens[i] for i in places.tolist())
    return Movers(k, tokens, shared.left_ids[places], left, right, common, zeros)
