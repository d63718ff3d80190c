"""Shuffled embeddings: the same numbers, assigned to other words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, similarity
from embviz.lesson import shuffle_dimensions
from embviz.neighbors import baseline_cosine
from tests.conftest import embeddings, random_embedding


@given(embeddings(), st.integers(0, 100))
def test_each_dimension_keeps_its_numbers(E, seed):
    shuffled = shuffle_dimensions(E, seed)
    assert shuffled.tokens == E.tokens
    assert shuffled.vectors.shape == E.vectors.shape
    np.testing.assert_array_equal(np.sort(shuffled.vectors, axis=0), np.sort(E.vectors, axis=0))


def test_dimensions_are_shuffled_independently():
    # If whole rows were shuffled, the two columns would still be equal.
    E = EmbeddingMatrix(map(str, range(50)), np.repeat(np.arange(50)[:, None], 2, axis=1))
    shuffled = shuffle_dimensions(E).vectors
    assert (shuffled[:, 0] != E.vectors[:, 0]).mean() > 0.8
    assert (shuffled[:, 0] != shuffled[:, 1]).mean() > 0.8


def test_equal_seeds_give_equal_embeddings():
    E = random_embedding(30, 4)
    assert shuffle_dimensions(E, 1).fingerprint == shuffle_dimensions(E, 1).fingerprint
    assert shuffle_dimensions(E, 1).fingerprint != shuffle_dimensions(E, 2).fingerprint


def test_the_vectors_are_read_only_and_the_original_is_unchanged():
    E = random_embedding(30, 4)
    before = E.vectors.copy()
    shuffled = shuffle_dimensions(E)
    np.testing.assert_array_equal(E.vectors, before)
    with pytest.raises(ValueError, match="read-only"):
        shuffled.vectors[0, 0] = 1


def test_labels_are_kept_and_the_source_names_the_seed():
    E = EmbeddingMatrix(["a", "b"], [[1], [2]], name="two", labels={"group": ["x", "y"]})
    shuffled = shuffle_dimensions(E, 5)
    assert shuffled.labels == E.labels
    assert "two, shuffled at random" in shuffled.source
    assert "seed 5" in shuffled.source


@pytest.mark.parametrize("name", ["glove", "minilm", "tutorial"])
def test_shuffling_removes_similarities(name, request):
    E = request.getfixturevalue(name)
    shuffled = shuffle_dimensions(E)
    pairs = [("cat", "dog"), ("cat", "car"), ("king", "queen"), ("car", "vehicle")]
    cosines = [similarity(shuffled, a, b) for a, b in pairs]
    # The standard deviation of random cosines is about 1 / √dim.
    assert max(cosines) - min(cosines) < 6 / np.sqrt(E.dim)
    assert similarity(E, "cat", "dog") - max(cosines) > 0.2
    assert abs(baseline_cosine(shuffled)) < 0.2
