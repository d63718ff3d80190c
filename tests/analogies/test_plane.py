"""The plane of a sum: by hand, and that no other plane fits better."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix
from embviz.analogies import sum_plane, weighted_sum
from embviz.neighbors import normalize_vector, normalized_rows
from tests.conftest import embeddings, random_embedding

SPACE = EmbeddingMatrix(
    ["right", "up", "back", "void"], [[3, 0, 0], [0, 2, 0], [0, 0, 1], [0, 0, 0]]
)


def test_plane_of_two_words():
    plane = sum_plane(SPACE, [(1, "right"), (-2, "up")], "right", ["back", "void"])
    # right − 2 × up has length √5 and points to the right, the first other direction up.
    assert plane.path[0].tolist() == [0, 0]
    np.testing.assert_allclose(plane.path[-1], [np.sqrt(5), 0], atol=1e-12)
    np.testing.assert_allclose(plane.steps.sum(axis=0), plane.path[-1], atol=1e-12)
    assert plane.steps[0][1] > 0 > plane.steps[1][1]
    np.testing.assert_allclose(np.linalg.norm(plane.steps, axis=1), [1, 2])
    np.testing.assert_allclose(plane.cos2_steps, [1, 1])
    assert plane.cos2_answer == pytest.approx(1)
    # back is perpendicular to the plane, void is zero.
    np.testing.assert_allclose(plane.others, 0, atol=1e-12)
    assert plane.cos2_others[0] == pytest.approx(0, abs=1e-12)
    assert np.isnan(plane.cos2_others[1])
    assert np.isnan(plane.cos2_path[0])


@given(embeddings(min_size=2), st.data())
def test_any_sum_has_a_plane(E, data):
    term = st.tuples(st.sampled_from([-2.0, -1.0, 0.5, 1.0]), st.sampled_from(E.tokens))
    terms = data.draw(st.lists(term, min_size=1, max_size=6))
    plane = sum_plane(E, terms, E.tokens[0], E.tokens)
    assert np.isfinite(plane.path).all() and np.isfinite(plane.others).all()
    total = weighted_sum(E, terms)
    for vector, point, cos2 in (
        (total, plane.path[-1], plane.cos2_path[-1]),
        (normalize_vector(E.vectors[0]), plane.answer, plane.cos2_answer),
    ):
        length = np.linalg.norm(vector)
        assert np.linalg.norm(point) <= length + 1e-6
        if length:
            assert cos2 == pytest.approx((np.linalg.norm(point) / length) ** 2, abs=1e-6)


def test_no_other_plane_fits_better():
    E = random_embedding(12, 7)
    terms = [(1.0, E.tokens[0]), (-0.5, E.tokens[1]), (2.0, E.tokens[2])]
    plane = sum_plane(E, terms, E.tokens[5])
    vectors = np.array(
        [*normalized_rows(E, [0, 1, 2, 5]), normalize_vector(weighted_sum(E, terms))]
    )
    best = plane.cos2_steps.sum() + plane.cos2_path[-1] + plane.cos2_answer
    rng = np.random.default_rng(0)
    for _ in range(200):
        other = np.linalg.qr(rng.normal(size=(7, 2)))[0]
        assert np.square(vectors @ other).sum() <= best + 1e-9


def test_empty_sum_is_rejected():
    with pytest.raises(ValueError, match="at least one word"):
        sum_plane(SPACE, [], "up")
