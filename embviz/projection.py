"""Many dimensions drawn in two or three."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import BLOCK_ROWS

ProjectionMethod: TypeAlias = Literal["pca"]


@dataclass(frozen=True)
class Projection:
    """Rows drawn in few dimensions, and what the method knows of itself.

    Attributes
    ----------
    coordinates : ndarray of shape (n, n_components)
    method : str
    components : ndarray of shape (n_components, dim)
        The directions that became axes, each of length 1.
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
        For an unknown method, or an array that is not 2-dimensional.

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
    mean = rows.mean(axis=0, dtype=np.float64)
    variances, directions = _principal_axes(rows, mean)
    components = np.zeros((n_components, rows.shape[1]))
    kept = min(n_components, len(directions))
    components[:kept] = directions[:kept]
    share = np.zeros(n_components)
    if (total := variances.sum()) > 0:
        share[:kept] = variances[:kept] / total
    coordinates = np.concatenate(
        [(rows[i : i + BLOCK_ROWS] - mean) @ components.T for i in range(0, len(rows), BLOCK_ROWS)]
    )
    return Projection(coordinates, method, components, mean, share)


def _principal_axes(
    rows: NDArray[np.floating], mean: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return variances, largest first, and their directions, one a row."""
    if len(rows) <= rows.shape[1]:
        _, singular_values, directions = np.linalg.svd(rows - mean, full_matrices=False)
        variances = singular_values**2
    else:  # More points than dimensions: the small dim × dim matrix tells all.
        scatter = np.zeros((rows.shape[1], rows.shape[1]))
        for start in range(0, len(rows), BLOCK_ROWS):
            block = rows[start : start + BLOCK_ROWS] - mean
            scatter += block.T @ block
        ascending, columns = np.linalg.eigh(scatter)
        variances, directions = ascending[::-1].clip(min=0), columns.T[::-1]
    # A direction and its opposite are equally right; this picks one, so pictures repeat.
    strongest = np.abs(directions).argmax(axis=1)
    signs = np.where(directions[np.arange(len(directions)), strongest] < 0, -1.0, 1.0)
    return variances, directions * signs[:, None]
