"""Example words of the lesson: the defaults, or replacements."""

import numpy as np
import pytest
from hypothesis import given

from embviz import EmbeddingMatrix, similarity
from embviz.embedding import select_words
from embviz.lesson import lesson_words
from embviz.lesson.words import DEFAULT_WORDS
from tests.conftest import embeddings


@pytest.mark.parametrize("name", ["glove", "minilm", "tutorial"])
def test_the_samples_have_the_default_words(name, request):
    assert lesson_words(request.getfixturevalue(name)) == DEFAULT_WORDS


def test_default_words_are_matched_in_other_case(glove):
    tokens = ["Cat", "DOG", "Car", "King", "Man", "Woman", "Queen", "Vehicle"]
    E = EmbeddingMatrix(tokens, [glove[word.lower()] for word in tokens])
    words = lesson_words(E)
    assert words.trio == ("Cat", "DOG", "Car")
    assert words.terms == ("King", "Man", "Woman")
    assert words.missing == ()


def test_missing_words_are_reported_and_replaced(glove):
    animals = "cat dog horse cow france paris italy rome"
    E, _ = select_words(glove, animals.split(), name="few")
    words = lesson_words(E)
    assert words.missing == ("car", "vehicle", "king", "queen", "man", "woman")
    word, like, unlike = words.trio
    assert similarity(E, word, like) > similarity(E, word, unlike) + 0.3
    assert words.pairs[0] == ("cat", "dog")
    assert ("france", "paris") in words.pairs
    assert len({*sum(words.pairs, ())}) == 2 * len(words.pairs)
    assert {*words.terms} <= {*E.tokens}
    assert len(words.terms) == 3


def test_default_words_of_the_vocabulary_are_kept(glove):
    E, _ = select_words(glove, "cat dog moon tree sun house".split(), name="no car")
    assert lesson_words(E).trio[:2] == ("cat", "dog")
    E, _ = select_words(glove, "cat kitten car moon tree".split(), name="no dog")
    assert lesson_words(E).trio == ("cat", "kitten", "car")


@given(embeddings())
def test_any_vocabulary_gets_words_of_its_own(E):
    words = lesson_words(E)
    assert words == lesson_words(E)
    for group in (words.trio, words.terms, *words.pairs):
        assert len({*group}) == len(group)
        assert {*group} <= {*E.tokens}
    assert len(words.trio) <= 3
    assert len(words.terms) in (0, 3)


def test_rows_of_zeros_give_no_words():
    words = lesson_words(EmbeddingMatrix(["uno", "dos", "tres"], np.zeros((3, 2))))
    assert words.trio == words.pairs == words.terms == ()
