"""Jobs on maps: a map, its stability over several seeds, its clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from embviz.jobs import Arrays, JobResult, Progress, Report, Settings, Task
from embviz.maps.clusters import find_clusters
from embviz.maps.files import build_map, map_arrays, map_values
from embviz.maps.projection import project
from embviz.maps.quality.stability import Stability, stability
from embviz.maps.settings import MapSettings
from embviz.maps.word_map import WordMap, as_euclidean_rows, compute_map, is_low_dimensional

# Two processors draw this many rows in about two minutes; a browser shows this many points.
MAX_MAP_ROWS, MAX_STABILITY_ROWS, MAX_CLUSTER_ROWS = 100_000, 50_000, 100_000

N_SEEDS = 5
"""Number of maps, with different seeds, that `STABILITY_TASK` compares."""


def run_map(arrays: Arrays, settings: Settings, report: Report) -> JobResult:
    """Run `embviz.maps.compute_map` on ``vectors``; the settings are those of `MapSettings`."""
    word_map = compute_map(
        np.asarray(arrays["vectors"], np.float32),
        MapSettings(**settings),
        _step_progress(report, "Drawing the map"),
    )
    return JobResult(map_arrays(word_map), map_values(word_map))


def _decode_map(result: JobResult) -> WordMap:
    return build_map(result.arrays, result.values)


def run_stability(arrays: Arrays, settings: Settings, report: Report) -> JobResult:
    """Draw ``vectors`` with `N_SEEDS` seeds, from that in the settings on; compare the maps."""
    first = MapSettings(**settings)
    rows = as_euclidean_rows(np.asarray(arrays["vectors"], np.float32), first)
    maps = []
    for number in range(N_SEEDS):
        part = number / N_SEEDS, (number + 1) / N_SEEDS
        progress = _step_progress(report, f"Drawing map {number + 1} of {N_SEEDS}", *part)
        progress(0.0)
        maps.append(_compute_coordinates(rows, replace(first, seed=first.seed + number), progress))
    report(1.0, "Comparing the maps")
    result = stability(maps)
    return JobResult(
        {"mean": result.mean, "maps": result.maps, "wobble": result.wobble},
        {"unstable_rows": result.unstable_rows},
    )


def _decode_stability(result: JobResult) -> Stability:
    return Stability(**result.arrays, unstable_rows=tuple(result.values["unstable_rows"]))


def run_clusters(arrays: Arrays, settings: Settings, report: Report) -> JobResult:
    """Run `embviz.maps.find_clusters` on ``coordinates``; the settings are its other arguments."""
    labels = find_clusters(
        np.asarray(arrays["coordinates"], np.float32),
        **settings,
        progress=_step_progress(report, "Finding clusters"),
    )
    return JobResult({"labels": labels}, {})


def _decode_clusters(result: JobResult) -> NDArray[np.int32]:
    return result.arrays["labels"]


def _row_limit(max_rows: int) -> Callable[[Arrays, Settings], None]:
    """Return a check that raises ValueError for more rows."""

    def check(arrays: Arrays, settings: Settings) -> None:
        for array in arrays.values():
            if len(array) > max_rows:
                raise ValueError(
                    f"This takes at most {max_rows:,} words; these are {len(array):,}. "
                    "Choose fewer words."
                )

    return check


def _step_progress(report: Report, step: str, start: float = 0.0, end: float = 1.0) -> Progress:
    """Return a callback for the fraction of one step, which runs from `start` to `end`."""
    return lambda fraction: report(start + (end - start) * fraction, step)


def _compute_coordinates(
    rows: NDArray[np.floating], settings: MapSettings, progress: Progress
) -> NDArray[np.floating]:
    """Return the coordinates that `embviz.maps.compute_map` gives rows, without their quality."""
    n, dim = rows.shape
    if is_low_dimensional(dim, settings):
        return np.concatenate([rows, np.zeros((n, settings.n_components - dim))], axis=1)
    projection = project(
        rows,
        settings.method,
        settings.n_components,
        settings.seed,
        metric="euclidean",  # Equivalent to cosine for normalized rows.
        perplexity=settings.perplexity,
        n_neighbors=settings.n_neighbors,
        min_dist=settings.min_dist,
        start=settings.start,
        progress=progress,
    )
    # Rounded like the map that is shown.
    return projection.coordinates.astype(np.float32)


MAP_TASK = Task("embviz.maps.tasks:run_map", _decode_map, _row_limit(MAX_MAP_ROWS))
STABILITY_TASK = Task(
    "embviz.maps.tasks:run_stability", _decode_stability, _row_limit(MAX_STABILITY_ROWS)
)
CLUSTERS_TASK = Task(
    "embviz.maps.tasks:run_clusters", _decode_clusters, _row_limit(MAX_CLUSTER_ROWS)
)
