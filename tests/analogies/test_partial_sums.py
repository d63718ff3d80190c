"""Sums of words, one term at a time: by hand, and against the analogy they end in."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import analogy
from embviz.analogies import analogy_plane, analogy_vector, partial_sums
from tests.conftest import embeddings

KING = [(1, "king"), (-1, "man"), (1, "woman")]


def test_by_hand(tiny):
    # At length 1: cat = (1, 0), car = (0, 1), dog = (0.6, 0.8).
    first, second, third = partial_sums(tiny, [(1, "cat"), (-1, "car"), (2, "dog")])
    np.testing.assert_allclose(first.vector, [1, 0], atol=1e-7)
    np.testing.assert_allclose(second.vector, [1, -1], atol=1e-7)
    np.testing.assert_allclose(third.vector, [2.2, 0.6], atol=1e-7)
    assert [each.label for each in (first, second, third)] == [
        "cat",
        "cat − car",
        "cat − car + 2 × dog",
    ]
    # Only the words of the sum so far are left out.
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
def test_labels_are_written_as_sums(tiny, terms, label):
    assert partial_sums(tiny, terms)[-1].label == label


@given(embeddings(min_size=3), st.data())
def test_the_last_sum_answers_as_the_analogy_does(E, data):
    token = st.sampled_from(E.tokens)
    a, b, c = data.draw(token), data.draw(token), data.draw(token)
    last = partial_sums(E, [(1, a), (-1, b), (1, c)], k=5)[-1]
    np.testing.assert_allclose(last.vector, analogy_vector(E, [a, c], [b]), atol=1e-12)
    found = analogy(E, positive=[a, c], negative=[b], k=5)
    assert last.neighbors.tokens == found.tokens
    assert last.neighbors.scores == pytest.approx(found.scores, abs=1e-9)


def test_real_words(glove):
    assert [each.neighbors.tokens[0] for each in partial_sums(glove, KING)] == [
        "prince",
        "sigismund",
        "queen",
    ]


def test_no_terms_no_sums(tiny):
    assert partial_sums(tiny, []) == ()


def test_an_unknown_token_is_refused(tiny):
    with pytest.raises(KeyError, match="'cow'"):
        partial_sums(tiny, [(1, "cat"), (-1, "cow")])


def test_halfway_lies_where_the_first_step_leads(tiny):
    # In two dimensions nothing is lost: a → halfway is −b, halfway → sum is c, turned alike.
    plane = analogy_plane(tiny, "cat", "car", "dog", "void")
    at = plane.points
    # Steps keep their lengths, all 1 here, and the angle between them: −car · dog = −0.8.
    down, on = plane.difference - at["a"], at["sum"] - plane.difference
    assert np.linalg.norm(down) == pytest.approx(1)
    assert np.linalg.norm(on) == pytest.approx(1)
    assert down @ on == pytest.approx(-0.8)


def test_halfway_in_the_plane_of_real_words(glove):
    plane = analogy_plane(glove, "king", "man", "woman", "queen")
    at = plane.points
    # Whatever plane is drawn: taking man away and adding woman is the step from man to woman.
    np.testing.assert_allclose(at["sum"] - at["a"], at["c"] - at["b"], atol=1e-9)
    assert not np.allclose(plane.difference, at["sum"], atol=0.1)
