"""Rank the vocabulary by nearness to a token or a vector."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import EmbeddingMatrix, Vectors
from embviz.embedding.matrix import NORM_RTOL
from embviz.neighbors.metrics import METRICS, MetricName, unknown_metric_error
from embviz.neighbors.normalization import Float64Array, normalize_vector
from embviz.neighbors.query_scores import QueryScores

if TYPE_CHECKING:
    import pandas as pd

# Values per group when the k-th largest is searched for by the maxima of groups.
PARTITION_GROUP_SIZE = 64


@dataclass(frozen=True)
class Neighbors:
    """Tokens ranked by how near they are to a query, best first.

    Attributes
    ----------
    tokens : tuple of str
    token_ids : tuple of int
    scores : tuple of float
        In the unit of `metric`.
    metric : str
        A key of `METRICS`, or the name of another score, such as ``"3cosmul"``.
    """

    tokens: tuple[str, ...]
    token_ids: tuple[int, ...]
    scores: tuple[float, ...]
    metric: str

    def __len__(self) -> int:
        return len(self.tokens)

    def reversed(self) -> Neighbors:
        """Return the ranking in reverse order."""
        return Neighbors(self.tokens[::-1], self.token_ids[::-1], self.scores[::-1], self.metric)

    def head(self, n: int) -> Neighbors:
        """Return the first `n` tokens of the ranking."""
        return Neighbors(self.tokens[:n], self.token_ids[:n], self.scores[:n], self.metric)

    def head_and_tail(self, n: int) -> Neighbors:
        """Return the first and the last `n` tokens of a ranking of at least 2 `n`."""
        return Neighbors(
            self.tokens[:n] + self.tokens[-n:],
            self.token_ids[:n] + self.token_ids[-n:],
            self.scores[:n] + self.scores[-n:],
            self.metric,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the ranking as a table with one row per token."""
        import pandas as pd

        return pd.DataFrame(
            {"token": self.tokens, "token id": self.token_ids, self.metric: self.scores},
            index=pd.RangeIndex(1, len(self) + 1, name="rank"),
        )


def most_similar(
    E: EmbeddingMatrix,
    query: str | ArrayLike,
    k: int = 10,
    metric: MetricName = "cosine",
    *,
    exclude_inputs: bool = True,
) -> Neighbors:
    """Rank the vocabulary by nearness to a token or to any vector.

    Parameters
    ----------
    E : EmbeddingMatrix
    query : str or array_like of shape (dim,)
        A token, or a vector such as ``E["king"]``.
    k : int
        Number of neighbors; fewer are returned from a smaller vocabulary.
    metric : {"cosine", "euclidean", "dot"}
        See `similarity`.
    exclude_inputs : bool
        Exclude the query token from the ranking. Nothing is excluded for a vector.

    Returns
    -------
    Neighbors
        Best first; ties in order of token id.

    Raises
    ------
    KeyError
        If the token is not in the vocabulary.
    ValueError
        For a vector of another length, an unknown metric, or `k` below 1.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> most_similar(E, "dog", k=2).tokens
    ('car', 'cat')
    """
    if isinstance(query, str):
        token_id = E.token_id(query)
        return nearest(E, E.vectors[token_id], k, metric, {token_id} if exclude_inputs else ())
    return nearest(E, query, k, metric)


def nearest(
    E: EmbeddingMatrix,
    vector: ArrayLike | QueryScores,
    k: int,
    metric: MetricName = "cosine",
    exclude: Collection[int] = (),
    candidate_ids: NDArray[np.integer] | None = None,
) -> Neighbors:
    """Rank the vocabulary by nearness to `vector`, without the token ids in `exclude`.

    With `candidate_ids`, only these token ids are ranked. `vector` may be given as `QueryScores`,
    which several rankings can share.

    All rows are compared in float32. Those that could be among the best are compared again in
    float64, so that equal rows have equal scores, with ties in order of token id.
    """
    query_scores = vector if isinstance(vector, QueryScores) else QueryScores(E, vector)
    tolerance: Vectors | float = 0.0
    if metric == "cosine":
        scores = query_scores.cosines.copy()
    elif metric == "dot":
        scores = query_scores.dots()
    elif metric == "euclidean":
        scores, tolerance = query_scores.neg_sq_distances()
    else:
        raise unknown_metric_error(metric)
    # np.unique would import modules, which takes as long as the whole search.
    excluded = np.array(sorted({*exclude}), np.intp)
    if candidate_ids is None:
        n_ranked = len(E) - len(excluded)
    else:
        is_candidate = np.zeros(len(E), bool)
        is_candidate[candidate_ids] = True
        is_candidate[excluded] = False
        scores[~is_candidate] = -np.inf
        n_ranked = int(is_candidate.sum())
    scores[excluded] = -np.inf
    k = clamp_k(k, n_ranked)
    if not k:
        return Neighbors((), (), (), metric)
    if metric == "euclidean":
        is_near = scores + tolerance >= _kth_largest(scores - tolerance, k)
    else:
        tolerance = float32_tolerance(E, query_scores.query, metric)
        is_near = scores >= _kth_largest(scores, k) - tolerance
    return rerank(E, np.flatnonzero(is_near), query_scores.query, k, metric)


