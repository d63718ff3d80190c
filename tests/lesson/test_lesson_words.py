"""The words of the lesson: the usual ones, or others that do the same job."""

import numpy as np
import pytest
from hypothesis import given

from embviz import EmbeddingMatrix, similarity
from embviz.embedding import select_words
from embviz.lesson import lesson_words
from embviz.lesson.words import DEFAULT_WORDS
from tests.conftest import embeddings


@pytest.mark.parametrize("name", ["glove", "minilm", "tutorial"])
def test_the_samples_have_the_usual_words(name, request):
    assert lesson_words(request.getfixturevalue(name)) == DEFAULT_WORDS


def test_words_in_another_case_are_the_usual_words(glove):
    usual = ["Cat", "DOG", "Car", "King", "Man", "Woman", "Queen", "Vehicle"]
    E = EmbeddingMatrix(usual, [glove[word.lower()] for word in usual])
    picked = lesson_words(E)
    assert picked.trio == ("Cat", "DOG", "Car")
    assert picked.terms == ("King", "Man", "Woman")
    assert picked.missing == ()


def test_a_missing_word_is_named_and_replaced_by_words_that_are_there(glove):
    animals = "cat dog horse cow france paris italy rome"
    E, _ = select_words(glove, animals.split(), name="few")
    picked = lesson_words(E)
    assert picked.missing == ("car", "vehicle", "king", "queen", "man", "woman")
    word, like, unlike = picked.trio
    assert similarity(E, word, like) > similarity(E, word, unlike) + 0.3
    assert picked.pairs[0] == ("cat", "dog")
    assert ("france", "paris") in picked.pairs
    assert len({*sum(picked.pairs, ())}) == 2 * len(picked.pairs)
    assert {*picked.terms} <= {*E.tokens}
    assert len(picked.terms) == 3


def test_usual_words_that_are_there_stay(glove):
    E, _ = select_words(glove, "cat dog moon tree sun house".split(), name="no car")
    assert lesson_words(E).trio[:2] == ("cat", "dog")
    E, _ = select_words(glove, "cat kitten car moon tree".split(), name="no dog")
    assert lesson_words(E).trio == ("cat", "kitten", "car")


@given(embeddings())
def test_any_vocabulary_is_answered_with_its_own_words(E):
    picked = lesson_words(E)
    assert picked == lesson_words(E)
    for words in (picked.trio, picked.terms, *picked.pairs):
        assert len({*words}) == len(words)
        assert {*words} <= {*E.tokens}
    assert len(picked.trio) <= 3
    assert len(picked.terms) in (0, 3)


def test_rows_without_a_direction_show_nothing():
    picked = lesson_words(EmbeddingMatrix(["uno", "dos", "tres"], np.zeros((3, 2))))
    assert picked.trio == picked.pairs == picked.terms == ()
