"""What t-SNE and UMAP share: the least number of rows, and where the rows start from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from embviz.maps.projection.pca import project_pca
from embviz.maps.projection.result import Initialization

# With fewer rows, every map of neighbors is as good as any other.
MIN_ROWS = 4

# Random part of a start from PCA, as a share of its spread: it parts rows that are equal.
JITTER_SHARE = 0.01


def check_min_rows(n: int, method: str) -> None:
    """Raise ValueError for fewer rows than a map of neighbors needs."""
    if n < MIN_ROWS:
        raise ValueError(f"{method} needs at least {MIN_ROWS} rows, not {n}.")


def initial_coordinates(
    rows: NDArray[np.floating], n_components: int, start: Initialization, random_state: int
) -> NDArray[np.float64]:
    """Return places around 0 whose first axis has a standard deviation of about 1."""
    rng = np.random.default_rng(random_state)
    places = rng.normal(size=(len(rows), n_components))
    if start == "pca":
        flat = project_pca(rows, n_components)[0]
        spread = flat[:, 0].std()
        if spread > 0:
            return np.asarray(flat / spread + JITTER_SHARE * places)
    return places
