"""Projections by any of the methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, overload

from numpy.typing import ArrayLike

from embviz.jobs import Progress
from embviz.maps.projection.mds import project_mds
from embviz.maps.projection.pca import project_pca
from embviz.maps.projection.result import (
    METHODS,
    Initialization,
    LinearProjection,
    MapMetric,
    Projection,
    ProjectionMethod,
)
from embviz.maps.projection.tsne import project_tsne
from embviz.maps.projection.umap import is_installed, project_umap
from embviz.neighbors import normalize
from embviz.neighbors.distances import check_array


@overload
def project(
    vectors: ArrayLike,
    method: Literal["pca"] = "pca",
    n_components: int = 2,
    random_state: int = 0,
    *,
    metric: MapMetric = "euclidean",
    perplexity: float | None = None,
    n_neighbors: int = 15,
    min_dist: float = 0.1,
    start: Initialization = "pca",
    progress: Progress | None = None,
) -> LinearProjection: ...


@overload
def project(
    vectors: ArrayLike,
    method: ProjectionMethod,
    n_components: int = 2,
    random_state: int = 0,
    *,
    metric: MapMetric = "euclidean",
    perplexity: float | None = None,
    n_neighbors: int = 15,
    min_dist: float = 0.1,
    start: Initialization = "pca",
    progress: Progress | None = None,
) -> Projection: ...


def project(
    vectors: ArrayLike,
    method: ProjectionMethod = "pca",
    n_components: int = 2,
    random_state: int = 0,
    *,
    metric: MapMetric = "euclidean",
    perplexity: float | None = None,
    n_neighbors: int = 15,
    min_dist: float = 0.1,
    start: Initialization = "pca",
    progress: Progress | None = None,
) -> Projection:
    """Project rows to `n_components` dimensions.

    Parameters
    ----------
    vectors : array_like of shape (n, dim)
    method : {"pca", "tsne", "umap", "mds"}
        ``pca``: the linear projection that keeps the most variance.
        ``tsne``, ``umap``: near rows stay near; far ones go anywhere. At least 4 rows; UMAP needs
        an extra library, see `is_available`.
        ``mds``: classical scaling, which approximates the distances of the rows, or for cosine
        their angles. At most `MAX_ROWS_MDS` rows.
    n_components : int
        Usually 2 or 3. Where the rows span fewer directions, the remaining coordinates of PCA and
        MDS are 0. t-SNE takes 3 at most.
    random_state : int
        Seed of t-SNE and UMAP. PCA and MDS draw no random numbers.
    metric : {"cosine", "euclidean"}
        Rows are compared by angle or by distance. For cosine, they are normalized first.
    perplexity : float, optional
        t-SNE: the effective number of neighbors of each row, at least 1; 30 when not given. At
        most (n − 1) / 3 is used.
    n_neighbors : int
        UMAP: the number of neighbors of each row, at least 2. At most n − 1 are used.
    min_dist : float
        UMAP: the minimum distance between rows, from 0 to 1.
    start : {"pca", "random"}
        t-SNE and UMAP: the initial coordinates. PCA preserves the global layout; noise of a
        hundredth of its spread separates equal rows.
    progress : callable, optional
        See `embviz.jobs.Progress`.

    Returns
    -------
    Projection
        Reproducible for equal input, seed and versions of the libraries, with any number of
        threads. The largest entry of each axis of PCA and MDS is positive.

    Raises
    ------
    ValueError
        For an unknown method, metric or start, a number out of its range, too few or too many rows
        for the method, or an array that is not 2-dimensional or has a value that is not a finite
        number.
    MissingExtraError
        When umap-learn is not installed.

    Notes
    -----
    ``variance_kept`` of MDS is each axis' share of all positive eigenvalues. Negative eigenvalues,
    which angles have, are not counted: no number of dimensions can show them.

    t-SNE uses the exact 3 × perplexity nearest rows of each row and approximates the forces of all
    others (Linderman and others, above 1,000 rows in up to 2 dimensions; van der Maaten
    otherwise). Its learning rate is n / 12 (Belkina and others). Where openTSNE is not installed,
    scikit-learn's TSNE runs with similar settings and reports no progress.

    References
    ----------
    Pearson (1901), On lines and planes of closest fit to systems of points in space.
    Torgerson (1952), Multidimensional scaling: I. Theory and method.
    van der Maaten and Hinton (2008), Visualizing data using t-SNE.
    van der Maaten (2014), Accelerating t-SNE using tree-based algorithms.
    Linderman and others (2019), Fast interpolation-based t-SNE for improved visualization of
    single-cell RNA-seq data.
    Belkina and others (2019), Automated optimized parameters for t-distributed stochastic neighbor
    embedding improve visualization and analysis of large datasets.
    Poličar, Stražar and Zupan (2024), openTSNE: a modular Python library for t-SNE dimensionality
    reduction and embedding.
    McInnes, Healy and Melville (2018), UMAP: Uniform manifold approximation and projection.

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
    if method not in METHODS:
        raise _unknown_choice_error("method", method, METHODS)
    if metric not in ("cosine", "euclidean"):
        raise _unknown_choice_error("metric", metric, ("cosine", "euclidean"))
    if start not in ("pca", "random"):
        raise _unknown_choice_error("start", start, ("pca", "random"))
    if n_components < 1:
        raise ValueError(f"n_components is {n_components}; ask for at least 1.")
    rows = check_array(vectors, check_values=method != "pca")
    if metric == "cosine":
        rows = normalize(rows)
    if method == "pca":
        coordinates, components, mean, share = project_pca(rows, n_components, progress)
        return LinearProjection(coordinates, method, components, mean, share, metric)
    variance_kept, library = None, ""
    if method == "mds":
        coordinates, variance_kept = project_mds(rows, n_components, metric)
    elif method == "tsne":
        coordinates, library = project_tsne(
            rows, n_components, random_state, perplexity, start, progress
        )
    else:
        library = "umap-learn"
        coordinates = project_umap(
            rows, n_components, random_state, n_neighbors, min_dist, start, progress
        )
    if progress:
        progress(1.0)
    return Projection(
        coordinates, method, variance_kept=variance_kept, metric=metric, library=library
    )


def is_available(method: ProjectionMethod) -> bool:
    """Whether a method can be used: UMAP needs an extra library.

    Examples
    --------
    >>> is_available("tsne")
    True
    """
    return method != "umap" or is_installed()


def _unknown_choice_error(name: str, value: str, choices: Sequence[str]) -> ValueError:
    return ValueError(f"Unknown {name} {value!r}; choose one of {', '.join(choices)}.")
