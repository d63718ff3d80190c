"""Analogies: by hand, compared with the formulas of the papers, and on real words."""

from math import prod, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, analogy, similarity
from embviz.analogies import analogy_plane, analogy_vector
from embviz.analogies.solve import EPSILON, solve
from tests.conftest import embeddings, random_embedding


def cosine(u, v):
    lengths = np.linalg.norm(u) * np.linalg.norm(v)
    return float(u @ v / lengths) if lengths else 0.0


def test_rows_are_taken_at_length_1(tiny):
    # dog = (3, 4) / 5, cat = (4, 0) / 4, car = (0, 2) / 2, void = (0, 0)
    np.testing.assert_allclose(
        analogy_vector(tiny, ["dog", "cat"], ["car"]), [1.6, -0.2], atol=1e-7
    )
    assert analogy_vector(tiny, ["void"]).tolist() == [0, 0]


def test_3cosadd_by_hand(tiny):
    # cat − car = (1, −1), of length √2; with dog: (3 − 4) / (5 √2).
    answers = analogy(tiny, ["cat"], ["car"])
    assert answers.tokens == ("void", "dog")
    assert answers.scores == pytest.approx([0, -1 / (5 * sqrt(2))])
    assert answers.metric == "cosine"


def test_3cosmul_by_hand(tiny):
    # dog: cosine 0.6 with cat becomes 0.8, and 0.8 with car becomes 0.9; void: 0 becomes 0.5.
    answers = analogy(tiny, ["cat"], ["car"], method="3cosmul")
    assert answers.tokens == ("void", "dog")
    assert answers.scores == pytest.approx([0.5 / 0.501, 0.8 / 0.901], rel=1e-6)
    assert answers.metric == "3cosmul"


@pytest.mark.parametrize("seed", range(5))
def test_3cosadd_agrees_with_the_formula_of_the_paper(seed):
    # Levy and Goldberg (2014), equation 3: cos(b*, b) − cos(b*, a) + cos(b*, a*).
    E = random_embedding(40, 6, seed)
    a, a_star, b, *others = E.tokens
    expected = {
        x: similarity(E, x, b) - similarity(E, x, a) + similarity(E, x, a_star) for x in others
    }
    answers = analogy(E, [b, a_star], [a], k=40)
    assert list(answers.tokens) == sorted(others, key=lambda x: -expected[x])
    total = analogy_vector(E, [b, a_star], [a])
    for x, score in zip(answers.tokens, answers.scores, strict=True):
        assert score == pytest.approx(expected[x] / np.linalg.norm(total), abs=1e-6)
        assert score == pytest.approx(cosine(E[x].astype(float), total), abs=1e-6)


@pytest.mark.parametrize(("n_positive", "n_negative"), [(2, 1), (1, 0), (0, 1), (3, 2)])
def test_3cosmul_agrees_with_the_formula_of_the_paper(n_positive, n_negative):
    # Levy and Goldberg (2014), equation 4, with cosines shifted to 0 … 1 by (x + 1) / 2.
    E = random_embedding(40, 6)
    positive, negative = E.tokens[:n_positive], E.tokens[10 : 10 + n_negative]
    others = [x for x in E.tokens if x not in positive + negative]

    def shifted(x, y):
        return (similarity(E, x, y) + 1) / 2

    expected = {
        x: prod(shifted(x, y) for y in positive) / prod(shifted(x, y) + EPSILON for y in negative)
        for x in others
    }
    answers = analogy(E, positive, negative, k=40, method="3cosmul")
    assert list(answers.tokens) == sorted(others, key=lambda x: -expected[x])
    assert answers.scores == pytest.approx([expected[x] for x in answers.tokens], rel=1e-4)


@given(embeddings(min_size=3), st.data())
def test_inputs_are_excluded_by_default(E, data):
    words = st.lists(st.sampled_from(E.tokens), max_size=3)
    positive, negative = data.draw(words.filter(bool)), data.draw(words)
    inputs = {*positive, *negative}
    for method in ("3cosadd", "3cosmul"):
        answers = analogy(E, positive, negative, method=method)
        assert not inputs & {*answers.tokens}
        assert len(answers) == len(E) - len(inputs)
        assert np.isfinite(answers.scores).all()
        full = analogy(E, positive, negative, method=method, exclude_inputs=False)
        assert sorted(full.tokens) == sorted(E.tokens)


def test_a_sum_of_one_word_ranks_like_the_word(tiny):
    assert analogy(tiny, ["dog"]).tokens == ("car", "cat", "void")
    assert analogy(tiny, [], ["dog"]).tokens == ("void", "cat", "car")


def test_errors(tiny):
    with pytest.raises(ValueError, match="at least one word"):
        analogy(tiny, [], [])
    with pytest.raises(ValueError, match="'3cosdiv'; choose 3cosadd or 3cosmul"):
        analogy(tiny, ["cat"], method="3cosdiv")
    for exclude_inputs in (True, False):
        with pytest.raises(KeyError, match="'cow'"):
            analogy(tiny, ["cat"], ["cow"], exclude_inputs=exclude_inputs)


