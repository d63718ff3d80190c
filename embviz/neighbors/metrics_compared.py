"""The same neighbors by three measures, and what makes them differ: how long the rows are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.neighbors.most_similar import Neighbors, compared_exactly, nearest
from embviz.neighbors.query_scores import Products
from embviz.neighbors.similarity import METRICS, Metric

if TYPE_CHECKING:
    import pandas as pd

# Rows that differ in length by less than this share count as equally long.
SAME_LENGTH = 1e-3


@dataclass(frozen=True)
class Change:
    """Two words that another measure ranks the other way around, for a sentence about why.

    Attributes
    ----------
    came, went : str
        The word that only the other measure has among its first, and one that only cosine has.
    lengths : (float, float)
        Of their rows.
    cosines : (float, float)
        Of their rows with the query; the first is not the higher one.
    scores : (float, float)
        By the other measure; the first is not the worse one.
    """

    came: str
    went: str
    lengths: tuple[float, float]
    cosines: tuple[float, float]
    scores: tuple[float, float]


@dataclass(frozen=True)
class ThreeMeasures:
    """Neighbors of one vector by cosine, Euclidean distance and dot product.

    Attributes
    ----------
    rankings : dict of str to Neighbors
        One for each of `METRICS`, equally long.
    lengths : dict of str to float
        The length of the row of each token in them.
    cosines : dict of str to float
        The cosine similarity of each token in them with the vector.
    length : float
        Of the vector itself.
    usual : (float, float, float)
        The length that a tenth, half and nine tenths of the vocabulary do not exceed.
    equally_long : bool
        Whether all rows of the vocabulary have the same length: then all three must agree.
    """

    rankings: dict[Metric, Neighbors]
    lengths: dict[str, float]
    cosines: dict[str, float]
    length: float
    usual: tuple[float, float, float]
    equally_long: bool

    @property
    def shared(self) -> tuple[str, ...]:
        """The tokens that all three have, in the order of the cosine."""
        first, *others = (self.rankings[metric].tokens for metric in METRICS)
        return tuple(token for token in first if all(token in each for each in others))

    def to_frame(self, metric: Metric | None = None) -> pd.DataFrame:
        """Return one ranking as a table, with the length of each row; all three without one."""
        import pandas as pd

        if metric is None:
            return pd.concat({each: self.to_frame(each) for each in METRICS}, axis=1)
        ranking = self.rankings[metric]
        lengths = [self.lengths[token] for token in ranking.tokens]
        return ranking.to_frame().assign(length=lengths)

    def only(self, metric: Metric) -> tuple[str, ...]:
        """Return the tokens that `metric` has and the two other measures do not have."""
        others = {t for m in METRICS if m != metric for t in self.rankings[m].tokens}
        return tuple(token for token in self.rankings[metric].tokens if token not in others)

    def change(self, metric: Metric) -> Change | None:
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
        return Change(
            came,
            went,
            (self.lengths[came], self.lengths[went]),
            (self.cosines[came], self.cosines[went]),
            (score[came], self._score(metric, went)),
        )

    def _score(self, metric: Metric, token: str) -> float:
        """Return the score of a token that need not be in the ranking of `metric`."""
        own, cosine = self.lengths[token], self.cosines[token]
        product = own * self.length * cosine
        if metric == "dot":
            return product
        if metric == "cosine":
            return cosine
        return float(np.sqrt(max(0.0, own**2 + self.length**2 - 2 * product)))


def three_measures(
    E: EmbeddingMatrix,
    vector: ArrayLike,
    k: int = 10,
    exclude: Collection[int] = (),
    among: NDArray[np.integer] | None = None,
) -> ThreeMeasures:
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
    among : ndarray of int, optional
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
    >>> found = three_measures(E, E["q"], k=1, exclude=[0])
    >>> {metric: ranking.tokens for metric, ranking in found.rankings.items()}
    {'cosine': ('near',), 'euclidean': ('near',), 'dot': ('long',)}
    >>> change = found.change("dot")
    >>> change.came, change.went, round(change.cosines[0], 3), change.scores
    ('long', 'near', 0.707, (16.0, 4.0))
    """
    asked = Products(E, vector)
    rankings = {metric: nearest(E, asked, k, metric, exclude, among) for metric in METRICS}
    ids = {i: t for r in rankings.values() for i, t in zip(r.token_ids, r.tokens, strict=True)}
    rows = E.vectors[np.fromiter(ids, np.intp, len(ids))].astype(np.float64)
    norms, cosines = np.linalg.norm(rows, axis=1), compared_exactly(rows, asked.query, "cosine")
    return ThreeMeasures(
        rankings,
        dict(zip(ids.values(), norms.tolist(), strict=True)),
        dict(zip(ids.values(), cosines.tolist(), strict=True)),
        float(np.linalg.norm(asked.query)),
        E.norm_quantiles,
        bool(np.ptp(E.norms) <= SAME_LENGTH * E.norms.max()),
    )
