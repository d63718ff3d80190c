"""Which rows are nearest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import EmbeddingMatrix, Vectors
from embviz.embedding.matrix import NORM_RTOL
from embviz.neighbors.query_scores import QueryScores
from embviz.neighbors.similarity import Float64Array, Metric, normalize_vector, unknown_metric_error

if TYPE_CHECKING:
    import pandas as pd

# Values of which only the largest is looked at first.
PARTITION_GROUP_SIZE = 64


@dataclass(frozen=True)
class Neighbors:
    """Tokens ranked by how near they are to a query, best first.

    Attributes
    ----------
    tokens : tuple of str
    token_ids : tuple of int
    scores : tuple of float
        In the unit of `metric`: cosine (−1 to 1) and dot product grow with nearness, Euclidean
        distance shrinks with it.
    metric : str
    """

    tokens: tuple[str, ...]
    token_ids: tuple[int, ...]
    scores: tuple[float, ...]
    metric: str

    def __len__(self) -> int:
        return len(self.tokens)

    def reversed(self) -> Neighbors:
        """Return the same ranking, last first."""
        return Neighbors(self.tokens[::-1], self.token_ids[::-1], self.scores[::-1], self.metric)

    def head(self, n: int) -> Neighbors:
        """Return the first `n` of the ranking."""
        return Neighbors(self.tokens[:n], self.token_ids[:n], self.scores[:n], self.metric)

    def head_and_tail(self, n: int) -> Neighbors:
        """Return the first and the last `n` of a ranking that is longer than both together."""
        return Neighbors(
            self.tokens[:n] + self.tokens[-n:],
            self.token_ids[:n] + self.token_ids[-n:],
            self.scores[:n] + self.scores[-n:],
            self.metric,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the ranking as a table with one row a neighbor."""
        import pandas as pd

        return pd.DataFrame(
            {"token": self.tokens, "token id": self.token_ids, self.metric: self.scores},
            index=pd.RangeIndex(1, len(self) + 1, name="rank"),
        )


def most_similar(
    E: EmbeddingMatrix,
    query: str | ArrayLike,
    k: int = 10,
    metric: Metric = "cosine",
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
        How many neighbors to return; fewer come back from a smaller vocabulary.
    metric : {"cosine", "euclidean", "dot"}
        See `similarity`.
    exclude_inputs : bool
        Leave a query token itself out of the answer. A vector is no token: nothing is left out.

    Returns
    -------
    Neighbors
        Best first; equal scores in order of token id.

    Raises
    ------
    KeyError
        When the token is not in the vocabulary.
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
    metric: Metric = "cosine",
    exclude: Collection[int] = (),
    candidate_ids: NDArray[np.integer] | None = None,
) -> Neighbors:
    """Rank the vocabulary by nearness to `vector`, leaving out the token ids in `exclude`.

    With `candidate_ids`, only the token ids in it are ranked. Who asks several things of one vector takes
    its `QueryScores` once and gives them in its place.

    The whole matrix is compared in float32; the rows that could be among the best are compared
    again in float64, so that equal rows get equal scores and tie in order of token id.
    """
    products = vector if isinstance(vector, QueryScores) else QueryScores(E, vector)
    slack: Vectors | float = 0.0
    if metric == "cosine":
        worth = products.cosines.copy()
    elif metric == "dot":
        worth = products.dots()
    elif metric == "euclidean":
        worth, slack = products.neg_sq_distances()
    else:
        raise unknown_metric_error(metric)
    # Not np.unique: what that imports takes as long as the whole answer.
    left_out = np.array(sorted({*exclude}), np.intp)
    if candidate_ids is None:
        ranked = len(E) - len(left_out)
    else:
        inside = np.zeros(len(E), bool)
        inside[candidate_ids] = True
        inside[left_out] = False
        worth[~inside] = -np.inf
        ranked = int(inside.sum())
    worth[left_out] = -np.inf
    k = clamp_k(k, ranked)
    if not k:
        return Neighbors((), (), (), metric)
    if metric == "euclidean":
        in_reach = worth + slack >= _kth_largest(worth - slack, k)
    else:
        in_reach = worth >= _kth_largest(worth, k) - float32_tolerance(E, products.query, metric)
    return rerank(E, np.flatnonzero(in_reach), products.query, k, metric)


