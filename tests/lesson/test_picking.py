"""Words that show something: common, close, and steps that are parallel."""

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
# A flat world in which two steps are equal: man → king and woman → queen.
ROYAL = EmbeddingMatrix(
    ["man", "king", "woman", "queen"],
    [[1, 0, 0.1], [1, 1, 0.1], [1, 0, 0.9], [1, 1, 0.9]],
)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_the_pool_of_a_small_vocabulary_has_every_word_with_a_direction():
    words = build_word_pool(FOUR)
    assert words.tokens == ("north", "nne", "east", "ene")
    np.testing.assert_allclose(np.linalg.norm(words.normalized_rows, axis=1), 1)


def test_signs_and_pieces_are_no_words(minilm, glove):
    for E in (minilm, glove):
        tokens = build_word_pool(E).tokens
        assert all(token.isalpha() and token.isascii() and len(token) > 1 for token in tokens)
        assert len(tokens) == 2700


@pytest.mark.parametrize("n", [5, 5000])
def test_tokens_without_letters_are_words_where_there_are_few_others(n):
    E = EmbeddingMatrix([*map(str, range(n)), "word"], np.arange(1, n + 2)[:, None])
    assert len(build_word_pool(E).tokens) == min(n + 1, 2700)


def test_words_that_all_look_alike_take_no_time():
    E = EmbeddingMatrix([f"item{i}" for i in range(3000)], np.eye(3000, 8, dtype=np.float32) + 1)
    assert list(iter_close_words(build_word_pool(E), rng())) == []


def test_other_scripts_have_words_of_one_letter():
    E = EmbeddingMatrix(["猫", "狗", "汽车", "cat"], np.eye(4))
    assert build_word_pool(E).tokens == E.tokens


def test_tokens_with_blanks_count_where_there_are_no_others():
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


def test_unlike_takes_the_first_that_fit():
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
def test_close_words_are_different_words_in_a_repeatable_order(E, seed, n):
    words = build_word_pool(E)
    found = list(iter_close_words(words, rng(seed), n))
    assert found == list(iter_close_words(words, rng(seed), n))
    for group in found:
        assert len(group) == len({*group}) == n
        assert {*group} <= {*words.tokens}


def test_parallel_by_hand():
    # At length 1 the steps are not exactly equal, but nearly so.
    assert step_cosine(ROYAL, "king", "man", "woman", "queen") > 0.9
    assert step_cosine(ROYAL, "king", "man", "queen", "woman") < -0.9


def test_parallel_steps_are_found_and_true():
    found = list(islice(iter_parallel_analogies(ROYAL, build_word_pool(ROYAL), rng()), 20))
    assert ("king", "man", "woman", "queen") in found
    for a, b, c, d in found:
        assert analogy(ROYAL, positive=[a, c], negative=[b], k=1).tokens == (d,)
        assert step_cosine(ROYAL, a, b, c, d) >= 0.4


@given(embeddings(), st.integers(0, 5))
def test_any_vocabulary_is_answered(E, seed):
    for a, b, c, d in islice(iter_parallel_analogies(E, build_word_pool(E), rng(seed)), 3):
        assert len({a, b, c, d}) == 4


def test_nineteen_of_twenty_common_words_are_in_the_usual_range(glove):
    low, high = association_range(glove, ["she", "her"], ["he", "his"])
    values = association(glove, build_word_pool(glove).tokens, ["she", "her"], ["he", "his"])
    assert ((values >= low) & (values <= high)).mean() == pytest.approx(0.95, abs=0.002)
    assert (values < low).sum() == pytest.approx((values > high).sum(), abs=2)
