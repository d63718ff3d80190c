"""How much of a map is the data's, and how much the seed's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Coordinates = NDArray[np.float64]

# A word stays where two maps put it within this share of a map's radius: on a map as large as a
# hand, about the width of a finger.
STABLE_RADIUS_SHARE = 0.25

# The mean is still when a further round moves it by less than this share of the radius.
CONVERGENCE_RTOL = 1e-6
MAX_ITER = 50


@dataclass(frozen=True)
class Stability:
    """Several maps of the same rows, laid over each other.

    Attributes
    ----------
    mean : ndarray of shape (n, c)
        The mean place of each row.
    maps : ndarray of shape (m, n, c)
        The maps after turning, mirroring, shifting and one change of size each. The first keeps its
        place and size.
    wobble : ndarray of shape (n,)
        Root mean square distance of the places of a row from their mean, as a share of the radius
        of a map, which is the root mean square distance of its places from its center. 0: always at
        the same place. Maps with nothing in common come near √(1 − 1/m), which is 0.89 for five.
    unstable_rows : tuple of int
        The rows that no two maps put within `STABLE_RADIUS_SHARE` radiuses of each other.
    """

    mean: Coordinates
    maps: Coordinates
    wobble: Coordinates
    unstable_rows: tuple[int, ...]


def align_map(coordinates: ArrayLike, target: ArrayLike) -> Coordinates:
    """Lay a map over another by turning or mirroring it, shifting it, and one change of size.

    No other such change brings it nearer to `target`, by the sum of squared distances of each row
    from its place there.

    Parameters
    ----------
    coordinates, target : array_like of shape (n, c)

    Returns
    -------
    ndarray of shape (n, c)

    Raises
    ------
    ValueError
        For arrays of different shapes, or that are not of shape (n, c).

    References
    ----------
    Schönemann (1966), A generalized solution of the orthogonal Procrustes problem; Gower (1975),
    Generalized Procrustes analysis.

    Examples
    --------
    >>> align_map([[0, 0], [0, 2]], target=[[1, 1], [5, 1]]).round(6)
    array([[1., 1.],
           [5., 1.]])
    """
    moving, fixed = (np.asarray(table, np.float64) for table in (coordinates, target))
    if moving.shape != fixed.shape or moving.ndim != 2 or not moving.size:
        raise ValueError(f"Maps must have one shape (n, c), not {moving.shape} and {fixed.shape}.")
    center = fixed.mean(axis=0)
    moving, fixed = moving - moving.mean(axis=0), fixed - center
    turn, fit = procrustes(moving, fixed)
    squares = float(np.square(moving).sum())
    size = fit / squares if squares else 0.0
    return np.asarray(size * (moving @ turn) + center)


def stability(maps: Sequence[ArrayLike]) -> Stability:
    """Lay maps of the same rows over each other and say which rows stay where they are.

    All maps are brought to the size of the first, so that none can hide by shrinking how much it
    differs. They are turned onto the first, then onto the mean of all until it is still, and all
    together back onto the first.

    Parameters
    ----------
    maps : sequence of array_like of shape (n, c)
        Two or more, for example of one method under different seeds.

    Returns
    -------
    Stability

    Raises
    ------
    ValueError
        For fewer than two maps, maps of different shapes, or maps not of shape (n, c).

    References
    ----------
    Gower (1975), Generalized Procrustes analysis.

    Examples
    --------
    >>> square = [[0, 0], [2, 0], [0, 2], [2, 2]]
    >>> turned = [[0, 2], [0, 0], [2, 2], [2, 0]]
    >>> found = stability([square, turned])
    >>> found.mean.round(6) + 0.0
    array([[0., 0.],
           [2., 0.],
           [0., 2.],
           [2., 2.]])
    >>> found.wobble.round(6), found.unstable_rows
    (array([0., 0., 0., 0.]), ())
    """
    tables = [np.asarray(table, np.float64) for table in maps]
    if len(tables) < 2:
        raise ValueError(f"Stability compares two or more maps, not {len(tables)}.")
    shapes = {table.shape for table in tables}
    if len(shapes) > 1 or tables[0].ndim != 2 or not tables[0].size:
        raise ValueError(f"Maps must have one shape (n, c), not {sorted(shapes)}.")
    center = tables[0].mean(axis=0)
    laid = np.stack([table - table.mean(axis=0) for table in tables])
    radiuses = np.sqrt(np.square(laid).sum(axis=2).mean(axis=1))
    radius = float(radiuses[0])
    laid *= np.divide(radius, radiuses, out=np.ones_like(radiuses), where=radiuses > 0)[
        :, None, None
    ]
    mean = laid[0]
    for _ in range(MAX_ITER):
        laid = np.stack([table @ procrustes(table, mean)[0] for table in laid])
        before, mean = mean, laid.mean(axis=0)
        if np.abs(mean - before).max() <= CONVERGENCE_RTOL * radius:
            break
    back, _ = procrustes(laid[0], tables[0] - center)
    laid, mean = laid @ back, mean @ back
    apart = np.sqrt(np.square(laid - mean).sum(axis=2).mean(axis=0))
    closest = np.full(len(mean), np.inf)
    for one, other in combinations(laid, 2):
        np.minimum(closest, np.linalg.norm(one - other, axis=1), out=closest)
    never = np.flatnonzero(closest > STABLE_RADIUS_SHARE * radius)
    return Stability(
        mean=mean + center,
        maps=laid + center,
        wobble=apart / radius if radius else np.zeros_like(apart),
        unstable_rows=tuple(int(row) for row in never),
    )


def procrustes(source: Coordinates, target: Coordinates) -> tuple[Coordinates, float]:
    """Return the turn or mirror that brings rows nearest to others, and how well they fit then.

    Parameters
    ----------
    source, target : ndarray of shape (n, d)
        Both with their mean at 0.

    Returns
    -------
    turn : ndarray of shape (d, d)
        Orthogonal; ``moving @ turn`` is nearest to `target`.
    fit : float
        The sum of products of the two after it.
    """
    left, fits, right = np.linalg.svd(source.T @ target)
    return left @ right, float(fits.sum())
