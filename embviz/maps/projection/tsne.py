"""t-SNE, by openTSNE, or by scikit-learn where openTSNE is not installed."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from embviz.jobs import Progress, subprogress
from embviz.maps.projection.initial import check_min_rows, initial_coordinates
from embviz.maps.projection.result import Initialization
from embviz.neighbors import nearest_rows

DEFAULT_PERPLEXITY = 30.0

# Neighbors per unit of perplexity with an attractive force; that of farther ones is negligible.
NEIGHBORS_PER_PERPLEXITY = 3

# Standard deviation of the initial coordinates: small, so that rows can move past each other.
INITIAL_STD = 1e-4

# In the first phase, attractive forces are 12 times too strong. The second phase has one iteration
# per 50 rows, within these limits, because many rows take longer to spread.
EARLY_EXAGGERATION = 12
EARLY_EXAGGERATION_ITER, MIN_ITER, MAX_ITER = 250, 500, 750

# With less momentum in the first phase, and the same learning rate in both (rows / 12), fewer rows
# are thrown far out, where they have no neighbors.
INITIAL_MOMENTUM, FINAL_MOMENTUM = 0.5, 0.8

# The rate of few rows, rows / 12, would take too many iterations.
MIN_LEARNING_RATE = 50.0

# Up to this many rows, and in 3 dimensions, the Barnes-Hut tree sums up the forces of far rows;
# with more, the grid of FIt-SNE is faster. The widths of its cells in the two phases, and the
# minimum of cells per side: 20, and in the second phase half the root of the rows, 50 at most.
MAX_ROWS_BARNES_HUT = 1000
EARLY_EXAGGERATION_CELL_SIZE, CELL_SIZE = 3, 2
MIN_CELLS, MAX_MIN_CELLS = 20, 50

# Iterations between two reports of progress.
ITER_PER_REPORT = 5

# From this many rows on, by dimensions, all threads are used. Threads slow down short iterations,
# many times over where another program occupies a processor. The result does not depend on them.
MIN_ROWS_MULTITHREADED = {1: 20_000, 2: 20_000, 3: 2000}

# Above this many rows in 3 dimensions, where there is no grid, fewer iterations and a coarser tree
# (theta; 0.5 otherwise) take a quarter of the time, and 0.005 of trustworthiness.
MIN_ROWS_REDUCED_3D = 2000
REDUCED_EARLY_EXAGGERATION_ITER_3D, REDUCED_ITER_3D, REDUCED_THETA_3D = 150, 250, 0.8


def project_tsne(
    rows: NDArray[np.floating],
    n_components: int,
    random_state: int,
    perplexity: float | None,
    start: Initialization,
    progress: Progress | None = None,
) -> tuple[NDArray[np.float64], str]:
    """Return coordinates, shape (n, n_components), and the library; see `embviz.project`."""
    n = len(rows)
    check_min_rows(n, "t-SNE")
    if n_components > 3:
        raise ValueError(f"n_components is {n_components}; t-SNE draws in at most 3 dimensions.")
    if perplexity is not None and not perplexity >= 1:
        raise ValueError(f"perplexity is {perplexity}; it must be 1 or more.")
    perplexity = clamp_perplexity(n, perplexity)
    initial = INITIAL_STD * initial_coordinates(rows, n_components, start, random_state)
    early_iter, theta = EARLY_EXAGGERATION_ITER, 0.5
    late_iter = min(max(n // 50, MIN_ITER), MAX_ITER)
    if n_components == 3 and n > MIN_ROWS_REDUCED_3D:
        early_iter, theta = REDUCED_EARLY_EXAGGERATION_ITER_3D, REDUCED_THETA_3D
        late_iter = REDUCED_ITER_3D
    n_jobs = -1 if n >= MIN_ROWS_MULTITHREADED[n_components] else 1
    if find_spec("openTSNE") is None:
        coordinates = _fit_scikit_learn(
            rows, initial, perplexity, late_iter, theta, n_jobs, random_state, progress
        )
        return coordinates, "scikit-learn"
    coordinates = _fit_opentsne(
        rows, initial, perplexity, early_iter, late_iter, theta, n_jobs, progress
    )
    return coordinates, "openTSNE"


def clamp_perplexity(n: int, perplexity: float | None = None) -> float:
    """Return the perplexity that t-SNE uses for `n` rows: at most a third of the other rows.

    Examples
    --------
    >>> clamp_perplexity(1000), clamp_perplexity(22, 50)
    (30.0, 7.0)
    """
    return min(perplexity or DEFAULT_PERPLEXITY, (n - 1) / NEIGHBORS_PER_PERPLEXITY)


def _learning_rate(n: int) -> float:
    return max(n / EARLY_EXAGGERATION, MIN_LEARNING_RATE)


def _fit_opentsne(
    rows: NDArray[np.floating],
    initial: NDArray[np.float64],
    perplexity: float,
    early_iter: int,
    late_iter: int,
    theta: float,
    n_jobs: int,
    progress: Progress | None,
) -> NDArray[np.float64]:
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    n, n_components = initial.shape
    neighbors = nearest_rows(
        rows, round(NEIGHBORS_PER_PERPLEXITY * perplexity), progress=subprogress(progress, 0, 0.2)
    )
    affinities = PerplexityBasedNN(
        knn_index=PrecomputedNeighbors(*neighbors), perplexity=perplexity, n_jobs=n_jobs
    )
    use_grid = n_components < 3 and n > MAX_ROWS_BARNES_HUT
    embedding = TSNEEmbedding(
        initial,
        affinities,
        negative_gradient_method="fft" if use_grid else "bh",
        theta=theta,
        n_jobs=n_jobs,
        learning_rate=_learning_rate(n),
        callbacks_every_iters=ITER_PER_REPORT,
    )
    middle = 0.2 + 0.8 * early_iter / (early_iter + late_iter)
    embedding.optimize(
        early_iter,
        exaggeration=EARLY_EXAGGERATION,
        momentum=INITIAL_MOMENTUM,
        ints_in_interval=EARLY_EXAGGERATION_CELL_SIZE,
        min_num_intervals=MIN_CELLS,
        inplace=True,
        callbacks=_iteration_callbacks(subprogress(progress, 0.2, middle), early_iter),
    )
    embedding.optimize(
        late_iter,
        momentum=FINAL_MOMENTUM,
        ints_in_interval=CELL_SIZE,
        min_num_intervals=min(max(isqrt(n) // 2, MIN_CELLS), MAX_MIN_CELLS),
        inplace=True,
        callbacks=_iteration_callbacks(subprogress(progress, middle, 1), late_iter),
    )
    return np.array(embedding, np.float64)


def _iteration_callbacks(
    progress: Progress | None, n_iter: int
) -> list[Callable[[int, float, object], None]] | None:
    """Return callbacks that openTSNE calls with the number of iterations done."""
    return progress and [lambda iteration, _error, _embedding: progress(iteration / n_iter)]


def _fit_scikit_learn(
    rows: NDArray[np.floating],
    initial: NDArray[np.float64],
    perplexity: float,
    late_iter: int,
    theta: float,
    n_jobs: int,
    random_state: int,
    progress: Progress | None,
) -> NDArray[np.float64]:
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    # scikit-learn reports no progress, and its first phase always has 250 iterations. Its gradient
    # is 4 times that of openTSNE.
    if progress:
        progress(0.0)
    tsne = TSNE(
        initial.shape[1],
        perplexity=perplexity,
        early_exaggeration=EARLY_EXAGGERATION,
        learning_rate=_learning_rate(len(rows)) / 4,
        max_iter=EARLY_EXAGGERATION_ITER + late_iter,
        init=initial.astype(np.float32),
        angle=theta,
        n_jobs=n_jobs,
        random_state=random_state,
    )
    # n_jobs does not limit the threads of the tree.
    with threadpool_limits(1 if n_jobs == 1 else None, "openmp"):
        return np.asarray(tsne.fit_transform(rows), np.float64)
