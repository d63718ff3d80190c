"""What a projection returns, and what it may raise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.neighbors import normalize

ProjectionMethod: TypeAlias = Literal["pca", "tsne", "umap", "mds"]
MapMetric: TypeAlias = Literal["cosine", "euclidean"]
Initialization: TypeAlias = Literal["pca", "random"]

METHODS: tuple[ProjectionMethod, ...] = ("pca", "tsne", "umap", "mds")


class MissingExtraError(ImportError):
    """A method needs a library that is not installed; the message names the command for it."""


@dataclass(frozen=True)
class Projection:
    """Rows drawn in few dimensions, and what the method knows of itself.

    Attributes
    ----------
    coordinates : ndarray of shape (n, n_components)
    method : {"pca", "tsne", "umap", "mds"}
    components : ndarray of shape (n_components, dim), optional
        PCA only: the directions that became axes, each of length 1; zeros where there was none
        left.
    mean : ndarray of shape (dim,), optional
        PCA only: the point that became the origin.
    variance_kept : ndarray of shape (n_components,), optional
        For PCA, the share of all variance along each axis, from 0 to 1; for MDS, the share of what
        flat space can show of the distances (see `project`). t-SNE and UMAP know of none.
    metric : {"cosine", "euclidean"}
        For cosine, rows were brought to length 1 first.
    """

    coordinates: NDArray[np.float64]
    method: ProjectionMethod
    components: NDArray[np.float64] | None = None
    mean: NDArray[np.float64] | None = None
    variance_kept: NDArray[np.float64] | None = None
    metric: MapMetric = "euclidean"

    def transform(self, vectors: ArrayLike) -> NDArray[np.float64]:
        """Place further rows, shape (m, dim), on the same axes: shape (m, n_components).

        Raises
        ------
        ValueError
            For methods other than PCA: their maps have no axes on which a new row has a place.
        """
        raise ValueError(f"A map by {self.method} has no axes: draw it again with the new rows.")


@dataclass(frozen=True)
class LinearProjection(Projection):
    """A projection whose coordinates are straight-line readings of the rows: PCA.

    It has all the attributes of `Projection`.
    """

    components: NDArray[np.float64]
    mean: NDArray[np.float64]
    variance_kept: NDArray[np.float64]

    def transform(self, vectors: ArrayLike) -> NDArray[np.float64]:
        """Place further rows, shape (m, dim), on the same axes: shape (m, n_components)."""
        rows = normalize(vectors) if self.metric == "cosine" else vectors
        return np.asarray((np.asarray(rows, np.float64) - self.mean) @ self.components.T)
