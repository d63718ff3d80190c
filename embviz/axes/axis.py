"""Directions in the space of the rows, and where rows stand on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import BLOCK_ROWS, EmbeddingMatrix, Vectors, find_word
from embviz.neighbors import Float64Array, normalize_vector

# A difference of two rows of length 1 that is shorter than this is float32 rounding.
ZERO_TOL = 1e-6


@dataclass(frozen=True)
class Axis:
    """A direction in the space of the rows, with words for it.

    Attributes
    ----------
    label : str
        The axis in words: ``"man ↔ woman"``, ``"man ↔ woman; boy ↔ girl"``, or ``"poor"``.
    end_labels : tuple of (str, str)
        What to write at the low end and at the high end.
    direction : ndarray of shape (dim,)
        Of length 1, read-only.
    pairs : tuple of (str, str)
        The tokens it is made of; none when it lies along a single word.
    notes : tuple of str
        Words whose token is written in another way than typed.
    """

    label: str
    end_labels: tuple[str, str]
    direction: NDArray[np.float64]
    pairs: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class AxisProblem:
    """Why what was typed is no axis.

    Attributes
    ----------
    message : str
        One or more sentences. They repeat what was typed, as it was typed.
    missing : tuple of str
        The words that the vocabulary lacks.
    """

    message: str
    missing: tuple[str, ...] = ()


def axis_along(E: EmbeddingMatrix, word: str) -> Axis | AxisProblem:
    """Make the axis that points along the row of a word, which must be in the vocabulary."""
    token, row, note = _resolve_row(E, word)
    if not row.any():
        return _zero_row_problem(token)
    return Axis(token, (f"unlike {token}", f"like {token}"), _unit_direction(row), (), note)


def axis_between(E: EmbeddingMatrix, pairs: Sequence[Sequence[str]]) -> Axis | AxisProblem:
    """Make the axis from the first to the second words of pairs, all in the vocabulary."""
    named: list[tuple[str, str]] = []
    notes: dict[str, None] = {}
    total = np.zeros(E.dim)
    for low, high in pairs:
        (left, behind, left_note), (right, ahead, right_note) = (
            _resolve_row(E, low),
            _resolve_row(E, high),
        )
        notes |= dict.fromkeys(left_note + right_note)
        if left == right:
            return AxisProblem(f"Both ends of the axis are {left!r}: it needs two different words.")
        for token, row in ((left, behind), (right, ahead)):
            if not row.any():
                return _zero_row_problem(token)
        if np.linalg.norm(ahead - behind) < ZERO_TOL:
            return AxisProblem(
                f"The rows of {left!r} and {right!r} have the same direction: there is no axis "
                "between them."
            )
        named.append((left, right))
        total += ahead - behind
    if np.linalg.norm(total) < ZERO_TOL:
        return AxisProblem("These pairs point in opposite directions: nothing is left of the axis.")
    label = "; ".join(f"{left} ↔ {right}" for left, right in named)
    left_end, right_end = (", ".join(dict.fromkeys(words)) for words in zip(*named, strict=True))
    return Axis(label, (left_end, right_end), _unit_direction(total), tuple(named), tuple(notes))


def axis_scores(E: EmbeddingMatrix, token_ids: ArrayLike, axes: Sequence[Axis]) -> Vectors:
    """Say where tokens stand on axes.

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
        When an axis belongs to an embedding with another number of dimensions.

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
    rows = np.asarray(token_ids, np.intp)
    directions = np.array([axis.direction for axis in axes], np.float32).reshape(-1, E.dim)
    placed = np.empty((len(rows), len(axes)), np.float32)
    for start in range(0, len(rows), BLOCK_ROWS):
        block = rows[start : start + BLOCK_ROWS]
        placed[start : start + BLOCK_ROWS] = E.vectors[block] @ directions.T
    norms = E.norms[rows, None]
    np.divide(placed, norms, out=placed, where=norms > 0)
    return np.clip(placed, -1, 1, out=placed)


def axis_cosine(a: Axis, b: Axis) -> float:
    """Return the cosine similarity of two axes: 0 when they are independent, ±1 when they are one.

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
    """Return the token of a known word, its row at length 1, and how else it is written."""
    found = find_word(E, word)
    token = found.token or word  # One that is not there raises on the next line.
    row = normalize_vector(E[token].astype(np.float64))
    return (
        token,
        row,
        () if found.step == "exact" else (f"{found.query!r} has the row of {token!r}.",),
    )


def _zero_row_problem(token: str) -> AxisProblem:
    return AxisProblem(f"The row of {token!r} is all zeros: it has no direction.")


def _unit_direction(vector: Float64Array) -> NDArray[np.float64]:
    direction = normalize_vector(vector)
    direction.flags.writeable = False
    return direction
