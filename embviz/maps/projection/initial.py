"""Initial coordinates for t-SNE and UMAP, and their minimum number of rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from embviz.maps.projection.pca import project_pca
from embviz.maps.projection.result import Initialization

# Among fewer rows, every row is a neighbor of every other on any map.
MIN_ROWS = 4

# Standard deviation of the noise added to PCA, relative to the first axis: it separates equal rows.
JITTER_SHARE = 0.01


def check_min_rows(n: int, method: str) -> None:
    """Raise ValueError for fewer than `MIN_ROWS` rows."""
    if n < MIN_ROWS:
        raise ValueError(f"{method} needs at least {MIN_ROWS} rows, not {n}.")


def initial_coordinates(
    rows: NDArray[np.floating], n_components: int, start: Initialization, random_state: int
) -> NDArray[np.float64]:
    """Return centered coordinates whose first axis has a standard deviation of about 1."""
    rng = np.random.default_rng(random_state)
    noise = rng.normal(size=(len(rows), n_components))
    if start == "pca":
        coordinates = project_pca(rows, n_components)[0]
        std = coordinates[:, 0].std()
        if std > 0:
            return np.asarray(coordinates / std + JITTER_SHARE * noise)
    return noise
