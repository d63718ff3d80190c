"""Picking words: common words, close words and parallel steps."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, analogy
from embviz.lesson import association_range, step_cosine
from embviz.lesson.picking import (
    build_word_pool,
    filter_distinct,
    is_look_alike,
    iter_close_words,
    iter_parallel_analogies,
)
from embviz.neighbors import association
from tests.conftest import embeddings

FOUR = EmbeddingMatrix(
    ["north", "nne", "east", "ene", "nothing"], [[0, 1], [0.1, 1], [1, 0], [1, 0.1], [0, 0]]
)
# The steps man → king and woman → queen are equal.
ROYAL = EmbeddingMatrix(
    ["man", "king", "woman", "queen"],
    [[1, 0, 0.1], [1, 1, 0.1], [1, 0, 0.9], [1, 1, 0.9]],
)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_the_pool_of_a_small_vocabulary_has_every_nonzero_word():
    pool = build_word_pool(FOUR)
    assert pool.tokens == ("north", "nne", "east", "ene")
    np.testing.assert_allclose(np.linalg.norm(pool.normalized_rows, axis=1), 1)


def test_the_pool_has_no_punctuation_and_no_subwords(minilm, glove):
    for E in (minilm, glove):
        tokens = build_word_pool(E).tokens
        assert all(token.isalpha() and token.isascii() and len(token) > 1 for token in tokens)
        assert len(tokens) == 2700


@pytest.mark.parametrize("n", [5, 5000])
def test_the_pool_of_a_vocabulary_without_letters(n):
    E = EmbeddingMatrix([*map(str, range(n)), "word"], np.arange(1, n + 2)[:, None])
    assert len(build_word_pool(E).tokens) == min(n + 1, 2700)


def test_a_vocabulary_of_look_alikes_has_no_close_words():
    E = EmbeddingMatrix([f"item{i}" for i in range(3000)], np.eye(3000, 8, dtype=np.float32) + 1)
    assert list(iter_close_words(build_word_pool(E), rng())) == []


def test_the_pool_has_single_characters_of_other_scripts():
    E = EmbeddingMatrix(["猫", "狗", "汽车", "cat"], np.eye(4))
    assert build_word_pool(E).tokens == E.tokens


def test_the_pool_of_a_vocabulary_with_spaces():
    E = EmbeddingMatrix(["new york", "los angeles", "of", " "], np.eye(4))
    assert build_word_pool(E).tokens == ("new york", "los angeles", "of")


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("cat", "cats", True),
        ("Cat", "cat", True),
        ("walk", "walking", True),
        ("nation", "national", True),
        ("cat", "car", False),
        ("then", "them", False),
        ("king", "queen", False),
    ],
)
def test_forms_of_a_word_look_alike(a, b, alike):
    assert is_look_alike(a, b) is is_look_alike(b, a) is alike


def test_filter_distinct_by_hand():
    assert filter_distinct(["cat"], iter(["cats", "dog", "dogs", "cow", "car"]), 2) == [
        "dog",
        "cow",
    ]
    assert filter_distinct([], ["a", "b"], 5) == ["a", "b"]


def test_close_words_by_hand():
    assert {frozenset(pair) for pair in iter_close_words(build_word_pool(FOUR), rng())} == {
        frozenset({"north", "nne"}),
        frozenset({"east", "ene"}),
    }


@given(embeddings(min_size=2), st.integers(0, 20), st.integers(2, 4))
def test_close_words_are_distinct_and_repeatable(E, seed, n):
    pool = build_word_pool(E)
    groups = list(iter_close_words(pool, rng(seed), n))
    assert groups == list(iter_close_words(pool, rng(seed), n))
    for group in groups:
        assert len(group) == len({*group}) == n
        assert {*group} <= {*pool.tokens}


def test_step_cosine_by_hand():
    # Between rows of length 1 the steps are only nearly equal.
    assert step_cosine(ROYAL, "king", "man", "woman", "queen") > 0.9
    assert step_cosine(ROYAL, "king", "man", "queen", "woman") < -0.9


def test_parallel_analogies_are_answered_correctly():
    analogies = list(islice(iter_parallel_analogies(ROYAL, build_word_pool(ROYAL), rng()), 20))
    assert ("king", "man", "woman", "queen") in analogies
    for a, b, c, d in analogies:
        assert analogy(ROYAL, positive=[a, c], negative=[b], k=1).tokens == (d,)
        assert step_cosine(ROYAL, a, b, c, d) >= 0.4


@given(embeddings(), st.integers(0, 5))
def test_any_analogy_has_four_distinct_words(E, seed):
    for a, b, c, d in islice(iter_parallel_analogies(E, build_word_pool(E), rng(seed)), 3):
        assert len({a, b, c, d}) == 4


def test_association_range_contains_95_percent_of_common_words(glove):
    low, high = association_range(glove, ["she", "her"], ["he", "his"])
    values = association(glove, build_word_pool(glove).tokens, ["she", "her"], ["he", "his"])
    assert ((values >= low) & (values <= high)).mean() == pytest.approx(0.95, abs=0.002)
    assert (values < low).sum() == pytest.approx((values > high).sum(), abs=2)
