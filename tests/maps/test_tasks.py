"""The jobs on maps: the same results as without a job, and their way through files."""

from __future__ import annotations

import numpy as np
import pytest

from embviz.jobs import write_payload
from embviz.jobs.payload import read_result, remove_folder, write_result
from embviz.jobs.task import load_function
from embviz.maps import (
    CLUSTERS_TASK,
    MAP_TASK,
    N_SEEDS,
    STABILITY_TASK,
    MapSettings,
    compute_map,
    find_clusters,
    tasks,
)

SQUARE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
TWO_SQUARES = np.concatenate([SQUARE[:3], SQUARE + 20, [[90, 90]]])
ROWS = np.random.default_rng(0).normal(size=(40, 6)).astype(np.float32)


@pytest.fixture
def run(tmp_path):
    """Run a task without a process; return its decoded result and the reports."""

    def run(task, arrays, settings):
        reports = []
        compute = load_function(task.function)
        result = compute(arrays, settings, lambda fraction, step: reports.append((fraction, step)))
        write_result(tmp_path, result)
        fractions = [fraction for fraction, _ in reports]
        assert fractions == sorted(fractions)
        return task.decode(read_result(tmp_path)), reports

    return run


def test_clusters_equal_those_of_find_clusters(run):
    labels, reports = run(CLUSTERS_TASK, {"coordinates": TWO_SQUARES}, {"min_cluster_size": 3})
    assert labels.dtype == np.int32
    assert labels.tolist() == find_clusters(TWO_SQUARES, min_cluster_size=3).tolist()
    assert labels.max() == 1
    assert reports[-1] == (1.0, "Finding clusters")


def test_a_map_equals_that_of_compute_map(run):
    settings = {"method": "pca", "n_components": 3, "metric": "euclidean"}
    word_map, reports = run(MAP_TASK, {"vectors": ROWS}, settings)
    expected = compute_map(ROWS, MapSettings(**settings))
    assert np.array_equal(word_map.coordinates, expected.coordinates)
    assert np.array_equal(word_map.recall_counts, expected.recall_counts)
    for name in ("quality", "settings", "variance_kept"):
        assert getattr(word_map, name) == getattr(expected, name)
    assert word_map.seconds > 0
    assert reports[-1] == (1.0, "Drawing the map")


@pytest.mark.parametrize("dim", [2, 6])
@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_the_first_map_of_a_stability_is_that_of_compute_map(run, metric, dim):
    settings = {"metric": metric, "n_components": 3}
    stability, reports = run(STABILITY_TASK, {"vectors": ROWS[:, :dim]}, settings)
    word_map = compute_map(ROWS[:, :dim], MapSettings(**settings))
    assert stability.maps.shape == (N_SEEDS, 40, 3)
    assert stability.maps[0] == pytest.approx(word_map.coordinates, abs=1e-6)
    # PCA draws no random numbers.
    assert stability.wobble == pytest.approx(np.zeros(40), abs=1e-6)
    assert stability.unstable_rows == ()
    assert reports[0] == (0.0, "Drawing map 1 of 5")
    assert reports[-1] == (1.0, "Comparing the maps")


def test_the_maps_of_a_stability_differ_in_their_seed_only(run, monkeypatch):
    calls, project = [], tasks.project

    def spy(rows, method, n_components, random_state, **others):
        calls.append((method, n_components, random_state, others["start"]))
        # Another map for each seed, so that some rows are unstable.
        return project(np.roll(rows, random_state, axis=0), "pca", n_components)

    monkeypatch.setattr(tasks, "project", spy)
    settings = {"method": "tsne", "seed": 7, "start": "random"}
    stability, _ = run(STABILITY_TASK, {"vectors": ROWS}, settings)
    assert calls == [("tsne", 2, seed, "random") for seed in range(7, 12)]
    assert stability.unstable_rows
    assert all(isinstance(row, int) for row in stability.unstable_rows)


@pytest.mark.parametrize(
    ("task", "max_rows"),
    [
        (MAP_TASK, tasks.MAX_MAP_ROWS),
        (STABILITY_TASK, tasks.MAX_STABILITY_ROWS),
        (CLUSTERS_TASK, tasks.MAX_CLUSTER_ROWS),
    ],
)
def test_too_many_rows_raise(task, max_rows):
    rows = np.zeros((max_rows + 1, 1), np.float32)
    with pytest.raises(ValueError, match=rf"most {max_rows:,} words; these are {max_rows + 1:,}\."):
        write_payload(task, {"vectors": rows}, {})
    remove_folder(write_payload(task, {"vectors": rows[1:]}, {}))
