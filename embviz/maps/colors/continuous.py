"""Colors by number."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from embviz.embedding import EmbeddingMatrix
from embviz.maps.colors.categorical import color_by_group
from embviz.maps.colors.result import Coloring, FloatArray

# A column with at most this many different numbers is categorical, such as 0 and 1 for no and yes.
MAX_CATEGORICAL_NUMBERS = 2

# Differences of larger numbers could overflow.
MAX_ABS_NUMBER = 1e300


def color_by_label(E: EmbeddingMatrix, column: str, token_ids: ArrayLike) -> Coloring:
    """Color points by a column of metadata: by number if it is numeric, else by group.

    Parameters
    ----------
    E : EmbeddingMatrix
    column : str
        A key of `E.labels`. A column is numeric when each entry that is not empty is a number in
        Python's syntax (``3``, ``-0.5``, ``1e6``; not ``0,5``), none is beyond ±`MAX_ABS_NUMBER`,
        and more than `MAX_CATEGORICAL_NUMBERS` are different.
    token_ids : array_like of int, shape (n,)
        The points.

    Raises
    ------
    KeyError
        When there is no such column.

    Examples
    --------
    >>> import embviz
    >>> labels = {"age": ["7", "", "9", "8"], "pet": ["1", "0", "1", "1"]}
    >>> E = embviz.EmbeddingMatrix("abcd", [[0], [1], [2], [3]], labels=labels)
    >>> color_by_label(E, "age", [0, 1, 2]).values
    array([ 7., nan,  9.])
    >>> color_by_label(E, "pet", [0, 1, 2]).names
    ('1', '0')
    """
    if column not in E.labels:
        columns = ", ".join(map(repr, E.labels)) or "none"
        raise KeyError(f"{E.name!r} has no labels {column!r}; it has {columns}.")
    entries = E.labels[column]
    rows = np.asarray(token_ids, np.intp)
    numbers = _parse_numbers(entries)
    if numbers is None:
        return color_by_group([entries[i] for i in rows.tolist()], column)
    return _numeric_coloring(column, numbers[rows])


def color_by_rank(token_ids: ArrayLike) -> Coloring:
    """Color points by their rank in the vocabulary, which usually is that of frequency.

    Returns
    -------
    Coloring
        The rank is 1 for the first token. The scale is linear: on a logarithmic one, nine tenths
        of the words would have nearly the same color.

    Examples
    --------
    >>> ranks = color_by_rank([0, 9, 99])
    >>> ranks.values, ranks.limits
    (array([  1.,  10., 100.]), (1.0, 100.0))
    """
    return _numeric_coloring("rank in the vocabulary", np.asarray(token_ids, np.float64) + 1)


def color_by_norm(E: EmbeddingMatrix, token_ids: ArrayLike) -> Coloring:
    """Color points by the Euclidean norm of their rows."""
    return _numeric_coloring("vector length", E.norms[np.asarray(token_ids, np.intp)])


def color_by_recall(recall_counts: ArrayLike, k: int) -> Coloring:
    """Color points by how many of their `k` true neighbors are neighbors on the map.

    Parameters
    ----------
    recall_counts : array_like of shape (n,)
        Numbers from 0 to `k`; NaN for a row that was not compared.
    k : int

    Returns
    -------
    Coloring
        Shares from 0 to 1, NaN for rows that were not compared; the scale is always 0 to 1.

    Raises
    ------
    ValueError
        When `k` is below 1, or a number is not from 0 to `k`.

    Examples
    --------
    >>> color_by_recall([0, 3, 12], k=12).values
    array([0.  , 0.25, 1.  ])
    """
    counts = np.asarray(recall_counts, np.float64)
    if k < 1 or (counts < 0).any() or (counts > k).any():
        raise ValueError(f"recall_counts must be numbers from 0 to {k}, and k must be at least 1.")
    ticks = tuple((i / 4, f"{25 * i} %") for i in range(5))
    return _numeric_coloring(f"true neighbors kept, of {k}", counts / k, ticks, (0.0, 1.0))


def color_by_wobble(wobble: ArrayLike) -> Coloring:
    """Color points by how far each moves between seeds; the scale begins at 0."""
    values = np.asarray(wobble, np.float64)
    known = values[np.isfinite(values)]
    return _numeric_coloring(
        "wobble", values, (), (0.0, float(known.max())) if known.size else None
    )


def _parse_numbers(entries: Sequence[str]) -> FloatArray | None:
    """Return the numbers of a column, NaN for empty entries; None when it is not numeric."""
    try:
        values = np.array([float(entry) if entry.strip() else math.nan for entry in entries])
    except ValueError:
        return None
    known = values[[bool(entry.strip()) for entry in entries]]  # A written "nan" is not missing.
    if (
        not (np.abs(known) <= MAX_ABS_NUMBER).all()
        or len(np.unique(known)) <= MAX_CATEGORICAL_NUMBERS
    ):
        return None
    return values


def _numeric_coloring(
    title: str,
    values: ArrayLike,
    ticks: tuple[tuple[float, str], ...] = (),
    limits: tuple[float, float] | None = None,
) -> Coloring:
    numbers = np.asarray(values, np.float64)
    known = numbers[np.isfinite(numbers)]
    if limits is None and known.size:
        limits = float(known.min()), float(known.max())
    return Coloring(title, "number", numbers, ticks=ticks, limits=limits)
