"""The same neighbors by three measures, and what makes them differ: how long the rows are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.neighbors.most_similar import Neighbors, exact_scores, nearest
from embviz.neighbors.query_scores import QueryScores
from embviz.neighbors.similarity import METRICS, Metric

if TYPE_CHECKING:
    import pandas as pd

# Rows that differ in length by less than this share count as equally long.
EQUAL_NORM_RTOL = 1e-3


@dataclass(frozen=True)
class RankDisagreement:
    """Two words that another measure ranks the other way around, for a sentence about why.

    Attributes
    ----------
    added_token, dropped_token : str
        The word that only the other measure has among its first, and one that only cosine has.
    norms : (float, float)
        Of their rows.
    cosines : (float, float)
        Of their rows with the query; the first is not the higher one.
    scores : (float, float)
        By the other measure; the first is not the worse one.
    """

    added_token: str
    dropped_token: str
    norms: tuple[float, float]
    cosines: tuple[float, float]
    scores: tuple[float, float]


@dataclass(frozen=True)
class MetricComparison:
    """Neighbors of one vector by cosine, Euclidean distance and dot product.

    Attributes
    ----------
    rankings : dict of str to Neighbors
        One for each of `METRICS`, equally long.
    norms : dict of str to float
        The length of the row of each token in them.
    cosines : dict of str to float
        The cosine similarity of each token in them with the vector.
    query_norm : float
        Of the vector itself.
    norm_quantiles : (float, float, float)
        The length that a tenth, half and nine tenths of the vocabulary do not exceed.
    has_equal_norms : bool
        Whether all rows of the vocabulary have the same length: then all three must agree.
    """

    rankings: dict[Metric, Neighbors]
    norms: dict[str, float]
    cosines: dict[str, float]
    query_norm: float
    norm_quantiles: tuple[float, float, float]
    has_equal_norms: bool

    @property
    def shared_tokens(self) -> tuple[str, ...]:
        """The tokens that all three have, in the order of the cosine."""
        first, *others = (self.rankings[metric].tokens for metric in METRICS)
        return tuple(token for token in first if all(token in each for each in others))

    def to_frame(self, metric: Metric | None = None) -> pd.DataFrame:
        """Return one ranking as a table, with the length of each row; all three without one."""
        import pandas as pd

        if metric is None:
            return pd.concat({each: self.to_frame(each) for each in METRICS}, axis=1)
        ranking = self.rankings[metric]
        lengths = [self.norms[token] for token in ranking.tokens]
        return ranking.to_frame().assign(length=lengths)

    def exclusive_tokens(self, metric: Metric) -> tuple[str, ...]:
        """Return the tokens that `metric` has and the two other measures do not have."""
        others = {t for m in METRICS if m != metric for t in self.rankings[m].tokens}
        return tuple(token for token in self.rankings[metric].tokens if token not in others)

    def largest_disagreement(self, metric: Metric) -> RankDisagreement | None:
        """Return the pair of words in which `metric` departs from cosine the most.

        The word that comes is the best of those that only `metric` has, the one that goes the best
        of those that only cosine has. None when both have the same words.
        """
        here, there = self.rankings[metric], self.rankings["cosine"]
        came = next((t for t in here.tokens if t not in there.tokens), None)
        went = next((t for t in there.tokens if t not in here.tokens), None)
        if came is None or went is None:
            return None
        score = dict(zip(here.tokens, here.scores, strict=True))
        return RankDisagreement(
            came,
            went,
            (self.norms[came], self.norms[went]),
            (self.cosines[came], self.cosines[went]),
            (score[came], self._score(metric, went)),
        )

    def _score(self, metric: Metric, token: str) -> float:
        """Return the score of a token that need not be in the ranking of `metric`."""
        own, cosine = self.norms[token], self.cosines[token]
        product = own * self.query_norm * cosine
        if metric == "dot":
            return product
        if metric == "cosine":
            return cosine
        return float(np.sqrt(max(0.0, own**2 + self.query_norm**2 - 2 * product)))


def compare_metrics(
    E: EmbeddingMatrix,
    vector: ArrayLike,
    k: int = 10,
    exclude: Collection[int] = (),
    candidate_ids: NDArray[np.integer] | None = None,
) -> MetricComparison:
    """Rank the vocabulary by nearness to a vector in three ways.

    With q for the vector, w for a row and c for the cosine of the angle between them, the dot
    product is ``|q| |w| c`` and the squared distance ``(|w| - |q|)² + 2 |q| |w| (1 - c)``: where
    all rows have the same length, the three rankings are one.

    Parameters
    ----------
    E : EmbeddingMatrix
    vector : array_like of shape (dim,)
    k : int
        How many neighbors by each measure.
    exclude : collection of int
        Token ids to leave out.
    candidate_ids : ndarray of int, optional
        Token ids to rank; all by default.

    Returns
    -------
    ThreeMeasures

    Raises
    ------
    ValueError
        As `most_similar`.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["q", "near", "long"], [[2, 0], [2, 1], [8, 8]])
    >>> found = compare_metrics(E, E["q"], k=1, exclude=[0])
    >>> {metric: ranking.tokens for metric, ranking in found.rankings.items()}
    {'cosine': ('near',), 'euclidean': ('near',), 'dot': ('long',)}
    >>> change = found.largest_disagreement("dot")
    >>> change.added_token, change.dropped_token, round(change.cosines[0], 3), change.scores
    ('long', 'near', 0.707, (16.0, 4.0))
    """
    asked = QueryScores(E, vector)
    rankings = {metric: nearest(E, asked, k, metric, exclude, candidate_ids) for metric in METRICS}
    ids = {i: t for r in rankings.values() for i, t in zip(r.token_ids, r.tokens, strict=True)}
    rows = E.vectors[np.fromiter(ids, np.intp, len(ids))].astype(np.float64)
    norms, cosines = np.linalg.norm(rows, axis=1), exact_scores(rows, asked.query, "cosine")
    return MetricComparison(
        rankings,
        dict(zip(ids.values(), norms.tolist(), strict=True)),
        dict(zip(ids.values(), cosines.tolist(), strict=True)),
        float(np.linalg.norm(asked.query)),
        E.norm_quantiles,
        bool(np.ptp(E.norms) <= EQUAL_NORM_RTOL * E.norms.max()),
    )
