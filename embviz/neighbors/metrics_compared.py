"""Compare the neighbors of a vector by all metrics; they differ by the lengths of rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.neighbors.metrics import METRICS, MetricName
from embviz.neighbors.most_similar import Neighbors, exact_scores, nearest
from embviz.neighbors.query_scores import QueryScores

if TYPE_CHECKING:
    import pandas as pd

# Rows whose lengths differ by less than this, relative to the longest, are equally long.
EQUAL_NORM_RTOL = 1e-3


@dataclass(frozen=True)
class RankDisagreement:
    """Two words that another metric ranks in the opposite order of cosine.

    Attributes
    ----------
    added_token, dropped_token : str
        A neighbor by the other metric only, and a neighbor by cosine only.
    norms : (float, float)
        Lengths of their rows.
    cosines : (float, float)
        Cosine similarities of their rows with the query; the first is not higher.
    scores : (float, float)
        Scores by the other metric; the first is not worse.
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
        One per metric, all of the same length.
    norms : dict of str to float
        Length of the row of each token in the rankings.
    cosines : dict of str to float
        Cosine similarity of each token in the rankings with the vector.
    query_norm : float
        Length of the vector.
    norm_quantiles : (float, float, float)
        As in `EmbeddingMatrix`.
    has_equal_norms : bool
        Whether all rows of the vocabulary are equally long, so that all metrics agree.
    """

    rankings: dict[MetricName, Neighbors]
    norms: dict[str, float]
    cosines: dict[str, float]
    query_norm: float
    norm_quantiles: tuple[float, float, float]
    has_equal_norms: bool

    @property
    def shared_tokens(self) -> tuple[str, ...]:
        """The tokens in all rankings, in the order of the cosine."""
        first, *others = (self.rankings[metric].tokens for metric in METRICS)
        return tuple(token for token in first if all(token in tokens for tokens in others))

    def to_frame(self, metric: MetricName | None = None) -> pd.DataFrame:
        """Return one ranking, or all, as a table with the length of each row."""
        import pandas as pd

        if metric is None:
            return pd.concat({name: self.to_frame(name) for name in METRICS}, axis=1)
        ranking = self.rankings[metric]
        lengths = [self.norms[token] for token in ranking.tokens]
        return ranking.to_frame().assign(length=lengths)

    def largest_disagreement(self, metric: MetricName) -> RankDisagreement | None:
        """Return the best word by `metric` only with the best one by cosine only.

        None if both rankings have the same words.
        """
        ranking, cosine_ranking = self.rankings[metric], self.rankings["cosine"]
        added = next((t for t in ranking.tokens if t not in cosine_ranking.tokens), None)
        dropped = next((t for t in cosine_ranking.tokens if t not in ranking.tokens), None)
        if added is None or dropped is None:
            return None
        score = dict(zip(ranking.tokens, ranking.scores, strict=True))
        return RankDisagreement(
            added,
            dropped,
            (self.norms[added], self.norms[dropped]),
            (self.cosines[added], self.cosines[dropped]),
            (score[added], self._score(metric, dropped)),
        )

    def _score(self, metric: MetricName, token: str) -> float:
        """Return the score of a token that may be in another ranking only."""
        norm, cosine = self.norms[token], self.cosines[token]
        product = norm * self.query_norm * cosine
        if metric == "dot":
            return product
        if metric == "cosine":
            return cosine
        return float(np.sqrt(max(0.0, norm**2 + self.query_norm**2 - 2 * product)))


def compare_metrics(
    E: EmbeddingMatrix,
    vector: ArrayLike,
    k: int = 10,
    exclude: Collection[int] = (),
    candidate_ids: NDArray[np.integer] | None = None,
) -> MetricComparison:
    """Rank the vocabulary by nearness to a vector by each metric.

    For a vector q, a row w and the cosine c of their angle, the dot product is ``|q| |w| c`` and
    the squared distance ``(|w| - |q|)² + 2 |q| |w| (1 - c)``. So all metrics agree if all rows
    have the same length.

    Parameters
    ----------
    E : EmbeddingMatrix
    vector : array_like of shape (dim,)
    k : int
        Number of neighbors by each metric.
    exclude : collection of int
        Token ids that are not ranked.
    candidate_ids : ndarray of int, optional
        Token ids to rank; all by default.

    Returns
    -------
    MetricComparison

    Raises
    ------
    ValueError
        As in `most_similar`.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["q", "near", "long"], [[2, 0], [2, 1], [8, 8]])
    >>> comparison = compare_metrics(E, E["q"], k=1, exclude=[0])
    >>> {metric: ranking.tokens for metric, ranking in comparison.rankings.items()}
    {'cosine': ('near',), 'euclidean': ('near',), 'dot': ('long',)}
    >>> swap = comparison.largest_disagreement("dot")
    >>> swap.added_token, swap.dropped_token, round(swap.cosines[0], 3), swap.scores
    ('long', 'near', 0.707, (16.0, 4.0))
    """
    scores = QueryScores(E, vector)
    rankings = {metric: nearest(E, scores, k, metric, exclude, candidate_ids) for metric in METRICS}
    tokens = {i: t for r in rankings.values() for i, t in zip(r.token_ids, r.tokens, strict=True)}
    rows = E.vectors[np.fromiter(tokens, np.intp)].astype(np.float64)
    norms, cosines = np.linalg.norm(rows, axis=1), exact_scores(rows, scores.query, "cosine")
    return MetricComparison(
        rankings,
        dict(zip(tokens.values(), norms.tolist(), strict=True)),
        dict(zip(tokens.values(), cosines.tolist(), strict=True)),
        float(np.linalg.norm(scores.query)),
        E.norm_quantiles,
        bool(np.ptp(E.norms) <= EQUAL_NORM_RTOL * E.norms.max()),
    )
