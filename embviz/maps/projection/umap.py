"""UMAP, by umap-learn: an optional extra."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.jobs import Progress, subprogress
from embviz.maps.projection.initial import check_min_rows, initial_coordinates
from embviz.maps.projection.result import Initialization, MissingExtraError
from embviz.neighbors import nearest_rows

# Standard deviation of the first axis of the initial coordinates; similar to umap-learn's own.
INITIAL_STD = 5.0

# The defaults of umap-learn.
SPREAD, LEARNING_RATE, REPULSION_STRENGTH, NEGATIVE_SAMPLE_RATE = 1.0, 1.0, 1.0, 5


def is_installed() -> bool:
    """Whether umap-learn is installed; does not import it, which takes seconds."""
    return find_spec("umap") is not None


def project_umap(
    rows: NDArray[np.floating],
    n_components: int,
    random_state: int,
    n_neighbors: int,
    min_dist: float,
    start: Initialization,
    progress: Progress | None = None,
) -> NDArray[np.float64]:
    """Return coordinates, shape (n, n_components); see `embviz.project`."""
    n = len(rows)
    check_min_rows(n, "UMAP")
    if n_neighbors < 2:
        raise ValueError(f"n_neighbors is {n_neighbors}; ask for at least 2.")
    if not 0 <= min_dist <= SPREAD:
        raise ValueError(f"min_dist is {min_dist}; it must be from 0 to {SPREAD:g}.")
    try:
        from umap.umap_ import find_ab_params, fuzzy_simplicial_set, simplicial_set_embedding
    except ImportError as error:
        raise MissingExtraError(
            "UMAP needs umap-learn, which is not installed: pip install umap-learn, "
            "or pip install 'embviz[umap]'."
        ) from error
    k = min(n_neighbors, n - 1)
    indices, distances = nearest_rows(rows, k, progress=subprogress(progress, 0, 0.2))
    # umap-learn counts the row itself as its first neighbor.
    indices = np.hstack([np.arange(n, dtype=np.int32)[:, None], indices])
    distances = np.hstack([np.zeros((n, 1), np.float32), distances])
    # umap-learn takes only the legacy generator.
    rng = np.random.RandomState(random_state)
    graph, _, _ = fuzzy_simplicial_set(
        rows, k + 1, rng, "euclidean", knn_indices=indices, knn_dists=distances
    )
    a, b = find_ab_params(SPREAD, min_dist)
    coordinates, _ = simplicial_set_embedding(
        rows,
        graph,
        n_components,
        LEARNING_RATE,
        a,
        b,
        REPULSION_STRENGTH,
        NEGATIVE_SAMPLE_RATE,
        n_epochs=None,
        init=INITIAL_STD * initial_coordinates(rows, n_components, start, random_state),
        random_state=rng,
        metric="euclidean",
        metric_kwds={},
        densmap=False,
        densmap_kwds={},
        output_dens=False,
        parallel=False,  # In parallel, the result would not be reproducible.
        tqdm_kwds=_tqdm_kwargs(subprogress(progress, 0.2, 1)),
    )
    return np.asarray(coordinates, np.float64)


def _tqdm_kwargs(progress: Progress | None) -> dict[str, Any] | None:
    """Return the settings of a progress bar that calls `progress` instead of printing."""
    if progress is None:
        return None
    # With miniters above 1, tqdm's monitor thread would write too.
    return {
        "file": _ProgressFile(progress),
        "bar_format": "{percentage}",
        "disable": False,
        "miniters": 1,
        "mininterval": 0,
    }


class _ProgressFile:
    """A file for tqdm that passes what is written on to a progress callback."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def write(self, text: str) -> None:
        if text.strip():
            self.progress(float(text) / 100)

    def flush(self) -> None:
        """Do nothing; part of the interface of a file."""
