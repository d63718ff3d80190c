"""t-SNE, by openTSNE."""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from embviz.jobs import Progress, subprogress
from embviz.maps.projection.initial import check_min_rows, initial_coordinates
from embviz.maps.projection.result import Initialization
from embviz.neighbors import nearest_rows

# How many neighbors a row looks at, about, where there are enough rows.
DEFAULT_PERPLEXITY = 30.0

# Neighbors per unit of perplexity whose pull is counted; that of farther ones is next to nothing.
NEIGHBORS_PER_PERPLEXITY = 3

# Standard deviation of the start: small, so that the first steps can move rows past each other.
INITIAL_STD = 1e-4

# At first, rows pull their neighbors 12 times too hard, which gathers them; then they settle.
# Many rows need more steps to spread: one for 50 of them, between these two numbers.
EARLY_EXAGGERATION = 12
EARLY_EXAGGERATION_ITER, MIN_ITER, MAX_ITER = 250, 500, 750

# Share of its last step that a row adds to the next one. With less in the first phase, and with the
# same rate in both (rows / 12), fewer rows are thrown far out, where they have no neighbors.
INITIAL_MOMENTUM, FINAL_MOMENTUM = 0.5, 0.8

# Below this, a rate from the number of rows alone would take too many steps.
MIN_LEARNING_RATE = 50.0

# Up to so many rows, and in 3 dimensions, a tree of the places sums up the forces of far rows;
# with more, a grid is quicker. Its cells are so wide while gathering, and then; on a side of it
# stand no fewer cells than these, and half the root of the rows while settling.
MAX_ROWS_BARNES_HUT = 1000
EARLY_EXAGGERATION_CELL_SIZE, CELL_SIZE = 3, 2
MIN_CELLS, MAX_MIN_CELLS = 20, 50

# Steps between two reports of progress.
ITER_PER_REPORT = 5

# From so many rows on, steps are long enough to be shared by all threads. Short ones are slowed by
# it, many times over where another program keeps one of the threads waiting. The sums stay the
# same.
MIN_ROWS_MULTITHREADED = {1: 20_000, 2: 20_000, 3: 2000}

# In 3 dimensions, where no grid helps, so many rows get fewer steps, and far rows are summed up in
# larger groups (theta; 0.5 otherwise): a quarter of the time for 0.005 of trustworthiness.
MIN_ROWS_REDUCED_3D = 2000
REDUCED_EARLY_EXAGGERATION_ITER_3D, REDUCED_ITER_3D, REDUCED_THETA_3D = 150, 250, 0.8


def project_tsne(
    rows: NDArray[np.floating],
    n_components: int,
    random_state: int,
    perplexity: float | None,
    start: Initialization,
    progress: Progress | None = None,
) -> NDArray[np.float64]:
    """Return coordinates, shape (n, n_components); see `embviz.project`."""
    n = len(rows)
    check_min_rows(n, "t-SNE")
    if n_components > 3:
        raise ValueError(f"n_components is {n_components}; t-SNE draws in at most 3 dimensions.")
    if perplexity is not None and not perplexity >= 1:
        raise ValueError(f"perplexity is {perplexity}; it must be 1 or more.")
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    perplexity = min(perplexity or DEFAULT_PERPLEXITY, (n - 1) / NEIGHBORS_PER_PERPLEXITY)
    neighbors = nearest_rows(
        rows, round(NEIGHBORS_PER_PERPLEXITY * perplexity), progress=subprogress(progress, 0, 0.2)
    )
    threads = -1 if n >= MIN_ROWS_MULTITHREADED[n_components] else 1
    pull = PerplexityBasedNN(
        knn_index=PrecomputedNeighbors(*neighbors), perplexity=perplexity, n_jobs=threads
    )
    places = INITIAL_STD * initial_coordinates(rows, n_components, start, random_state)
    on_grid = n_components < 3 and n > MAX_ROWS_BARNES_HUT
    gathering, theta = EARLY_EXAGGERATION_ITER, 0.5
    settling = min(max(n // 50, MIN_ITER), MAX_ITER)
    if n_components == 3 and n > MIN_ROWS_REDUCED_3D:
        gathering, settling, theta = (
            REDUCED_EARLY_EXAGGERATION_ITER_3D,
            REDUCED_ITER_3D,
            REDUCED_THETA_3D,
        )
    middle = 0.2 + 0.8 * gathering / (gathering + settling)
    drawn = TSNEEmbedding(
        places,
        pull,
        negative_gradient_method="fft" if on_grid else "bh",
        theta=theta,
        n_jobs=threads,
        learning_rate=max(n / EARLY_EXAGGERATION, MIN_LEARNING_RATE),
        callbacks_every_iters=ITER_PER_REPORT,
    )
    drawn.optimize(
        gathering,
        exaggeration=EARLY_EXAGGERATION,
        momentum=INITIAL_MOMENTUM,
        ints_in_interval=EARLY_EXAGGERATION_CELL_SIZE,
        min_num_intervals=MIN_CELLS,
        inplace=True,
        callbacks=_iteration_callbacks(subprogress(progress, 0.2, middle), gathering),
    )
    drawn.optimize(
        settling,
        momentum=FINAL_MOMENTUM,
        ints_in_interval=CELL_SIZE,
        min_num_intervals=min(max(isqrt(n) // 2, MIN_CELLS), MAX_MIN_CELLS),
        inplace=True,
        callbacks=_iteration_callbacks(subprogress(progress, middle, 1), settling),
    )
    return np.array(drawn, np.float64)


def _iteration_callbacks(
    progress: Progress | None, steps: int
) -> list[Callable[[int, float, object], None]] | None:
    """Return what openTSNE may call with the number of steps done."""
    return progress and [lambda step, _error, _places: progress(step / steps)]
