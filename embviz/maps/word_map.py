"""How a map is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.jobs import Progress, subprogress
from embviz.maps.projection import project
from embviz.maps.quality import MapQuality, map_quality, neighbor_recall_counts
from embviz.maps.settings import MapSettings
from embviz.neighbors import check_array, normalize

# Pairs of rows compared to count the neighbors that a map keeps: all of 50,000 rows. Of more rows,
# only so many are looked at that their pairs with all rows are no more than these.
MAX_COMPARED_PAIRS = 50_000**2

# Share of the time that a projection takes of drawing a map, about; judging it takes the rest.
PROJECTION_TIME_SHARE = {"pca": 0.1, "mds": 0.3, "umap": 0.7, "tsne": 0.85}


@dataclass(frozen=True)
class WordMap:
    """A map of some rows, and how far to trust it.

    Attributes
    ----------
    coordinates : ndarray of float32, shape (n, n_components)
    recall_counts : ndarray of uint8, shape (n,)
        How many of the ``trust.k`` true neighbors of each row are near on the map; 255 for a row
        that was not looked at, see `embviz.maps.quality.neighbor_recall_counts`.
    trust : Trust
    variance_kept : tuple of float
        For PCA, the share of all variance along each axis, and for MDS what comes near it (see
        `embviz.project`); empty for other methods, and for rows drawn as they are.
    settings : MapSettings
    seconds : float
        How long the projection took, without judging it.
    """

    coordinates: NDArray[np.float32]
    recall_counts: NDArray[np.uint8]
    quality: MapQuality
    variance_kept: tuple[float, ...]
    settings: MapSettings
    seconds: float

    def select(self, rows: NDArray[np.intp]) -> WordMap:
        """Return the same map with its rows in another order: row i of it is ``rows[i]`` of this.

        `rows` has to hold each row once, because the figures are about all of them.
        """
        return replace(
            self, coordinates=self.coordinates[rows], recall_counts=self.recall_counts[rows]
        )


def is_low_dimensional(dim: int, settings: MapSettings) -> bool:
    """Say whether rows of `dim` dimensions have a place on the map without any method."""
    return dim <= settings.n_components


def as_euclidean_rows(vectors: ArrayLike, settings: MapSettings) -> NDArray[np.floating]:
    """Return rows whose Euclidean distances are the true ones for a map with these settings.

    They are what `embviz.maps.quality.judge` needs: for cosine, rows at length 1; for rows that are
    drawn as they are, the rows themselves.

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
    """Draw a map of rows, and compare it with them.

    Parameters
    ----------
    vectors : array_like of shape (n, dim)
        Where dim is n_components or less, the rows are drawn as they are, filled up with zeros.
    settings : MapSettings
    progress : callable, optional
        See `embviz.jobs.Progress`.

    Returns
    -------
    WordMap

    Raises
    ------
    ValueError
        As `embviz.project` does.
    MissingExtra
        As `embviz.project` does.

    Examples
    --------
    >>> square = compute_map([[0, 0, 5], [2, 0, 5], [0, 1, 5], [2, 1, 5]], MapSettings(metric="euclidean"))
    >>> square.coordinates
    array([[-1. , -0.5],
           [ 1. , -0.5],
           [-1. ,  0.5],
           [ 1. ,  0.5]], dtype=float32)
    >>> [round(share, 3) for share in square.variance_kept], square.trust.recall
    ([0.8, 0.2], 1.0)
    """
    rows = check_array(vectors)
    started = perf_counter()
    variance_kept: tuple[float, ...] = ()
    if is_low_dimensional(rows.shape[1], settings):
        share = 0.0
        places = np.zeros((len(rows), settings.n_components), np.float32)
        places[:, : rows.shape[1]] = rows
    else:
        share = PROJECTION_TIME_SHARE.get(settings.method, 0.5)
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
            progress=subprogress(progress, 0, share),
        )
        # Judged as it is kept and drawn, rounded to float32.
        places = np.ascontiguousarray(projection.coordinates, np.float32)
        if projection.variance_kept is not None:
            variance_kept = tuple(projection.variance_kept.tolist())
    seconds = perf_counter() - started
    rows = as_euclidean_rows(rows, settings)
    judged = share + (1 - share) / 4
    figures = map_quality(rows, places, progress=subprogress(progress, share, judged))
    kept = neighbor_recall_counts(
        rows,
        places,
        max_rows=MAX_COMPARED_PAIRS // len(rows),
        progress=subprogress(progress, judged, 1),
    )
    if progress:
        progress(1.0)
    return WordMap(places, kept, figures, variance_kept, settings, seconds)
