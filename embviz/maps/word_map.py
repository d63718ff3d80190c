"""Computing a map and its quality."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.jobs import Progress, subprogress
from embviz.maps.projection import project
from embviz.maps.quality import MapQuality, map_quality, neighbor_recall_counts
from embviz.maps.settings import MapSettings
from embviz.neighbors import normalize
from embviz.neighbors.distances import check_array

# Pairs of rows compared to count shared neighbors: all pairs of 50,000 rows. Of more rows, a sample
# is compared with all.
MAX_COMPARED_PAIRS = 50_000**2

# The projection's share of the time, for the progress; the quality takes the rest.
PROJECTION_TIME_SHARE = {"pca": 0.1, "mds": 0.3, "umap": 0.7, "tsne": 0.85}


@dataclass(frozen=True)
class WordMap:
    """A map of rows and its quality.

    Attributes
    ----------
    coordinates : ndarray of float32, shape (n, n_components)
    recall_counts : ndarray of uint8, shape (n,)
        Number of the ``quality.k`` nearest neighbors of each row that are its neighbors on the map;
        255 for a row that was not compared, see `embviz.maps.quality.neighbor_recall_counts`.
    quality : MapQuality
    variance_kept : tuple of float
        As in `embviz.project`; empty for methods that have none, and when the coordinates are the
        rows themselves.
    library : str
        The library of the method, as in `embviz.project`; empty for methods of embviz itself.
    settings : MapSettings
    seconds : float
        Duration of the projection, without the quality.
    """

    coordinates: NDArray[np.float32]
    recall_counts: NDArray[np.uint8]
    quality: MapQuality
    variance_kept: tuple[float, ...]
    library: str
    settings: MapSettings
    seconds: float

    def select(self, rows: NDArray[np.intp]) -> WordMap:
        """Return this map with its rows permuted: its row i is ``rows[i]`` of this one.

        `rows` must contain each row once, because the quality is that of all of them.
        """
        return replace(
            self, coordinates=self.coordinates[rows], recall_counts=self.recall_counts[rows]
        )


def is_low_dimensional(dim: int, settings: MapSettings) -> bool:
    """Whether rows of `dim` dimensions are coordinates themselves and need no projection."""
    return dim <= settings.n_components


def as_euclidean_rows(vectors: ArrayLike, settings: MapSettings) -> NDArray[np.floating]:
    """Return rows whose Euclidean neighbors are the true neighbors for a map with these settings.

    The functions of `embviz.maps.quality` take such rows. For cosine, they are normalized, except
    rows that need no projection.

    Examples
    --------
    >>> as_euclidean_rows([[3, 0, 4], [0, 0, 0]], MapSettings(metric="cosine"))
    array([[0.6, 0. , 0.8],
           [0. , 0. , 0. ]], dtype=float32)
    >>> as_euclidean_rows([[3, 4]], MapSettings(metric="cosine"))
    array([[3., 4.]])
    """
    rows = check_array(vectors)
    if settings.metric == "cosine" and not is_low_dimensional(rows.shape[1], settings):
        return normalize(rows)
    return rows


def compute_map(
    vectors: ArrayLike, settings: MapSettings, progress: Progress | None = None
) -> WordMap:
    """Compute a map of rows and its quality.

    Parameters
    ----------
    vectors : array_like of shape (n, dim)
        When dim is at most n_components, the rows padded with zeros are the coordinates.
    settings : MapSettings
    progress : callable, optional
        See `embviz.jobs.Progress`.

    Returns
    -------
    WordMap

    Raises
    ------
    ValueError, MissingExtraError
        As `embviz.project` does.

    Examples
    --------
    >>> rows = [[0, 0, 5], [2, 0, 5], [0, 1, 5], [2, 1, 5]]
    >>> square = compute_map(rows, MapSettings(metric="euclidean"))
    >>> square.coordinates
    array([[-1. , -0.5],
           [ 1. , -0.5],
           [-1. ,  0.5],
           [ 1. ,  0.5]], dtype=float32)
    >>> [round(share, 3) for share in square.variance_kept], square.quality.recall
    ([0.8, 0.2], 1.0)
    """
    rows = check_array(vectors)
    start_time = perf_counter()
    variance_kept: tuple[float, ...] = ()
    library = ""
    if is_low_dimensional(rows.shape[1], settings):
        projected = 0.0
        coordinates = np.zeros((len(rows), settings.n_components), np.float32)
        coordinates[:, : rows.shape[1]] = rows
    else:
        projected = PROJECTION_TIME_SHARE.get(settings.method, 0.5)
        projection = project(
            rows,
            settings.method,
            settings.n_components,
            settings.seed,
            metric=settings.metric,
            perplexity=settings.perplexity,
            n_neighbors=settings.n_neighbors,
            min_dist=settings.min_dist,
            start=settings.start,
            progress=subprogress(progress, 0, projected),
        )
        # The quality is that of the coordinates that are stored, rounded to float32.
        coordinates = np.ascontiguousarray(projection.coordinates, np.float32)
        library = projection.library
        if projection.variance_kept is not None:
            variance_kept = tuple(projection.variance_kept.tolist())
    seconds = perf_counter() - start_time
    rows = as_euclidean_rows(rows, settings)
    evaluated = projected + (1 - projected) / 4
    quality = map_quality(rows, coordinates, progress=subprogress(progress, projected, evaluated))
    recall_counts = neighbor_recall_counts(
        rows,
        coordinates,
        max_rows=MAX_COMPARED_PAIRS // len(rows),
        progress=subprogress(progress, evaluated, 1),
    )
    if progress:
        progress(1.0)
    return WordMap(coordinates, recall_counts, quality, variance_kept, library, settings, seconds)
