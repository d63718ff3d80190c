"""Compare cosine similarities of word pairs with human ratings."""

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
    """Rank correlation of cosine similarities with human ratings.

    Attributes
    ----------
    pairs : tuple of (str, str)
        The tokens of the pairs that were used.
    scores, cosines : ndarray of shape (n,)
        Human rating and cosine similarity of each pair.
    n_given : int
        Number of pairs, with the skipped ones.
    skipped_pairs : tuple of (str, str)
        The pairs that were not used: a word is not in the vocabulary or has a row of zeros.
    spearman : float
        Rank correlation from −1 to 1; NaN if all scores or all cosines are equal.
    confidence_interval : (float, float) or None
        95 % confidence interval of `spearman`; see `confidence_interval`.
    """

    pairs: tuple[tuple[str, str], ...]
    scores: NDArray[np.float64]
    cosines: NDArray[np.float64]
    n_given: int
    skipped_pairs: tuple[tuple[str, str], ...]
    spearman: float
    confidence_interval: tuple[float, float] | None

    def rank_differences(self) -> NDArray[np.float64]:
        """Return how much higher the cosine ranks each pair than people do, from −1 to 1."""
        max_rank = max(len(self.pairs) - 1, 1)
        return (average_ranks(self.cosines) - average_ranks(self.scores)) / max_rank

    def to_frame(self) -> pd.DataFrame:
        """Return a table with one row per pair."""
        import pandas as pd

        first, second = zip(*self.pairs, strict=True) if self.pairs else ((), ())
        return pd.DataFrame(
            {"word": first, "other": second, "people": self.scores, "cosine": self.cosines}
        )


def evaluate_word_pairs(E: EmbeddingMatrix, pairs: Sequence[WordPair]) -> WordPairReport:
    """Compute the rank correlation of cosine similarities and human ratings.

    Words are looked up as they are, then in other case, then in other Unicode form. Duplicate
    pairs are all counted.

    Parameters
    ----------
    E : EmbeddingMatrix
    pairs : sequence of (str, str, float)

    Returns
    -------
    WordPairReport

    Notes
    -----
    The interval uses Fisher's transformation with the variance of Bonett and Wright,
    (1 + r²/2) / (n − 3), which is valid for ranks. A bootstrap gives nearly the same interval, but
    is random. The interval reflects the choice of the pairs, not the choice of the people.

    References
    ----------
    Spearman (1904), The proof and measurement of association between two things.
    Bonett and Wright (2000), Sample size requirements for estimating Pearson, Kendall and Spearman
    correlations.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> report = evaluate_word_pairs(E, [("cat", "dog", 9), ("dog", "car", 5), ("cat", "car", 1)])
    >>> report.cosines
    array([0.6, 0.8, 0. ])
    >>> report.spearman
    0.5
    """
    used: list[tuple[str, str]] = []
    scores: list[float] = []
    skipped: list[tuple[str, str]] = []
    tokens = {word: find_word(E, word).token for pair in pairs for word in pair[:2]}
    for a, b, score in pairs:
        first, second = tokens[a], tokens[b]
        if first is None or second is None or not (E[first].any() and E[second].any()):
            skipped.append((a, b))
        else:
            used.append((first, second))
            scores.append(float(score))
    ratings = np.array(scores, np.float64)
    rows = (
        [normalized_rows(E, E.token_ids(pair[side] for pair in used)) for side in (0, 1)]
        if used
        else []
    )
    cosines = np.clip(np.einsum("ij,ij->i", *rows), -1, 1) if used else np.empty(0)
    # Rounded, so that equal pairs of rows have equal ranks.
    r = spearman(ratings, cosines.round(12))
    interval = confidence_interval(r, len(used))
    return WordPairReport(tuple(used), ratings, cosines, len(pairs), tuple(skipped), r, interval)