def rerank(
    E: EmbeddingMatrix, shortlist: NDArray[np.intp], query: Float64Array, k: int, metric: str
) -> Neighbors:
    """Return the best `k` of the rows in `shortlist`, compared in float64.

    Parameters
    ----------
    shortlist : ndarray of shape (n,)
        Token ids, ascending.
    """
    exact = exact_scores(E.vectors[shortlist].astype(np.float64), query, metric)
    order = np.lexsort((shortlist, exact if metric == "euclidean" else -exact))[:k]
    return _neighbors(E, shortlist[order], exact[order], metric)


def top_k(
    E: EmbeddingMatrix, values: Float64Array, k: int, metric: str, exclude: Collection[int] = ()
) -> Neighbors:
    """Return the `k` tokens with the highest `values`, without the token ids in `exclude`."""
    worth = values.copy()
    worth[list(exclude)] = -np.inf
    k = clamp_k(k, len(E) - len(set(exclude)))
    best = np.lexsort((np.arange(len(E)), -worth))[:k]
    return _neighbors(E, best, values[best], metric)


def rank_subset(
    E: EmbeddingMatrix, tokens: Sequence[str], values: ArrayLike, metric: str
) -> Neighbors:
    """Rank `tokens` by one number each, the highest first."""
    worth = np.asarray(values, np.float64)
    order = np.argsort(-worth, kind="stable")
    ids = np.array([E.token_id(token) for token in tokens], np.intp)
    return _neighbors(E, ids[order], worth[order], metric)


def exact_scores(rows: Float64Array, query: Float64Array, metric: str) -> Float64Array:
    """Compare float64 rows, shape (n, dim), with a query, shape (dim,): shape (n,)."""
    if metric == "euclidean":
        return np.asarray(np.linalg.norm(rows - query, axis=1))
    if metric == "dot":
        return np.asarray(np.einsum("ij,j->i", rows, query))
    products, norms = (
        np.einsum("ij,j->i", rows, normalize_vector(query)),
        np.linalg.norm(rows, axis=1),
    )
    cosines = np.divide(products, norms, out=np.zeros_like(products), where=norms > 0)
    return np.asarray(np.clip(cosines, -1, 1))


def float32_tolerance(E: EmbeddingMatrix, query: Float64Array, metric: str) -> float:
    """Return more than float32 can be wrong by in a cosine or a dot product."""
    if metric == "cosine":
        return 1e-5 + 2 * NORM_RTOL  # Lengths that came with a file are checked to within SEEN.
    return 1e-5 * float(np.linalg.norm(query)) * float(E.norms.max())


def _kth_largest(values: Vectors, k: int) -> float:
    """Return the k-th largest value.

    The values are dealt into groups. At least k values reach the k-th largest maximum of a group,
    and few values more than that are left to be put in order.
    """
    if len(values) >= PARTITION_GROUP_SIZE * k:
        dealt = values[: len(values) // PARTITION_GROUP_SIZE * PARTITION_GROUP_SIZE].reshape(
            PARTITION_GROUP_SIZE, -1
        )
        values = values[values >= np.partition(dealt.max(axis=0), -k)[-k]]
    return float(np.partition(values, -k)[-k])


def clamp_k(k: int, available: int) -> int:
    """Return how many neighbors there can be; raise ValueError when none is asked for."""
    if k < 1:
        raise ValueError(f"k is {k}; ask for at least 1 neighbor.")
    return max(0, min(k, available))


def _neighbors(
    E: EmbeddingMatrix, token_ids: NDArray[np.intp], values: Float64Array, metric: str
) -> Neighbors:
    ids = tuple(int(i) for i in token_ids)
    return Neighbors(tuple(map(E.token, ids)), ids, tuple(values.tolist()), metric)