def rerank(
    E: EmbeddingMatrix,
    shortlist: NDArray[np.intp],
    query: Float64Array,
    k: int,
    metric: MetricName,
) -> Neighbors:
    """Return the best `k` of the token ids in `shortlist`, compared in float64."""
    scores = exact_scores(E.vectors[shortlist].astype(np.float64), query, metric)
    order = np.lexsort((shortlist, -scores if METRICS[metric].higher_is_nearer else scores))[:k]
    return _neighbors(E, shortlist[order], scores[order], metric)


def top_k(
    E: EmbeddingMatrix, values: Float64Array, k: int, metric: str, exclude: Collection[int] = ()
) -> Neighbors:
    """Return the `k` tokens with the highest `values`, without the token ids in `exclude`."""
    scores = values.copy()
    scores[list(exclude)] = -np.inf
    k = clamp_k(k, len(E) - len(set(exclude)))
    best = np.argsort(-scores, kind="stable")[:k]
    return _neighbors(E, best, values[best], metric)


def rank_subset(
    E: EmbeddingMatrix, tokens: Sequence[str], values: ArrayLike, metric: str
) -> Neighbors:
    """Rank `tokens` by `values`, one per token, highest first."""
    scores = np.asarray(values, np.float64)
    order = np.argsort(-scores, kind="stable")
    return _neighbors(E, E.token_ids(tokens)[order], scores[order], metric)


def exact_scores(rows: Float64Array, query: Float64Array, metric: MetricName) -> Float64Array:
    """Compare rows, shape (n, dim), with a query, shape (dim,), in float64; return shape (n,)."""
    if metric == "euclidean":
        return np.asarray(np.linalg.norm(rows - query, axis=1))
    if metric == "dot":
        return np.asarray(np.einsum("ij,j->i", rows, query))
    unit_dots = np.einsum("ij,j->i", rows, normalize_vector(query))
    norms = np.linalg.norm(rows, axis=1)
    cosines = np.divide(unit_dots, norms, out=np.zeros_like(unit_dots), where=norms > 0)
    return np.asarray(np.clip(cosines, -1, 1))


def float32_tolerance(E: EmbeddingMatrix, query: Float64Array, metric: MetricName) -> float:
    """Return an upper bound of the error of a cosine or a dot product in float32."""
    if metric == "cosine":
        return 1e-5 + 2 * NORM_RTOL
    return 1e-5 * float(np.linalg.norm(query)) * float(E.norms.max())


def _kth_largest(values: Vectors, k: int) -> float:
    """Return the k-th largest value.

    The values are divided into groups. At least k values reach the k-th largest of the maxima of
    the groups, and only the few that do are partitioned.
    """
    n_groups = len(values) // PARTITION_GROUP_SIZE
    if n_groups >= k:
        groups = values[: n_groups * PARTITION_GROUP_SIZE].reshape(PARTITION_GROUP_SIZE, n_groups)
        values = values[values >= np.partition(groups.max(axis=0), -k)[-k]]
    return float(np.partition(values, -k)[-k])


def clamp_k(k: int, n_ranked: int) -> int:
    """Limit `k` to the number of ranked tokens; raise ValueError if it is below 1."""
    if k < 1:
        raise ValueError(f"k is {k}; ask for at least 1 neighbor.")
    return max(0, min(k, n_ranked))


def _neighbors(
    E: EmbeddingMatrix, token_ids: NDArray[np.intp], values: Float64Array, metric: str
) -> Neighbors:
    ids = tuple(int(i) for i in token_ids)
    return Neighbors(tuple(map(E.token, ids)), ids, tuple(values.tolist()), metric)
