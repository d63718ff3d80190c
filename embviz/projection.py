"""Many dimensions drawn in two or three."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import BLOCK_ROWS

# Share of the largest variance below which another one counts as none.
NO_VARIANCE = 1e-12

ProjectionMethod: TypeAlias = Literal["pca"]


@dataclass(frozen=True)
class Projection:
    """Rows drawn in few dimensions, and what the method knows of itself.

    Attributes
    ----------
    coordinates : ndarray of shape (n, n_components)
    method : str
    components : ndarray of shape (n_components, dim)
        The directions that became axes, each of length 1; zeros where there was none left.
    mean : ndarray of shape (dim,)
        The point that became the origin.
    variance_kept : ndarray of shape (n_components,)
        Share of all variance along each axis, from 0 to 1.
    """

    coordinates: NDArray[np.float64]
    method: str
    components: NDArray[np.float64]
    mean: NDArray[np.float64]
    variance_kept: NDArray[np.float64]

    def transform(self, vectors: ArrayLike) -> NDArray[np.float64]:
        """Place further rows, shape (m, dim), on the same axes: shape (m, n_components)."""
        return np.asarray((np.asarray(vectors, np.float64) - self.mean) @ self.components.T)


def project(
    vectors: ArrayLike,
    method: ProjectionMethod = "pca",
    n_components: int = 2,
    random_state: int = 0,
) -> Projection:
    """Draw rows in `n_components` dimensions.

    Parameters
    ----------
    vectors : array_like of shape (n, dim)
    method : {"pca"}
        ``pca``: the flat cut through the cloud of points that keeps the most variance.
    n_components : int
        2 for a map on paper, 3 for one to turn. Where the rows span fewer directions, the
        remaining coordinates are 0.
    random_state : int
        Seed for methods that draw random numbers. PCA draws none.

    Returns
    -------
    Projection
        The same for the same input: each axis points where its largest entry is positive.

    Raises
    ------
    ValueError
        For an unknown method, `n_components` below 1, or an array that is not 2-dimensional or
        holds a value that is not a finite number.

    References
    ----------
    Pearson (1901), On lines and planes of closest fit to systems of points in space.

    Examples
    --------
    >>> square = project([[0, 0, 5], [2, 0, 5], [0, 1, 5], [2, 1, 5]])
    >>> square.coordinates
    array([[-1. , -0.5],
           [ 1. , -0.5],
           [-1. ,  0.5],
           [ 1. ,  0.5]])
    >>> square.variance_kept
    array([0.8, 0.2])
    """
    if method != "pca":
        raise ValueError(f"Unknown method {method!r}; choose pca.")
    rows: NDArray[np.floating] = np.asarray(vectors)
    if rows.ndim != 2 or not rows.size:
        raise ValueError(f"vectors must have shape (n, dim), not {rows.shape}.")
    if n_components < 1:
        raise ValueError(f"n_components is {n_components}; ask for at least 1.")
    mean = rows.mean(axis=0, dtype=np.float64)
    if not np.isfinite(mean).all():  # One such value in a column shows in its mean.
        raise ValueError("vectors hold a value that is not a finite number.")
    variances, components = _principal_axes(rows, mean, n_components)
    total = variances.sum()
    share = np.zeros(n_components)
    if total > 0:
        share[: len(variances)] = variances[:n_components] / total
    coordinates = np.concatenate(
        [(rows[i : i + BLOCK_ROWS] - mean) @ components.T for i in range(0, len(rows), BLOCK_ROWS)]
    )
    return Projection(coordinates, method, components, mean, share)


def _principal_axes(
    rows: NDArray[np.floating], mean: NDArray[np.float64], n_components: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return all variances, largest first, and the first directions, one a row.

    Both come from the smaller of two square matrices that tell the same: products of the
    dimensions, or products of the points.
    """
    n, dim = rows.shape
    if n > dim:
        products = np.zeros((dim, dim))
        for start in range(0, n, BLOCK_ROWS):
            block = rows[start : start + BLOCK_ROWS] - mean
            products += block.T @ block
    else:
        centered = rows - mean
        products = centered @ centered.T
    ascending, columns = np.linalg.eigh(products)
    variances = ascending[::-1].clip(min=0)
    # A variance this small is rounding: the rows span no such direction.
    found = min(n_components, int((variances > NO_VARIANCE * variances[0]).sum()))
    found_directions = columns.T[::-1][:found]
    if n <= dim:
        found_directions = found_directions @ centered / np.sqrt(variances[:found, None])
    # A direction and its opposite are equally right; this picks one, so pictures repeat.
    strongest = np.abs(found_directions).argmax(axis=1)
    signs = np.where(found_directions[np.arange(found), strongest] < 0, -1.0, 1.0)
    directions = np.zeros((n_components, dim))
    directions[:found] = found_directions * signs[:, None]
    return variances, directions
