"""What a worker computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from embviz.maps.quality.stability import Stability
    from embviz.maps.settings import MapSettings
    from embviz.maps.word_map import WordMap
    from embviz.neighbors import Progress

Task: TypeAlias = Literal["map", "stability", "clusters"]
TaskResult: TypeAlias = "WordMap | Stability | NDArray[np.int32]"

StepProgress: TypeAlias = Callable[[float, str], None]
"""Called with the share of the work that is done, from 0 to 1, and what is being done."""

# How many rows a worker takes: what two processors draw in about two minutes, and for clusters,
# as many points as a browser draws.
MAX_ROWS: dict[Task, int] = {"map": 100_000, "stability": 50_000, "clusters": 100_000}

# How many maps that differ only in their seed are compared.
N_SEEDS = 5


def run_task(
    task: Task, vectors: NDArray[np.float32], settings: Mapping[str, Any], report: StepProgress
) -> TaskResult:
    """Do one task.

    Parameters
    ----------
    task : {"map", "stability", "clusters"}
        ``map``: draw a map and judge it. ``stability``: draw it under `N_SEEDS` seeds, from the one
        in the settings upwards, and lay these maps over each other. ``find_clusters``: find clusters
        on a map.
    vectors : ndarray of shape (n, dim)
        For clusters, the coordinates of the map.
    settings : mapping
        Arguments of `embviz.maps.MapSettings`, or besides the coordinates those of
        `embviz.maps.clusters.find_clusters`.
    report : callable

    Returns
    -------
    WordMap, Stability, or ndarray of int32 and shape (n,)

    Raises
    ------
    ValueError
        For an unknown task, too many rows, or what the task itself refuses.
    """
    check_task(task, len(vectors))
    if task == "clusters":
        from embviz.maps.clusters import find_clusters

        return find_clusters(
            vectors, **settings, progress=_step_progress(report, "Finding clusters")
        )
    from embviz.maps.settings import MapSettings
    from embviz.maps.word_map import compute_map

    if task == "map":
        return compute_map(
            vectors, MapSettings(**settings), _step_progress(report, "Drawing the map")
        )
    return _compute_stability(vectors, MapSettings(**settings), report)


def check_task(task: Task, n: int) -> None:
    """Raise ValueError for a task that does not exist, or is too much with `n` rows."""
    if task not in MAX_ROWS:
        raise ValueError(f"There is no task {task!r}; choose one of {', '.join(MAX_ROWS)}.")
    if n > MAX_ROWS[task]:
        raise ValueError(
            f"This takes at most {MAX_ROWS[task]:,} words; these are {n:,}. Choose fewer words."
        )


def _step_progress(
    report: StepProgress, step: str, start: float = 0.0, end: float = 1.0
) -> Progress:
    """Return what a step of the work may call with its own share."""
    return lambda share: report(start + (end - start) * share, step)


def _compute_stability(
    vectors: NDArray[np.float32], settings: MapSettings, report: StepProgress
) -> Stability:
    from embviz.maps.quality.stability import stability
    from embviz.maps.word_map import as_euclidean_rows

    rows = as_euclidean_rows(vectors, settings)
    maps = []
    for number in range(N_SEEDS):
        part = number / N_SEEDS, (number + 1) / N_SEEDS
        tell = _step_progress(report, f"Drawing map {number + 1} of {N_SEEDS}", *part)
        tell(0.0)
        maps.append(
            _compute_coordinates(rows, replace(settings, seed=settings.seed + number), tell)
        )
    report(1.0, "Comparing the maps")
    return stability(maps)


def _compute_coordinates(
    rows: NDArray[np.floating], settings: MapSettings, progress: Progress
) -> NDArray[np.floating]:
    """Return the places that `embviz.maps.compute_map` gives rows; here nobody judges them."""
    from embviz.maps.projection import project
    from embviz.maps.word_map import is_low_dimensional

    n, dim = rows.shape
    if is_low_dimensional(dim, settings):
        return np.concatenate([rows, np.zeros((n, settings.n_components - dim))], axis=1)
    drawn = project(
        rows,
        settings.method,
        settings.n_components,
        settings.seed,
        metric="euclidean",  # Which rows at length 1 make the same as cosine.
        perplexity=settings.perplexity,
        n_neighbors=settings.n_neighbors,
        min_dist=settings.min_dist,
        start=settings.start,
        progress=progress,
    )
    # Rounded to float32, as they are drawn.
    return drawn.coordinates.astype(np.float32)
