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
    """Return coordinates, shape (n, n_components), and the share of what each axis keeps."""
    n = len(rows)
    if n > MAX_ROWS_MDS:
        raise ValueError(
            f"MDS compares all pairs and takes at most {MAX_ROWS_MDS:,} rows, not {n:,}."
        )
    squares = np.square(pairwise_distances(rows, metric))
    # Squared distances, with the mean of each row and column taken out, are −2 × the products of
    # the points around their middle.
    middled = squares - squares.mean(axis=0)
    products = -0.5 * (middled - middled.mean(axis=1, keepdims=True))
    ascending, columns = np.linalg.eigh(products)
    # Distances that no flat space can hold, as most angles, show as values below 0.
    values, axes = ascending[::-1].clip(min=0), columns.T[::-1]
    found = min(n_components, int((values > VARIANCE_RTOL * values[0]).sum()))
    coordinates, share = np.zeros((n, n_components)), np.zeros(n_components)
    axes = axes[:found] * np.sqrt(values[:found, None])
    coordinates[:, :found] = (axes * deterministic_signs(axes)[:, None]).T
    share[:found] = values[:found] / (values.sum() or 1)
    return coordinates, share


def pairwise_distances(rows: NDArray[np.floating], metric: MapMetric) -> NDArray[np.float64]:
    """Return the distance of each pair, or its angle in radians for rows of length 1: (n, n)."""
    from scipy.spatial.distance import cdist

    apart = np.asarray(cdist(rows, rows), np.float64)
    if metric == "euclidean":
        return apart
    # The arc cosine of a product would lose the digits of small angles. A row of zeros is at a
    # right angle to all others this way, and at none to another row of zeros.
    return np.asarray(2 * np.arctan2(apart, cdist(rows, -rows)))
