"""Maps: their settings, computation and files."""

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
def test_describe_contains_the_settings_of_the_method(method):
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


def test_pca_by_cosine_is_pca_of_normalized_rows():
    result = compute_map(ROWS, MapSettings())
    expected = project(normalize(ROWS))
    np.testing.assert_allclose(result.coordinates, expected.coordinates, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(result.variance_kept, expected.variance_kept)
    assert result.coordinates.dtype == np.float32
    assert result.seconds > 0
    assert result.settings == MapSettings()


def test_euclidean_does_not_normalize():
    result = compute_map(ROWS, MapSettings(metric="euclidean", n_components=3))
    np.testing.assert_allclose(result.coordinates, project(ROWS, n_components=3).coordinates, 1e-4)


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_the_quality_uses_the_metric_of_the_map(metric):
    settings = MapSettings(metric=metric)
    result = compute_map(ROWS, settings)
    rows = as_euclidean_rows(ROWS, settings)
    assert result.quality == map_quality(rows, result.coordinates)
    assert (
        result.recall_counts.tolist() == neighbor_recall_counts(rows, result.coordinates).tolist()
    )
    assert result.quality.recall == pytest.approx(result.recall_counts.mean() / result.quality.k)


def test_as_euclidean_rows_normalizes_for_cosine_only():
    # Rows 0 and 1 have nearly the same direction, and so have 2 and 3; 0 and 2 are short.
    rows = [[1.0, 0.0, 0.0], [9, 0.1, 0], [0, 1, 0.1], [0, 9, 0]]
    by_angle = as_euclidean_rows(rows, MapSettings(metric="cosine"))
    assert np.linalg.norm(by_angle[0] - by_angle[1]) < np.linalg.norm(by_angle[0] - by_angle[2])
    np.testing.assert_array_equal(as_euclidean_rows(rows, MapSettings(metric="euclidean")), rows)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("dim", "n_components"), [(2, 2), (3, 3), (1, 2), (2, 3)])
def test_low_dimensional_rows_are_coordinates(method, dim, n_components):
    settings = MapSettings(method, n_components)
    assert is_low_dimensional(dim, settings)
    result = compute_map(ROWS[:, :dim], settings)
    np.testing.assert_allclose(result.coordinates[:, :dim], ROWS[:, :dim], rtol=1e-6)
    assert not result.coordinates[:, dim:].any()
    assert result.quality.trustworthiness == pytest.approx(1)
    assert result.variance_kept == ()


def test_more_dimensions_than_components_are_not_low():
    assert not is_low_dimensional(3, MapSettings())
    assert not is_low_dimensional(4, MapSettings(n_components=3))


@pytest.mark.parametrize("n", [1, 2, 3])
def test_one_to_three_rows(n):
    result = compute_map(ROWS[:n], MapSettings())
    assert result.coordinates.shape == (n, 2)
    assert result.recall_counts.shape == (n,)
    assert result.quality.n == n


def test_a_sample_of_many_rows_is_compared(monkeypatch):
    monkeypatch.setattr(word_map, "MAX_COMPARED_PAIRS", 60 * 25)
    result = compute_map(ROWS, MapSettings())
    assert (result.recall_counts != NOT_COMPARED).sum() == 25


@pytest.mark.parametrize("method", ["pca", "mds"])
def test_progress_rises_to_1_and_can_stop_the_work(method):
    fractions = []
    compute_map(ROWS, MapSettings(method), fractions.append)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert len(fractions) > 3

    def stop(share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compute_map(ROWS, MapSettings(method), stop)


def test_all_settings_reach_the_method(monkeypatch):
    arguments = {}

    def record(vectors, method, n_components, random_state, *, progress, **options):
        arguments.update(options, method=method, n_components=n_components, seed=random_state)
        np.testing.assert_array_equal(vectors, ROWS)
        progress(1.0)
        return project(ROWS, n_components=n_components)

    monkeypatch.setattr(word_map, "project", record)
    settings = MapSettings("umap", 3, "euclidean", 7, 5.5, 9, 0.25, "random")
    fractions = []
    assert compute_map(ROWS, settings, fractions.append).settings == settings
    assert arguments == asdict(settings)
    # The projection takes most of the time.
    assert 0.5 < fractions[0] < 1


def test_select_permutes_the_rows():
    result = compute_map(ROWS, MapSettings())
    order = np.random.default_rng(1).permutation(60)
    permuted = result.select(order)
    np.testing.assert_array_equal(permuted.coordinates, result.coordinates[order])
    np.testing.assert_array_equal(permuted.recall_counts, result.recall_counts[order])
    assert permuted.quality == result.quality


def make_map_file() -> MapFile:
    flat, deep = compute_map(ROWS, MapSettings()), compute_map(ROWS, MapSettings(n_components=3))
    small = compute_map(ROWS[:4], MapSettings("pca", perplexity=7.5))
    return MapFile(
        "abc123",
        {
            "all of them": MappedWords(np.arange(60, dtype=np.int32), (flat, deep)),
            "few": MappedWords(np.array([5, 9, 1, 3], np.int32), (small,)),
        },
    )


def content(word_map: WordMap):
    return [
        (value.tolist(), value.dtype) if isinstance(value, np.ndarray) else value
        for value in vars(word_map).values()
    ]


def test_maps_are_read_as_they_were_written(tmp_path):
    written = make_map_file()
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


def test_equal_maps_are_written_as_equal_bytes(tmp_path):
    written = make_map_file()
    for name in "ab":
        write_maps(tmp_path / name, written)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_files_without_maps_raise(tmp_path, tutorial):
    from embviz import save

    save(tutorial, tmp_path / "words.safetensors")
    (tmp_path / "half").write_bytes(b"no such thing")
    written = tmp_path / "maps"
    write_maps(written, make_map_file())
    older = written.read_bytes().replace(b'\\"version\\": 2', b'\\"version\\": 1')
    assert older != written.read_bytes()
    (tmp_path / "older").write_bytes(older)
    (tmp_path / "cut").write_bytes(written.read_bytes()[:-9])
    for name in ("words.safetensors", "half", "older", "cut"):
        with pytest.raises(ValueError, match=f"^{name} holds no maps"):
            read_maps(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        read_maps(tmp_path / "nowhere")
