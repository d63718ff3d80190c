"""The result of a projection, and the types of its arguments."""

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
    """Coordinates of rows in few dimensions.

    Attributes
    ----------
    coordinates : ndarray of shape (n, n_components)
    method : {"pca", "tsne", "umap", "mds"}
    components : ndarray of shape (n_components, dim), optional
        PCA only: the directions of the axes, each of length 1; zeros where the rows span fewer.
    mean : ndarray of shape (dim,), optional
        PCA only: the point that became the origin.
    variance_kept : ndarray of shape (n_components,), optional
        For PCA, each axis' share of the total variance, from 0 to 1; for MDS, each axis' share of
        the positive eigenvalues (see `project`). None for t-SNE and UMAP.
    metric : {"cosine", "euclidean"}
        For cosine, rows were normalized first.
    library : str
        ``openTSNE``, ``scikit-learn`` or ``umap-learn``; empty for methods of embviz itself.
    """

    coordinates: NDArray[np.float64]
    method: ProjectionMethod
    components: NDArray[np.float64] | None = None
    mean: NDArray[np.float64] | None = None
    variance_kept: NDArray[np.float64] | None = None
    metric: MapMetric = "euclidean"
    library: str = ""

    def transform(self, vectors: ArrayLike) -> NDArray[np.float64]:
        """Project further rows, shape (m, dim), to the same axes: shape (m, n_components).

        Raises
        ------
        ValueError
            For methods other than PCA, which define no coordinates for other rows.
        """
        raise ValueError(f"A map by {self.method} has no axes: draw it again with the new rows.")


@dataclass(frozen=True)
class LinearProjection(Projection):
    """A projection whose coordinates are linear functions of the rows: PCA.

    It has all the attributes of `Projection`.
    """

    components: NDArray[np.float64]
    mean: NDArray[np.float64]
    variance_kept: NDArray[np.float64]

    def transform(self, vectors: ArrayLike) -> NDArray[np.float64]:
        """Project further rows, shape (m, dim), to the same axes: shape (m, n_components)."""
        rows = normalize(vectors) if self.metric == "cosine" else vectors
        return np.asarray((np.asarray(rows, np.float64) - self.mean) @ self.components.T)
