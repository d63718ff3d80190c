"""What people say of pairs of words, against what an embedding says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix, find_word
from embviz.evaluation.rank_correlation import average_ranks, confidence_interval, spearman
from embviz.evaluation.word_pairs.read import WordPair
from embviz.neighbors import normalized_rows

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class WordPairReport:
    """How well the order of cosines agrees with the order of people's scores.

    Attributes
    ----------
    pairs : tuple of (str, str)
        The tokens of the pairs that were used.
    scores, cosines : ndarray of shape (n,)
        What people said, and the cosine similarity.
    n_given : int
        How many pairs there were.
    skipped_pairs : tuple of (str, str)
        The pairs that were not used: the vocabulary lacks a word, or holds a row of zeros for it.
    spearman : float
        From −1 to 1; NaN for fewer than two pairs, or where all scores or all cosines are equal.
    interval : (float, float) or None
        95 % confidence interval; None for fewer than `FEWEST_FOR_INTERVAL` pairs.
    """

    pairs: tuple[tuple[str, str], ...]
    scores: NDArray[np.float64]
    cosines: NDArray[np.float64]
    n_given: int
    skipped_pairs: tuple[tuple[str, str], ...]
    spearman: float
    confidence_interval: tuple[float, float] | None

    def rank_differences(self) -> NDArray[np.float64]:
        """Return by how much the cosine ranks each pair higher than people do, from −1 to 1."""
        share = max(len(self.pairs) - 1, 1)
        return (average_ranks(self.cosines) - average_ranks(self.scores)) / share

    def to_frame(self) -> pd.DataFrame:
        """Return a table with one row a pair."""
        import pandas as pd

        first, second = zip(*self.pairs, strict=True) if self.pairs else ((), ())
        return pd.DataFrame(
            {"word": first, "other": second, "people": self.scores, "cosine": self.cosines}
        )


def evaluate_word_pairs(E: EmbeddingMatrix, pairs: Sequence[WordPair]) -> WordPairReport:
    """Compare cosine similarities with scores that people gave, by Spearman's rank correlation.

    Words are looked up as typed, then in other case, then in other Unicode form. Two pairs that
    are equal stay two; the order of the two words makes no difference.

    Parameters
    ----------
    E : EmbeddingMatrix
    pairs : sequence of (str, str, float)

    Returns
    -------
    Agreement

    Notes
    -----
    The interval is that of Fisher's transformation with the variance of Bonett and Wright,
    (1 + r²/2) / (n − 3), which holds for ranks. A bootstrap would say nearly the same, but each
    time a little otherwise. It tells how far another draw of such pairs could lead; it knows
    nothing of people who judge otherwise.

    References
    ----------
    Spearman (1904), The proof and measurement of association between two things.
    Bonett and Wright (2000), Sample size requirements for estimating Pearson, Kendall and Spearman
    correlations.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> found = evaluate_word_pairs(E, [("cat", "dog", 9), ("dog", "car", 5), ("cat", "car", 1)])
    >>> found.cosines
    array([0.6, 0.8, 0. ])
    >>> found.spearman
    0.5
    """
    used: list[tuple[str, str]] = []
    scores: list[float] = []
    lost: list[tuple[str, str]] = []
    tokens = {word: find_word(E, word).token for pair in pairs for word in pair[:2]}
    for a, b, score in pairs:
        first, second = tokens[a], tokens[b]
        if first is None or second is None or not (E[first].any() and E[second].any()):
            lost.append((a, b))
        else:
            used.append((first, second))
            scores.append(float(score))
    people = np.array(scores, np.float64)
    rows = [normalized_rows(E, [pair[side] for pair in used]) for side in (0, 1)] if used else []
    cosines = np.clip(np.einsum("ij,ij->i", *rows), -1, 1) if used else np.empty(0)
    # Equal pairs of rows must be equal in rank, whatever rounding makes of them.
    r = spearman(people, cosines.round(12))
    return WordPairReport(
        tuple(used), people, cosines, len(pairs), tuple(lost), r, confidence_interval(r, len(used))
    )
