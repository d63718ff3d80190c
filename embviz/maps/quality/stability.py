"""The stability of a map: how much it depends on the seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Coordinates = NDArray[np.float64]

# A row is stable when two maps place it within this share of the radius of a map: on a map as large
# as a hand, about the width of a finger.
STABLE_RADIUS_SHARE = 0.25

# The mean map has converged when an iteration moves it by less than this share of the radius.
CONVERGENCE_RTOL = 1e-6
MAX_ITER = 50


@dataclass(frozen=True)
class Stability:
    """Several maps of the same rows, aligned with each other.

    Attributes
    ----------
    mean : ndarray of shape (n, c)
        The mean of the aligned maps.
    maps : ndarray of shape (m, n, c)
        The maps, each rotated or reflected, translated and scaled. The first one is unchanged but
        for rounding.
    wobble : ndarray of shape (n,)
        Root mean square distance of the points of a row from their mean, relative to the radius of
        the map, the root mean square distance of all its points from its center. 0 when all maps
        agree; about √(1 − 1/m) for unrelated maps, which is 0.89 for five.
    unstable_rows : tuple of int
        The rows that no two maps place within `STABLE_RADIUS_SHARE` radiuses of each other.
    """

    mean: Coordinates
    maps: Coordinates
    wobble: Coordinates
    unstable_rows: tuple[int, ...]


def align_map(coordinates: ArrayLike, target: ArrayLike) -> Coordinates:
    """Align a map with another by a rotation or reflection, a translation and a scaling.

    These minimize the sum of squared distances between the rows and those of `target`.

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
    source, goal = (np.asarray(array, np.float64) for array in (coordinates, target))
    if source.shape != goal.shape or source.ndim != 2 or not source.size:
        raise ValueError(f"Maps must have one shape (n, c), not {source.shape} and {goal.shape}.")
    center = goal.mean(axis=0)
    source = source - source.mean(axis=0)
    rotation, fit = procrustes(source, goal - center)
    sum_of_squares = float(np.square(source).sum())
    scale = fit / sum_of_squares if sum_of_squares else 0.0
    return np.asarray(scale * (source @ rotation) + center)


def stability(maps: Sequence[ArrayLike]) -> Stability:
    """Align maps of the same rows and measure how far each row moves between them.

    All maps are scaled to the radius of the first, because a map scaled freely would shrink the
    more, the more it differs. They are rotated onto the first map, then onto their mean until it
    converges, and finally all together back onto the first.

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
    >>> result = stability([square, turned])
    >>> result.mean.round(6) + 0.0
    array([[0., 0.],
           [2., 0.],
           [0., 2.],
           [2., 2.]])
    >>> result.wobble.round(6), result.unstable_rows
    (array([0., 0., 0., 0.]), ())
    """
    arrays = [np.asarray(coordinates, np.float64) for coordinates in maps]
    if len(arrays) < 2:
        raise ValueError(f"Stability compares two or more maps, not {len(arrays)}.")
    shapes = {array.shape for array in arrays}
    if len(shapes) > 1 or arrays[0].ndim != 2 or not arrays[0].size:
        raise ValueError(f"Maps must have one shape (n, c), not {sorted(shapes)}.")
    center = arrays[0].mean(axis=0)
    aligned = np.stack([array - array.mean(axis=0) for array in arrays])
    radii = np.sqrt(np.square(aligned).sum(axis=2).mean(axis=1))
    radius = float(radii[0])
    scales = np.divide(radius, radii, out=np.ones_like(radii), where=radii > 0)
    aligned *= scales[:, None, None]
    mean = aligned[0]
    for _ in range(MAX_ITER):
        aligned = np.stack([array @ procrustes(array, mean)[0] for array in aligned])
        previous, mean = mean, aligned.mean(axis=0)
        if np.abs(mean - previous).max() <= CONVERGENCE_RTOL * radius:
            break
    rotation, _ = procrustes(aligned[0], arrays[0] - center)
    aligned, mean = aligned @ rotation, mean @ rotation
    distances = np.sqrt(np.square(aligned - mean).sum(axis=2).mean(axis=0))
    min_distances = np.full(len(mean), np.inf)
    for one, other in combinations(aligned, 2):
        np.minimum(min_distances, np.linalg.norm(one - other, axis=1), out=min_distances)
    unstable = np.flatnonzero(min_distances > STABLE_RADIUS_SHARE * radius)
    return Stability(
        mean=mean + center,
        maps=aligned + center,
        wobble=distances / radius if radius else np.zeros_like(distances),
        unstable_rows=tuple(unstable.tolist()),
    )


def procrustes(source: Coordinates, target: Coordinates) -> tuple[Coordinates, float]:
    """Return the rotation or reflection of centered rows onto others, and how well they fit.

    Parameters
    ----------
    source, target : ndarray of shape (n, d)
        Centered.

    Returns
    -------
    rotation : ndarray of shape (d, d)
        Orthogonal; ``source @ rotation`` is nearest to `target`.
    fit : float
        The sum of products of ``source @ rotation`` and `target`.
    """
    left, values, right = np.linalg.svd(source.T @ target)
    return left @ right, float(values.sum())
