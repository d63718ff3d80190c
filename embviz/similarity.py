"""How near two rows are, and which rows are nearest."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import BLOCK_ROWS, LARGEST_VALUE, EmbeddingMatrix, Vectors

if TYPE_CHECKING:
    import pandas as pd

Metric: TypeAlias = Literal["cosine", "euclidean", "dot"]

# How many words count as common: the first ones, which most vocabularies order by frequency.
COMMON = 2000

Rows: TypeAlias = NDArray[np.float64]

METRICS: tuple[Metric, ...] = ("cosine", "euclidean", "dot")


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

    def to_frame(self) -> pd.DataFrame:
        """Return the ranking as a table with one row a neighbor."""
        import pandas as pd

        return pd.DataFrame(
            {"token": self.tokens, "token id": self.token_ids, self.metric: self.scores},
            index=pd.RangeIndex(1, len(self) + 1, name="rank"),
        )


def similarity(E: EmbeddingMatrix, a: str, b: str, metric: Metric = "cosine") -> float:
    """Compare the rows of two tokens.

    Parameters
    ----------
    E : EmbeddingMatrix
    a, b : str
        Tokens of `E`.
    metric : {"cosine", "euclidean", "dot"}
        ``cosine``: cosine of the angle, from −1 to 1, higher is nearer; 0 when a row is all zeros.
        ``euclidean``: length of the difference, from 0 up, lower is nearer.
        ``dot``: sum of products, unbounded, higher is nearer and grows with the length of the rows.

    Returns
    -------
    float
        Computed in float64.

    Raises
    ------
    KeyError
        When a token is not in the vocabulary.
    ValueError
        For an unknown metric.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> similarity(E, "cat", "dog"), similarity(E, "cat", "dog", metric="dot")
    (0.6, 12.0)
    >>> similarity(E, "dog", "car", metric="euclidean")
    3.605551275463989
    """
    return float(pairwise(E, [a, b], metric)[0, 1])


def pairwise(
    E: EmbeddingMatrix, tokens: Sequence[str], metric: Metric = "cosine"
) -> NDArray[np.float64]:
    """Compare every pair of `tokens`.

    Returns
    -------
    ndarray of shape (n, n)
        Symmetric, in float64, in the unit of `metric` (see `similarity`).

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> pairwise(E, ["cat", "dog", "car"])
    array([[1. , 0.6, 0. ],
           [0.6, 1. , 0.8],
           [0. , 0.8, 1. ]])
    """
    rows = E.vectors[[E.token_id(token) for token in tokens]].astype(np.float64)
    if metric == "euclidean":
        return np.asarray(np.linalg.norm(rows[:, None] - rows[None], axis=2))
    if metric == "cosine":
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        rows = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
        return np.asarray(np.clip(rows @ rows.T, -1, 1))
    if metric == "dot":
        return np.asarray(rows @ rows.T)
    raise _unknown(metric)


def angle(E: EmbeddingMatrix, a: str, b: str) -> float:
    """Return the angle between the rows of two tokens in degrees, NaN when a row is all zeros.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["east", "north"], [[2, 0], [0, 1]])
    >>> angle(E, "east", "north")
    90.0
    """
    if not (E[a].any() and E[b].any()):
        return math.nan
    return math.degrees(math.acos(similarity(E, a, b)))


def usual_cosine(E: EmbeddingMatrix) -> float:
    """Return the mean cosine similarity of two common words: what "unrelated" looks like.

    Rows of many embeddings share a direction, so two words picked blindly are above 0. Taken over
    all pairs of the first `COMMON` tokens that are made of two letters or more; NaN when there are
    fewer than two.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["up", "down", "left"], [[0, 2], [0, -1], [-3, 0]])
    >>> round(usual_cosine(E), 3)
    -0.333
    """
    common = [i for i, token in enumerate(E.tokens) if len(token) > 1 and token.isalpha()][:COMMON]
    norms = E.norms[common, None]
    units = E.vectors[common].astype(np.float64)
    units = np.divide(units, norms, out=np.zeros_like(units), where=norms > 0)
    n = len(common)
    # The squared length of a sum of n rows of length 1 is n plus twice the cosines of all pairs.
    total = float(np.square(units.sum(axis=0)).sum() - np.square(units).sum())
    return total / (n * (n - 1)) if n > 1 else math.nan


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
    vector: ArrayLike,
    k: int,
    metric: Metric = "cosine",
    exclude: Collection[int] = (),
) -> Neighbors:
    """Rank the vocabulary by nearness to `vector`, leaving out the token ids in `exclude`.

    The whole matrix is compared in float32; the rows that could be among the best are compared
    again in float64, so that equal rows get equal scores and tie in order of token id.
    """
    query = _query(E, vector)
    worth = _scores(E, query, metric)
    if metric == "euclidean":
        worth = -worth
    worth[list(exclude)] = -np.inf
    k = _possible(k, len(E) - len(set(exclude)))
    if not k:
        return Neighbors((), (), (), metric)
    last = float(np.partition(worth, -k)[-k])
    in_reach = worth >= last - _rounding(E, query, metric, last)
    in_reach[list(exclude)] = False
    shortlist = np.flatnonzero(in_reach)
    exact = _compare(E.vectors[shortlist].astype(np.float64), query, metric)
    order = np.lexsort((shortlist, exact if metric == "euclidean" else -exact))[:k]
    return _neighbors(E, shortlist[order], exact[order], metric)


def scores(E: EmbeddingMatrix, vector: ArrayLike, metric: Metric = "cosine") -> Vectors:
    """Compare one vector with every row.

    Returns
    -------
    ndarray of shape (n_tokens,)
        In float32, in the unit of `metric` (see `similarity`).
    """
    return _scores(E, _query(E, vector), metric)


def _query(E: EmbeddingMatrix, vector: ArrayLike) -> Rows:
    query = np.asarray(vector, np.float64)
    if query.shape != (E.dim,):
        raise ValueError(f"The vector has shape {query.shape}; rows of {E.name!r} have ({E.dim},).")
    fine = np.abs(query) <= LARGEST_VALUE  # False for NaN, too.
    if not fine.all():
        raise ValueError(
            f"The vector holds {query[~fine][0]}; every value must be a number between "
            f"-{LARGEST_VALUE:g} and {LARGEST_VALUE:g}."
        )
    return query


def _scores(E: EmbeddingMatrix, query: Rows, metric: str) -> Vectors:
    try:
        compare = _SCORES[metric]
    except KeyError:
        raise _unknown(metric) from None
    return compare(E, query)


def _unit(query: Rows) -> Rows:
    """Return a vector at length 1, zeros as they are; even where its squares would vanish."""
    largest = np.abs(query).max()
    if largest == 0:
        return query
    scaled = query / largest
    return np.asarray(scaled / np.linalg.norm(scaled))


def _cosine(E: EmbeddingMatrix, query: NDArray[np.float64]) -> Vectors:
    # With a query of length 1, tiny and huge rows stay within float32.
    products = E.vectors @ _unit(query).astype(np.float32)
    cosines = np.divide(products, E.norms, out=np.zeros_like(products), where=E.norms > 0)
    return np.clip(cosines, -1, 1, out=cosines)


def _euclidean(E: EmbeddingMatrix, query: NDArray[np.float64]) -> Vectors:
    distances = np.empty(len(E), np.float32)
    for start in range(0, len(E), BLOCK_ROWS):
        # The difference itself: the shorter |v|² − 2v·q + |q|² loses its digits on near rows.
        difference = E.vectors[start : start + BLOCK_ROWS] - query.astype(np.float32)
        squares = np.einsum("ij,ij->i", difference, difference)
        distances[start : start + BLOCK_ROWS] = np.sqrt(squares)
    return distances


def _dot(E: EmbeddingMatrix, query: NDArray[np.float64]) -> Vectors:
    return np.asarray(E.vectors @ query.astype(np.float32))


_SCORES: dict[str, Callable[[EmbeddingMatrix, NDArray[np.float64]], Vectors]] = {
    "cosine": _cosine,
    "euclidean": _euclidean,
    "dot": _dot,
}


def _compare(rows: Rows, query: Rows, metric: str) -> Rows:
    """Compare float64 rows, shape (n, dim), with a query, shape (dim,): shape (n,)."""
    if metric == "euclidean":
        return np.asarray(np.linalg.norm(rows - query, axis=1))
    if metric == "dot":
        return np.asarray(np.einsum("ij,j->i", rows, query))
    products, norms = np.einsum("ij,j->i", rows, _unit(query)), np.linalg.norm(rows, axis=1)
    cosines = np.divide(products, norms, out=np.zeros_like(products), where=norms > 0)
    return np.asarray(np.clip(cosines, -1, 1))


def _rounding(E: EmbeddingMatrix, query: Rows, metric: str, last: float) -> float:
    """Return more than float32 can be wrong by near a score of `last`."""
    if metric == "cosine":
        return 1e-5
    length = float(np.linalg.norm(query))
    if metric == "euclidean":
        return 1e-5 * abs(last) + 1e-6 * length
    return 1e-5 * length * float(E.norms.max())


def rank(
    E: EmbeddingMatrix, values: Rows, k: int, unit: str, exclude: Collection[int] = ()
) -> Neighbors:
    """Return the `k` tokens with the highest `values`, without the token ids in `exclude`."""
    worth = values.copy()
    worth[list(exclude)] = -np.inf
    k = _possible(k, len(E) - len(set(exclude)))
    best = np.lexsort((np.arange(len(E)), -worth))[:k]
    return _neighbors(E, best, values[best], unit)


def _possible(k: int, available: int) -> int:
    if k < 1:
        raise ValueError(f"k is {k}; ask for at least 1 neighbor.")
    return max(0, min(k, available))


def _neighbors(
    E: EmbeddingMatrix, token_ids: NDArray[np.intp], values: Rows, unit: str
) -> Neighbors:
    ids = tuple(int(i) for i in token_ids)
    return Neighbors(tuple(E.tokens[i] for i in ids), ids, tuple(values.tolist()), unit)


def _unknown(metric: str) -> ValueError:
    return ValueError(f"Unknown metric {metric!r}; choose one of {', '.join(METRICS)}.")
