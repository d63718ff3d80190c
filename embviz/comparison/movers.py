"""Find the words whose neighbors differ most between two embeddings."""

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

# Words whose neighbors are compared per block.
BLOCK_ROWS = 4096


@dataclass(frozen=True)
class Movers:
    """Overlap of the neighbors of each word in two embeddings.

    Attributes
    ----------
    k : int
        Number of neighbors of each word.
    tokens : tuple of str
        The n words compared. Their neighbors are among them, too.
    left_ids : ndarray of shape (n,)
        Token ids in the left embedding.
    left, right : ndarray of shape (n, k)
        Neighbors of each word in either embedding, as positions in `tokens`.
    n_common : ndarray of shape (n,)
        Number of neighbors that are the same on both sides.
    n_zero_rows : int
        Number of shared words skipped because their row is all zeros in one of the embeddings.
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
        """Expected Jaccard index of random neighborhoods."""
        return expected_jaccard(len(self.tokens) - 1, self.k)

    @property
    def chance_probabilities(self) -> NDArray[np.float64]:
        """Probabilities that random neighborhoods have 0, 1, … k words in common."""
        return overlap_probabilities(len(self.tokens) - 1, self.k)

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers of words with 0, 1, … k common neighbors, observed and by chance."""
        import pandas as pd

        return pd.DataFrame(
            {
                "in common": range(self.k + 1),
                "words": np.bincount(self.n_common, minlength=self.k + 1),
                "by chance": self.chance_probabilities * len(self.tokens),
            }
        )

    def most_changed(self) -> NDArray[np.intp]:
        """Return positions in `tokens`, those with the fewest common neighbors first."""
        return np.argsort(self.n_common, kind="stable")

    def neighbors(self, position: int, n: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the `n` nearest neighbors of the word at `position`, left and right."""
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
    """Compare the neighbors of shared words in two embeddings.

    Neighbors are the exact nearest ones by cosine similarity among the words compared.

    Parameters
    ----------
    shared : SharedVocabulary
    k : int
        Limited to the number of other words.
    restrict : int, optional
        Compare only the first `restrict` words, in the order of the left embedding.
    progress : callable, optional
        See `embviz.jobs.Progress`.

    Raises
    ------
    ValueError
        If fewer than two words can be compared.

    References
    ----------
    Gonen, Jawahar, Seddah and Goldberg (2020), Simple, interpretable and stable method for
    detecting words with usage change across corpora.

    Examples
    --------
    >>> import embviz
    >>> from embviz.comparison import intersect_vocabularies
    >>> one = embviz.EmbeddingMatrix(list("abcd"), [[1, 0], [4, 1], [2, 1], [0, 1]])
    >>> other = embviz.EmbeddingMatrix(list("abcd"), [[1, 0], [0, 1], [2, 1], [4, 1]])
    >>> movers = find_movers(intersect_vocabularies(one, other), k=1)
    >>> movers.jaccard, movers.neighbors(0, 1)
    (array([0., 1., 0., 1.]), (('b',), ('d',)))
    """
    positions = shared.nonzero_positions(restrict)
    k = min(k, len(positions) - 1)
    if k < 1:
        raise ValueError("Two words at least must be shared and have rows that are not all zeros.")
    sides = (shared.left, shared.left_ids), (shared.right, shared.right_ids)
    halves = subprogress(progress, 0, 0.5), subprogress(progress, 0.5, 1)
    left, right = (
        nearest_rows(normalize(E.vectors[ids[positions]]), k, progress=part)[0]
        for (E, ids), part in zip(sides, halves, strict=True)
    )
    n_common = np.empty(len(positions), np.intp)
    for start in range(0, len(positions), BLOCK_ROWS):
        part = slice(start, start + BLOCK_ROWS)
        n_common[part] = (left[part, :, None] == right[part, None, :]).sum(axis=(1, 2))
    n_zero_rows = len(shared) - len(shared.nonzero_positions())
    tokens = tuple(shared.tokens[i] for i in positions.tolist())
    return Movers(k, tokens, shared.left_ids[positions], left, right, n_common, n_zero_rows)
