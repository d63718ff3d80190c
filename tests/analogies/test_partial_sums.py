"""Partial sums, by hand and compared with analogies."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import analogy
from embviz.analogies import analogy_plane, analogy_vector, partial_sums
from embviz.analogies.solve import solve
from tests.conftest import embeddings

KING = [(1, "king"), (-1, "man"), (1, "woman")]


def test_by_hand(tiny):
    # At length 1: cat = (1, 0), car = (0, 1), dog = (0.6, 0.8).
    first, second, third = partial_sums(tiny, [(1, "cat"), (-1, "car"), (2, "dog")])
    np.testing.assert_allclose(first.vector, [1, 0], atol=1e-7)
    np.testing.assert_allclose(second.vector, [1, -1], atol=1e-7)
    np.testing.assert_allclose(third.vector, [2.2, 0.6], atol=1e-7)
    assert (first.label, second.label, third.label) == ("cat", "cat − car", "cat − car + 2 × dog")
    # Only the words of the partial sum are excluded.
    assert first.neighbors.tokens == ("dog", "car", "void")
    assert first.neighbors.scores == pytest.approx([0.6, 0, 0])
    assert second.neighbors.tokens == ("void", "dog")
    assert second.neighbors.scores == pytest.approx([0, -0.2 / sqrt(2)])
    assert third.neighbors.tokens == ("void",)


@pytest.mark.parametrize(
    ("terms", "label"),
    [
        ([(-1, "cat")], "− cat"),
        ([(-0.5, "cat"), (-2, "dog")], "− 0.5 × cat − 2 × dog"),
        ([(1.5, "cat"), (1, "dog")], "1.5 × cat + dog"),
    ],
)
def test_labels(tiny, terms, label):
    assert partial_sums(tiny, terms)[-1].label == label


@given(embeddings(min_size=3), st.data())
def test_last_sum_agrees_with_the_analogy(E, data):
    token = st.sampled_from(E.tokens)
    a, b, c = data.draw(token), data.draw(token), data.draw(token)
    terms = [(1, a), (-1, b), (1, c)]
    last = partial_sums(E, terms, k=5)[-1]
    assert last.neighbors == solve(E, terms, k=5)
    # In another order of terms, rounding can change the order of near ties.
    np.testing.assert_allclose(last.vector, analogy_vector(E, [a, c], [b]), atol=1e-12)
    answers = analogy(E, positive=[a, c], negative=[b], k=5)
    assert last.neighbors.scores == pytest.approx(answers.scores, abs=1e-9)


def test_real_words(glove):
    answers = [partial.neighbors.tokens[0] for partial in partial_sums(glove, KING)]
    assert answers == ["prince", "sigismund", "queen"]


def test_no_terms(tiny):
    assert partial_sums(tiny, []) == ()


def test_unknown_token(tiny):
    with pytest.raises(KeyError, match="'cow'"):
        partial_sums(tiny, [(1, "cat"), (-1, "cow")])


def test_difference_in_two_dimensions(tiny):
    # The plane is the whole space: a → difference is −b, difference → sum is c, both rotated.
    plane = analogy_plane(tiny, "cat", "car", "dog", "void")
    points = plane.points
    # Lengths (all 1 here) and angles are unchanged: −car · dog = −0.8.
    first, second = plane.difference - points["a"], points["sum"] - plane.difference
    assert np.linalg.norm(first) == pytest.approx(1)
    assert np.linalg.norm(second) == pytest.approx(1)
    assert first @ second == pytest.approx(-0.8)


def test_difference_of_real_words(glove):
    plane = analogy_plane(glove, "king", "man", "woman", "queen")
    points = plane.points
    # Subtracting man and adding woman is the step from man to woman, in any plane.
    np.testing.assert_allclose(points["sum"] - points["a"], points["c"] - points["b"], atol=1e-9)
    assert not np.allclose(plane.difference, points["sum"], atol=0.1)
