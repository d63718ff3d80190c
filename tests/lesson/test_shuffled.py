"""The random twin: the same numbers, dealt to other words."""

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
    twin = shuffle_dimensions(E, seed)
    assert twin.tokens == E.tokens
    assert twin.vectors.shape == E.vectors.shape
    np.testing.assert_array_equal(np.sort(twin.vectors, axis=0), np.sort(E.vectors, axis=0))


def test_dimensions_are_dealt_independently():
    # Were whole rows dealt, the two columns would still agree in every row.
    E = EmbeddingMatrix(map(str, range(50)), np.repeat(np.arange(50)[:, None], 2, axis=1))
    twin = shuffle_dimensions(E).vectors
    assert (twin[:, 0] != E.vectors[:, 0]).mean() > 0.8
    assert (twin[:, 0] != twin[:, 1]).mean() > 0.8


def test_the_seed_decides():
    E = random_embedding(30, 4)
    assert shuffle_dimensions(E, 1).fingerprint == shuffle_dimensions(E, 1).fingerprint
    assert shuffle_dimensions(E, 1).fingerprint != shuffle_dimensions(E, 2).fingerprint


def test_a_twin_cannot_be_written_and_leaves_the_original_alone():
    E = random_embedding(30, 4)
    before = E.vectors.copy()
    twin = shuffle_dimensions(E)
    np.testing.assert_array_equal(E.vectors, before)
    with pytest.raises(ValueError, match="read-only"):
        twin.vectors[0, 0] = 1


def test_labels_stay_with_their_words_and_the_source_says_what_was_done():
    E = EmbeddingMatrix(["a", "b"], [[1], [2]], name="two", labels={"group": ["x", "y"]})
    twin = shuffle_dimensions(E, 5)
    assert twin.labels == E.labels
    assert "two, shuffled at random" in twin.source
    assert "seed 5" in twin.source


@pytest.mark.parametrize("name", ["glove", "minilm", "tutorial"])
def test_in_the_twin_no_word_is_like_another(name, request):
    E = request.getfixturevalue(name)
    twin = shuffle_dimensions(E)
    pairs = [("cat", "dog"), ("cat", "car"), ("king", "queen"), ("car", "vehicle")]
    cosines = [similarity(twin, a, b) for a, b in pairs]
    # Chance alone spreads cosines by about 1 / √dim around the mean.
    assert max(cosines) - min(cosines) < 6 / np.sqrt(E.dim)
    assert similarity(E, "cat", "dog") - max(cosines) > 0.2
    assert abs(baseline_cosine(twin)) < 0.2
