"""The nearest rows of many queries at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import BLOCK_ROWS, EmbeddingMatrix
from embviz.neighbors.most_similar import Neighbors, clamp_k, float32_tolerance, nearest, rerank
from embviz.neighbors.query_scores import check_vector
from embviz.neighbors.similarity import Float64Array, Metric, normalize_vector

# Queries compared at once with the rows of a block.
BATCH_QUERIES = 256


def most_similar_batch(
    E: EmbeddingMatrix,
    queries: Sequence[str] | ArrayLike,
    k: int = 10,
    metric: Metric = "cosine",
    *,
    exclude_inputs: bool = True,
) -> list[Neighbors]:
    """Rank the vocabulary for many queries at once: the same answers as `most_similar`, sooner.

    The matrix is read once for all queries, in products of matrices.

    Parameters
    ----------
    E : EmbeddingMatrix
    queries : sequence of str, or array_like of shape (n, dim)
        Tokens, or vectors.
    k, metric, exclude_inputs
        As in `most_similar`.

    Returns
    -------
    list of Neighbors
        One a query, in their order.

    Raises
    ------
    KeyError, ValueError
        As `most_similar` does.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> [found.tokens for found in most_similar_batch(E, ["dog", "car"], k=1)]
    [('car',), ('dog',)]
    """
    vectors: list[Float64Array] = []
    inputs: list[int | None] = []
    for query in queries:  # type: ignore[union-attr]
        token_id = E.token_id(query) if isinstance(query, str) else None
        vectors.append(check_vector(E, query if token_id is None else E.vectors[token_id]))
        inputs.append(token_id if exclude_inputs else None)
    exclude = [() if token_id is None else (token_id,) for token_id in inputs]
    if metric not in ("cosine", "dot"):  # Distances are taken from differences, not from products.
        return [
            nearest(E, vector, k, metric, out) for vector, out in zip(vectors, exclude, strict=True)
        ]
    found = []
    for start in range(0, len(vectors), BATCH_QUERIES):
        part = slice(start, start + BATCH_QUERIES)
        shortlists = _shortlists(E, vectors[part], k, metric, inputs[part])
        for query, shortlist in zip(vectors[part], shortlists, strict=True):
            found.append(rerank(E, shortlist, query, k, metric))
    return found


def _shortlists(
    E: EmbeddingMatrix,
    queries: Sequence[Float64Array],
    k: int,
    metric: str,
    inputs: Sequence[int | None],
) -> list[NDArray[np.intp]]:
    """Return for each query the rows that could be among its best, found in float32."""
    wanted = clamp_k(k, len(E))
    table = np.array(
        [normalize_vector(q) if metric == "cosine" else q for q in queries], np.float32
    )
    # Below this a row is not among the best of its query, whatever float32 gets wrong.
    bars = np.full(len(queries), -np.inf, np.float32)
    rows = [np.empty(0, np.intp) for _ in queries]
    values = [np.empty(0, np.float32) for _ in queries]
    norms = np.where(E.norms > 0, E.norms, 1)
    for start in range(0, len(E), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        worth = table @ E.vectors[block].T
        if metric == "cosine":
            worth /= norms[block]
        for i, token_id in enumerate(inputs):
            if token_id is not None and start <= token_id < start + BLOCK_ROWS:
                worth[i, token_id - start] = -np.inf
        for i in np.flatnonzero(worth.max(axis=1) >= bars).tolist():
            over = np.flatnonzero(worth[i] >= bars[i])
            rows[i] = np.concatenate([rows[i], over + start])
            values[i] = np.concatenate([values[i], worth[i, over]])
            if len(values[i]) > wanted:
                last = float(np.partition(values[i], -wanted)[-wanted])
                bars[i] = last - float32_tolerance(E, queries[i], metric)
                kept = values[i] >= bars[i]
                rows[i], values[i] = rows[i][kept], values[i][kept]
    return [
        np.setdiff1d(found, [token_id]) if token_id is not None else found
        for found, token_id in zip(rows, inputs, strict=True)
    ]
