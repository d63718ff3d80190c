"""The precomputed maps: they belong to the samples, and their quality is correct."""

import numpy as np
import pytest

from embviz import EmbeddingMatrix, load_sample
from embviz.io import SAMPLES, load_word_groups
from embviz.maps import (
    NOT_COMPARED,
    MapSettings,
    as_euclidean_rows,
    find_precomputed,
    load_precomputed,
    map_quality,
    neighbor_recall_counts,
    precomputed_path,
    precomputed_selections,
)
from embviz.maps.precomputed import N_FREQUENT_WORDS

ORDER = [(method, n) for method in ("pca", "tsne", "umap") for n in (2, 3)]
MEASURES = ("trustworthiness", "continuity", "recall", "chance_trustworthiness", "chance_recall")


@pytest.fixture(scope="module", params=list(SAMPLES))
def sample(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def E(sample: str) -> EmbeddingMatrix:
    return load_sample(sample)


def test_maps_belong_to_the_sample(sample, E):
    maps = load_precomputed(sample)
    assert maps.fingerprint == E.fingerprint
    ids = {name: words.token_ids.tolist() for name, words in maps.selections.items()}
    assert ids == precomputed_selections(E)
    for token_ids in ids.values():
        assert token_ids == sorted({*token_ids})
        assert 0 <= token_ids[0] <= token_ids[-1] < len(E)


def test_each_selection_has_each_map(sample):
    for words in load_precomputed(sample).selections.values():
        settings = [word_map.settings for word_map in words.maps]
        assert settings == [MapSettings(method, n) for method, n in ORDER]
        for word_map in words.maps:
            n, k = len(words.token_ids), word_map.quality.k
            assert word_map.coordinates.shape == (n, word_map.settings.n_components)
            assert word_map.coordinates.dtype == np.float32
            assert np.isfinite(word_map.coordinates).all()
            assert word_map.recall_counts.shape == (n,)
            assert word_map.recall_counts.max() <= k
            assert word_map.quality.n == n
            libraries = {"pca": "", "tsne": "openTSNE", "umap": "umap-learn"}
            assert word_map.library == libraries[word_map.settings.method]
            has_axes = word_map.settings.method == "pca"
            assert len(word_map.variance_kept) == has_axes * word_map.settings.n_components
            assert word_map.quality.trustworthiness > word_map.quality.chance_trustworthiness + 0.1


def test_the_stored_quality_is_correct(sample, E):
    for words in load_precomputed(sample).selections.values():
        n = len(words.token_ids)
        rows = as_euclidean_rows(E.vectors[words.token_ids], MapSettings())
        max_rows = min(n, 200)
        # Estimates from 200 rows; exact for a small map.
        tolerance = 0.05 if n > max_rows else 1e-3
        for word_map in words.maps:
            coordinates, k = word_map.coordinates, word_map.quality.k
            quality = map_quality(rows, coordinates, k, max_rows=max_rows)
            for measure in MEASURES:
                stored = getattr(word_map.quality, measure)
                assert getattr(quality, measure) == pytest.approx(stored, abs=tolerance)
            counts = neighbor_recall_counts(rows, coordinates, k, max_rows=max_rows)
            compared = counts != NOT_COMPARED
            assert (counts == word_map.recall_counts)[compared].mean() > 0.98


def test_frequent_words_are_the_first_words(sample, E):
    ids = precomputed_selections(E)["frequent"]
    assert len(ids) == min(len(E), N_FREQUENT_WORDS)
    words = [E.tokens[i] for i in ids]
    assert all(any(letter.isalpha() for letter in word) for word in words)
    assert not any(word.startswith("##") for word in words)


@pytest.mark.parametrize("name", ["glove", "minilm"])
def test_group_words_are_those_of_the_groups(name):
    E = load_sample(name)
    words = {E.tokens[i] for i in precomputed_selections(E)["groups"]}
    assert words == {word for group in load_word_groups().values() for word in group if word in E}


def test_labeled_words_are_a_selection():
    E = EmbeddingMatrix(["a", "b", "c"], [[1], [2], [3]], labels={"kind": ["x", "", "y"]})
    assert precomputed_selections(E) == {"frequent": [0, 1, 2], "groups": [0, 2]}


def test_find_precomputed_ignores_the_order_of_words(tutorial):
    settings = MapSettings("tsne", seed=0)
    whole = load_precomputed("tutorial").selections["frequent"].maps[2]
    order = np.random.default_rng(0).permutation(151)
    result = find_precomputed(tutorial, order.tolist(), settings)
    assert result is not None
    np.testing.assert_array_equal(result.coordinates, whole.coordinates[order])
    np.testing.assert_array_equal(result.recall_counts, whole.recall_counts[order])


def test_find_precomputed_ignores_settings_of_other_methods(tutorial):
    assert (
        find_precomputed(tutorial, range(151), MapSettings("pca", seed=8, perplexity=4)) is not None
    )
    assert find_precomputed(tutorial, range(151), MapSettings("tsne", n_neighbors=4)) is not None


def test_find_precomputed_returns_none_for_other_maps(tutorial, tiny):
    for settings in (
        MapSettings("tsne", seed=1),
        MapSettings("tsne", perplexity=4),
        MapSettings("umap", n_neighbors=4),
        MapSettings("pca", metric="euclidean"),
    ):
        assert find_precomputed(tutorial, range(151), settings) is None
    for ids in ([], [0], range(150), [0, *range(150)], range(1, 152)):
        assert find_precomputed(tutorial, ids, MapSettings()) is None
    assert find_precomputed(tiny, range(4), MapSettings()) is None
    changed = EmbeddingMatrix(tutorial.tokens, tutorial.vectors * 2, name="tutorial")
    assert find_precomputed(changed, range(151), MapSettings()) is None


def test_all_maps_together_are_small():
    assert sum(precomputed_path(name).stat().st_size for name in SAMPLES) <= 3e6
