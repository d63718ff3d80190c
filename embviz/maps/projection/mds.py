"""Classical multidimensional scaling."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from embviz.maps.projection.pca import VARIANCE_RTOL, deterministic_signs
from embviz.maps.projection.result import MapMetric

# All pairs are compared, and the time grows with the third power of the rows.
MAX_ROWS_MDS = 1000


def project_mds(
    rows: NDArray[np.floating], n_components: int, metric: MapMetric
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coordinates, shape (n, n_components), and each axis' share of the eigenvalues."""
    n = len(rows)
    if n > MAX_ROWS_MDS:
        raise ValueError(
            f"MDS compares all pairs and takes at most {MAX_ROWS_MDS:,} rows, not {n:,}."
        )
    squares = np.square(pairwise_distances(rows, metric))
    # Double centering turns squared distances into −2 × the products of the centered points.
    centered = squares - squares.mean(axis=0)
    products = -0.5 * (centered - centered.mean(axis=1, keepdims=True))
    ascending, columns = np.linalg.eigh(products)
    # Eigenvalues below 0 belong to distances that no flat space can have, such as most angles.
    values, axes = ascending[::-1].clip(min=0), columns.T[::-1]
    rank = min(n_components, int((values > VARIANCE_RTOL * values[0]).sum()))
    coordinates, share = np.zeros((n, n_components)), np.zeros(n_components)
    axes = axes[:rank] * np.sqrt(values[:rank, None])
    coordinates[:, :rank] = (axes * deterministic_signs(axes)[:, None]).T
    share[:rank] = values[:rank] / (values.sum() or 1)
    return coordinates, share


def pairwise_distances(rows: NDArray[np.floating], metric: MapMetric) -> NDArray[np.float64]:
    """Return the distance of each pair, or the angle in radians between normalized rows: (n, n)."""
    from scipy.spatial.distance import cdist

    distances = np.asarray(cdist(rows, rows), np.float64)
    if metric == "euclidean":
        return distances
    # The arc cosine of a product would lose the digits of small angles. A row of zeros is at a
    # right angle to all others this way, and at none to another row of zeros.
    return np.asarray(2 * np.arctan2(distances, cdist(rows, -rows)))
