"""Maps: their settings, how they are drawn, and the file they are kept in."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from embviz import project
from embviz.maps import (
    NOT_COMPARED,
    MapFile,
    MappedWords,
    MapSettings,
    WordMap,
    as_euclidean_rows,
    compute_map,
    is_low_dimensional,
    map_quality,
    neighbor_recall_counts,
    read_maps,
    word_map,
    write_maps,
)
from embviz.neighbors import normalize

ROWS = np.random.default_rng(0).normal(size=(60, 7)) + 1
METHODS = ["pca", "tsne", "umap", "mds"]


@pytest.mark.parametrize("method", METHODS)
def test_relevant_settings_are_those_that_change_the_map(method):
    base = MapSettings(method)
    other = {"n_components": 3, "metric": "euclidean", "seed": 1, "perplexity": 7.0}
    other |= {"n_neighbors": 4, "min_dist": 0.5, "start": "random"}
    changes = {
        name for name in other if replace(base, **{name: other[name]}).describe() != base.describe()
    }
    always = {"n_components", "metric"}
    assert (
        changes - always
        == {
            "pca": set(),
            "tsne": {"seed", "perplexity", "start"},
            "umap": {"seed", "n_neighbors", "min_dist", "start"},
            "mds": set(),
        }[method]
    )
    assert always <= changes
    assert json.loads(json.dumps(base.describe())) == base.describe()


def test_pca_by_cosine_is_pca_of_rows_at_length_one():
    drawn = compute_map(ROWS, MapSettings())
    theirs = project(normalize(ROWS))
    np.testing.assert_allclose(drawn.coordinates, theirs.coordinates, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(drawn.variance_kept, theirs.variance_kept)
    assert drawn.coordinates.dtype == np.float32
    assert drawn.seconds > 0
    assert drawn.settings == MapSettings()


def test_euclidean_leaves_the_rows_their_length():
    drawn = compute_map(ROWS, MapSettings(metric="euclidean", n_components=3))
    np.testing.assert_allclose(drawn.coordinates, project(ROWS, n_components=3).coordinates, 1e-4)


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_a_map_is_judged_by_its_own_metric(metric):
    settings = MapSettings(metric=metric)
    drawn = compute_map(ROWS, settings)
    rows = as_euclidean_rows(ROWS, settings)
    assert drawn.quality == map_quality(rows, drawn.coordinates)
    assert drawn.recall_counts.tolist() == neighbor_recall_counts(rows, drawn.coordinates).tolist()
    assert drawn.quality.recall == pytest.approx(drawn.recall_counts.mean() / drawn.quality.k)


def test_cosine_judges_by_angle():
    # Rows 0 and 1 point the same way, and so do 2 and 3, but 0 and 2 are short, 1 and 3 long.
    rows = [[1.0, 0.0, 0.0], [9, 0.1, 0], [0, 1, 0.1], [0, 9, 0]]
    by_angle = as_euclidean_rows(rows, MapSettings(metric="cosine"))
    assert np.linalg.norm(by_angle[0] - by_angle[1]) < np.linalg.norm(by_angle[0] - by_angle[2])
    np.testing.assert_array_equal(as_euclidean_rows(rows, MapSettings(metric="euclidean")), rows)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("dim", "n_components"), [(2, 2), (3, 3), (1, 2), (2, 3)])
def test_few_dimensions_are_drawn_as_they_are(method, dim, n_components):
    settings = MapSettings(method, n_components)
    assert is_low_dimensional(dim, settings)
    drawn = compute_map(ROWS[:, :dim], settings)
    np.testing.assert_allclose(drawn.coordinates[:, :dim], ROWS[:, :dim], rtol=1e-6)
    assert not drawn.coordinates[:, dim:].any()
    assert drawn.quality.trustworthiness == pytest.approx(1)
    assert drawn.variance_kept == ()


def test_more_dimensions_are_not():
    assert not is_low_dimensional(3, MapSettings())
    assert not is_low_dimensional(4, MapSettings(n_components=3))


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_handful_of_rows(n):
    drawn = compute_map(ROWS[:n], MapSettings())
    assert drawn.coordinates.shape == (n, 2)
    assert drawn.recall_counts.shape == (n,)
    assert drawn.quality.n == n


def test_of_many_rows_some_are_compared(monkeypatch):
    monkeypatch.setattr(word_map, "MAX_COMPARED_PAIRS", 60 * 25)
    drawn = compute_map(ROWS, MapSettings())
    assert (drawn.recall_counts != NOT_COMPARED).sum() == 25


@pytest.mark.parametrize("method", ["pca", "mds"])
def test_progress_rises_to_1_and_can_stop_the_work(method):
    seen = []
    compute_map(ROWS, MapSettings(method), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    assert len(seen) > 3

    def stop(share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compute_map(ROWS, MapSettings(method), stop)


def test_all_settings_reach_the_method(monkeypatch):
    asked = {}

    def record(vectors, method, n_components, random_state, *, progress, **options):
        asked.update(options, method=method, n_components=n_components, seed=random_state)
        np.testing.assert_array_equal(vectors, ROWS)
        progress(1.0)
        return project(ROWS, n_components=n_components)

    monkeypatch.setattr(word_map, "project", record)
    settings = MapSettings("umap", 3, "euclidean", 7, 5.5, 9, 0.25, "random")
    seen = []
    assert compute_map(ROWS, settings, seen.append).settings == settings
    assert asked == asdict(settings)
    # Most of the time goes into the projection.
    assert 0.5 < seen[0] < 1


def test_select_puts_rows_in_another_order():
    drawn = compute_map(ROWS, MapSettings())
    order = np.random.default_rng(1).permutation(60)
    mixed = drawn.select(order)
    np.testing.assert_array_equal(mixed.coordinates, drawn.coordinates[order])
    np.testing.assert_array_equal(mixed.recall_counts, drawn.recall_counts[order])
    assert mixed.quality == drawn.quality


def a_file() -> MapFile:
    flat, deep = compute_map(ROWS, MapSettings()), compute_map(ROWS, MapSettings(n_components=3))
    few = compute_map(ROWS[:4], MapSettings("pca", perplexity=7.5))
    return MapFile(
        "abc123",
        {
            "all of them": MappedWords(np.arange(60, dtype=np.int32), (flat, deep)),
            "few": MappedWords(np.array([5, 9, 1, 3], np.int32), (few,)),
        },
    )


def content(a_map: WordMap):
    return (
        *(a_map.coordinates.tolist(), a_map.coordinates.dtype, a_map.recall_counts.tolist()),
        *(
            a_map.recall_counts.dtype,
            a_map.quality,
            a_map.variance_kept,
            a_map.settings,
            a_map.seconds,
        ),
    )


def test_a_file_gives_everything_back(tmp_path):
    written = a_file()
    write_maps(tmp_path / "maps.safetensors", written)
    read = read_maps(tmp_path / "maps.safetensors")
    assert read.fingerprint == "abc123"
    assert list(read.selections) == ["all of them", "few"]
    for name, words in written.selections.items():
        assert read.selections[name].token_ids.tolist() == words.token_ids.tolist()
        assert read.selections[name].token_ids.dtype == np.int32
        assert [*map(content, read.selections[name].maps)] == [*map(content, words.maps)]
    with pytest.raises(ValueError, match="read-only"):
        read.selections["few"].maps[0].coordinates[0] = 1


def test_the_same_content_makes_the_same_bytes(tmp_path):
    written = a_file()
    for name in "ab":
        write_maps(tmp_path / name, written)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_other_files_are_refused(tmp_path, tutorial):
    from embviz import save

    save(tutorial, tmp_path / "words.safetensors")
    (tmp_path / "half").write_bytes(b"no such thing")
    written = tmp_path / "maps"
    write_maps(written, a_file())
    newer = written.read_bytes().replace(b'\\"version\\": 1', b'\\"version\\": 2')
    assert newer != written.read_bytes()
    (tmp_path / "newer").write_bytes(newer)
    (tmp_path / "cut").write_bytes(written.read_bytes()[:-9])
    for name in ("words.safetensors", "half", "newer", "cut"):
        with pytest.raises(ValueError, match=f"^{name} holds no maps"):
            read_maps(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        read_maps(tmp_path / "nowhere")
