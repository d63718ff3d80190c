"""Axes, which are directions between words, and the scores of tokens on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import EmbeddingMatrix, ParseProblem, Vectors, find_word, respelling_notes
from embviz.embedding.matrix import BLOCK_ROWS
from embviz.neighbors import ZERO_TOL, normalize_vector
from embviz.neighbors.normalization import Float64Array


@dataclass(frozen=True)
class Axis:
    """A direction in the embedding space, with labels.

    Attributes
    ----------
    label : str
        ``"man ↔ woman"``, ``"man ↔ woman; boy ↔ girl"``, or ``"poor"``.
    end_labels : tuple of (str, str)
        Labels of the low and the high end.
    direction : ndarray of shape (dim,)
        Unit vector, read-only.
    pairs : tuple of (str, str)
        The pairs of tokens that define it; empty for an axis along a single word.
    notes : tuple of str
        Sentences about words whose token is spelled differently.
    """

    label: str
    end_labels: tuple[str, str]
    direction: NDArray[np.float64]
    pairs: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def axis_along(E: EmbeddingMatrix, word: str) -> Axis | ParseProblem:
    """Return the axis along the row of a word in the vocabulary."""
    token, row, notes = _resolve_row(E, word)
    if not row.any():
        return _zero_row_problem(token)
    return Axis(token, (f"unlike {token}", f"like {token}"), _unit_direction(row), (), notes)


def axis_between(E: EmbeddingMatrix, pairs: Sequence[Sequence[str]]) -> Axis | ParseProblem:
    """Return the axis from the first to the second words of pairs, all in the vocabulary."""
    token_pairs: list[tuple[str, str]] = []
    notes: dict[str, None] = {}
    total = np.zeros(E.dim)
    for low_word, high_word in pairs:
        low, low_row, low_notes = _resolve_row(E, low_word)
        high, high_row, high_notes = _resolve_row(E, high_word)
        notes |= dict.fromkeys(low_notes + high_notes)
        if low == high:
            return ParseProblem(f"Both ends of the axis are {low!r}: it needs two different words.")
        for token, row in ((low, low_row), (high, high_row)):
            if not row.any():
                return _zero_row_problem(token)
        if np.linalg.norm(high_row - low_row) < ZERO_TOL:
            return ParseProblem(
                f"The rows of {low!r} and {high!r} have the same direction: there is no axis "
                "between them."
            )
        token_pairs.append((low, high))
        total += high_row - low_row
    if np.linalg.norm(total) < ZERO_TOL:
        return ParseProblem(
            "These pairs point in opposite directions: nothing is left of the axis."
        )
    label = "; ".join(f"{low} ↔ {high}" for low, high in token_pairs)
    low_end, high_end = (", ".join(dict.fromkeys(ends)) for ends in zip(*token_pairs, strict=True))
    direction = _unit_direction(total)
    return Axis(label, (low_end, high_end), direction, tuple(token_pairs), tuple(notes))


def axis_scores(E: EmbeddingMatrix, token_ids: ArrayLike, axes: Sequence[Axis]) -> Vectors:
    """Compute the scores of tokens on axes.

    Parameters
    ----------
    E : EmbeddingMatrix
    token_ids : array_like of int, shape (n,)
    axes : sequence of Axis

    Returns
    -------
    ndarray of shape (n, len(axes))
        Cosine similarity of each row with each direction, in float32 from −1 to 1; 0 for a row of
        zeros.

    Raises
    ------
    ValueError
        If an axis has another number of dimensions.

    Examples
    --------
    >>> import embviz
    >>> from embviz.axes import parse_axis
    >>> E = embviz.EmbeddingMatrix(["poor", "rich", "king"], [[4, 0], [0, 2], [3, 4]])
    >>> axis_scores(E, [0, 2], [parse_axis(E, "poor"), parse_axis(E, "rich")])
    array([[1. , 0. ],
           [0.6, 0.8]], dtype=float32)
    """
    for axis in axes:
        if axis.direction.shape != (E.dim,):
            raise ValueError(
                f"The axis {axis.label!r} has {len(axis.direction)} dimensions, "
                f"rows of {E.name!r} have {E.dim}."
            )
    ids = np.asarray(token_ids, np.intp)
    directions = np.array([axis.direction for axis in axes], np.float32).reshape(-1, E.dim)
    scores = np.empty((len(ids), len(axes)), np.float32)
    for start in range(0, len(ids), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        scores[block] = E.vectors[ids[block]] @ directions.T
    norms = E.norms[ids, None]
    np.divide(scores, norms, out=scores, where=norms > 0)
    return np.clip(scores, -1, 1, out=scores)


def axis_cosine(a: Axis, b: Axis) -> float:
    """Return the cosine similarity of two axes: 0 if perpendicular, ±1 if parallel.

    Examples
    --------
    >>> import embviz
    >>> from embviz.axes import parse_axis
    >>> E = embviz.EmbeddingMatrix(["poor", "rich", "king"], [[4, 0], [0, 2], [3, 4]])
    >>> round(axis_cosine(parse_axis(E, "rich"), parse_axis(E, "king")), 3)
    0.8
    """
    return float(np.clip(a.direction @ b.direction, -1, 1))


def _resolve_row(E: EmbeddingMatrix, word: str) -> tuple[str, Float64Array, tuple[str, ...]]:
    """Return the token of a word, its row at length 1, and notes on its spelling."""
    result = find_word(E, word)
    token = result.token or word  # For an unknown word, E[token] raises KeyError.
    return token, normalize_vector(E[token]), respelling_notes([result])


def _zero_row_problem(token: str) -> ParseProblem:
    return ParseProblem(f"The row of {token!r} is all zeros: it has no direction.")


def _unit_direction(vector: Float64Array) -> NDArray[np.float64]:
    direction = normalize_vector(vector)
    direction.flags.writeable = False
    return direction