def test_string_in_place_of_a_list_is_rejected():
    E = EmbeddingMatrix(["ab", "a", "b", "c"], [[1, 0], [0, 1], [0, 1], [1, 0.1]])
    with pytest.raises(TypeError, match="lists of tokens"):
        analogy(E, "ab")
    with pytest.raises(TypeError, match="lists of tokens"):
        analogy(E, ["c"], "ab")


@pytest.mark.parametrize(
    ("positive", "negative", "answers"),
    [
        (["king", "woman"], ["man"], {"queen": 0.770, "monarch": 0.684, "throne": 0.676}),
        (["paris", "italy"], ["france"], {"rome": 0.819}),
        (["walking", "swim"], ["walk"], {"swimming": 0.801}),
    ],
)
def test_real_words(glove, positive, negative, answers):
    neighbors = analogy(glove, positive, negative, k=len(answers))
    assert neighbors.tokens == tuple(answers)
    assert [round(score, 3) for score in neighbors.scores] == list(answers.values())


def test_an_input_is_often_the_nearest(glove):
    answers = analogy(glove, ["king", "woman"], ["man"], k=2, exclude_inputs=False)
    assert answers.tokens == ("king", "queen")


four = st.lists(st.sampled_from("abcdef"), min_size=4, max_size=4)
six = embeddings(tokens=st.sampled_from("abcdef"), min_size=6)


@given(six, four)
def test_equal_steps_are_equal_in_the_plane(E, words):
    plane = analogy_plane(E, *words, others=words)
    points = plane.points
    np.testing.assert_allclose(points["sum"] - points["c"], points["a"] - points["b"], atol=1e-9)
    expected = [points[name] for name in ("a", "b", "c", "answer")]
    np.testing.assert_allclose(plane.others, expected, atol=1e-6)
    assert -1e-9 <= plane.variance_kept <= 1 + 1e-9


@given(six, four)
def test_the_longer_step_points_right_and_the_other_up(E, words):
    points = analogy_plane(E, *words).points
    steps = sorted((points["a"] - points["b"], points["c"] - points["b"]), key=np.linalg.norm)
    assume(np.linalg.norm(steps[1]) - np.linalg.norm(steps[0]) > 1e-6)
    assert steps[1][0] >= -1e-9
    assert abs(steps[1][1]) < 1e-9
    assert steps[0][1] >= -1e-9


def test_plane_of_two_dimensions(tiny):
    # At length 1, a − b = (1, 0) − (0, 1), so √2 to the right; c − b = (0.6, 0.8) − (0, 1).
    plane = analogy_plane(tiny, "cat", "car", "dog", "void")
    a, b, c = (plane.points[name] for name in "abc")
    assert plane.variance_kept == pytest.approx(1)
    assert (a - b).tolist() == pytest.approx([sqrt(2), 0], abs=1e-7)
    # (0.6, −0.2) along (1, −1) / √2 is 0.8 / √2; perpendicular to it 0.4 / √2.
    assert (c - b).tolist() == pytest.approx([0.8 / sqrt(2), 0.4 / sqrt(2)], abs=1e-7)


def test_plane_of_one_word(tiny):
    points = analogy_plane(tiny, "cat", "cat", "cat", "car").points
    assert points["a"].tolist() == points["b"].tolist() == points["c"].tolist()
    assert np.linalg.norm(points["answer"] - points["a"]) == pytest.approx(sqrt(2))


def test_plane_without_other_words(tiny):
    assert analogy_plane(tiny, "cat", "car", "dog", "void").others.shape == (0, 2)


def test_weights_of_3cosmul_are_exponents(tiny):
    answers = solve(tiny, [(2, "cat"), (-0.5, "car")], 4, "3cosmul", exclude_inputs=False)
    expected = {
        "cat": 1 / sqrt(0.501),
        "dog": 0.8**2 / sqrt(0.901),
        "void": 0.5**2 / sqrt(0.501),
        "car": 0.5**2 / sqrt(1.001),
    }
    assert answers.tokens == tuple(expected)
    assert answers.scores == pytest.approx(list(expected.values()), rel=1e-6)


@given(embeddings(min_size=3), st.data())
def test_weights_of_one_agree_with_analogy(E, data):
    words = st.lists(st.sampled_from(E.tokens), max_size=3)
    positive, negative = data.draw(words.filter(bool)), data.draw(words)
    terms = [*((1.0, token) for token in positive), *((-1.0, token) for token in negative)]
    for method in ("3cosadd", "3cosmul"):
        assert solve(E, terms, method=method) == analogy(E, positive, negative, method=method)


def test_3cosadd_does_not_depend_on_the_scale_of_the_weights():
    E = random_embedding(40, 6)
    a, b, c, *_ = E.tokens
    answers = solve(E, [(1, a), (-0.5, b), (2, c)], 30)
    doubled = solve(E, [(2, a), (-1, b), (4, c)], 30)
    assert answers.tokens == doubled.tokens
    assert answers.scores == pytest.approx(doubled.scores)


def test_weights_that_are_not_finite_are_rejected(tiny):
    with pytest.raises(ValueError, match="neither infinite nor NaN"):
        solve(tiny, [(float("nan"), "cat")])
    with pytest.raises(ValueError, match="at least one word"):
        solve(tiny, [])
