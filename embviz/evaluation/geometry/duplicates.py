"""Duplicate rows and rows of zeros."""

from __future__ import annotations

import numpy as np

from embviz.embedding import EmbeddingMatrix


def find_duplicates(E: EmbeddingMatrix) -> list[tuple[int, ...]]:
    """Return groups of token ids with exactly equal rows, without rows of zeros.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(list("abcde"), [[1, 2], [0, 0], [1, 2], [0, 0], [2, 1]])
    >>> find_duplicates(E)
    [(0, 2)]
    """
    groups: dict[bytes, list[int]] = {}
    for i in np.flatnonzero(E.norms > 0).tolist():
        groups.setdefault((E.vectors[i] + 0).tobytes(), []).append(i)  # Turns −0 into 0.
    return [tuple(group) for group in groups.values() if len(group) > 1]


def find_zero_rows(E: EmbeddingMatrix) -> tuple[int, ...]:
    """Return the token ids of rows that are all zeros."""
    return tuple(np.flatnonzero(~E.vectors.any(axis=1)).tolist())
