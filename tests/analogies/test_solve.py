"""Sums of words: by hand, against the formulas of the papers, and on real words."""

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


def test_rows_count_at_length_1(tiny):
    # dog = (3, 4) / 5, cat = (4, 0) / 4, car = (0, 2) / 2, void = (0, 0)
    np.testing.assert_allclose(
        analogy_vector(tiny, ["dog", "cat"], ["car"]), [1.6, -0.2], atol=1e-7
    )
    assert analogy_vector(tiny, ["void"]).tolist() == [0, 0]


def test_3cosadd_by_hand(tiny):
    # cat − car = (1, −1), of length √2; with dog: (3 − 4) / (5 √2).
    found = analogy(tiny, ["cat"], ["car"])
    assert found.tokens == ("void", "dog")
    assert found.scores == pytest.approx([0, -1 / (5 * sqrt(2))])
    assert found.metric == "cosine"


def test_3cosmul_by_hand(tiny):
    # dog: cosine 0.6 with cat becomes 0.8, and 0.8 with car becomes 0.9; void: 0 becomes 0.5.
    found = analogy(tiny, ["cat"], ["car"], method="3cosmul")
    assert found.tokens == ("void", "dog")
    assert found.scores == pytest.approx([0.5 / 0.501, 0.8 / 0.901], rel=1e-6)
    assert found.metric == "3cosmul"


@pytest.mark.parametrize("seed", range(5))
def test_3cosadd_is_the_formula_of_the_paper(seed):
    # Levy and Goldberg (2014), equation 3: cos(b*, b) − cos(b*, a) + cos(b*, a*).
    E = random_embedding(40, 6, seed)
    a, a_star, b, *others = E.tokens
    worth = {
        x: similarity(E, x, b) - similarity(E, x, a) + similarity(E, x, a_star) for x in others
    }
    found = analogy(E, [b, a_star], [a], k=40)
    assert list(found.tokens) == sorted(others, key=lambda x: -worth[x])
    for x, score in zip(found.tokens, found.scores, strict=True):
        sum_of_three = analogy_vector(E, [b, a_star], [a])
        assert score == pytest.approx(worth[x] / np.linalg.norm(sum_of_three), abs=1e-6)
        assert score == pytest.approx(cosine(E[x].astype(float), sum_of_three), abs=1e-6)


@pytest.mark.parametrize(("n_positive", "n_negative"), [(2, 1), (1, 0), (0, 1), (3, 2)])
def test_3cosmul_is_the_formula_of_the_paper(n_positive, n_negative):
    # Levy and Goldberg (2014), equation 4, with cosines moved to 0 … 1 by (x + 1) / 2.
    E = random_embedding(40, 6)
    positive, negative = E.tokens[:n_positive], E.tokens[10 : 10 + n_negative]
    others = [x for x in E.tokens if x not in positive + negative]

    def moved(x, y):
        return (similarity(E, x, y) + 1) / 2

    worth = {
        x: prod(moved(x, y) for y in positive) / prod(moved(x, y) + EPSILON for y in negative)
        for x in others
    }
    found = analogy(E, positive, negative, k=40, method="3cosmul")
    assert list(found.tokens) == sorted(others, key=lambda x: -worth[x])
    assert found.scores == pytest.approx([worth[x] for x in found.tokens], rel=1e-4)


@given(embeddings(min_size=3), st.data())
def test_no_input_is_its_own_answer(E, data):
    some = st.lists(st.sampled_from(E.tokens), max_size=3)
    positive, negative = data.draw(some.filter(bool)), data.draw(some)
    inputs = {*positive, *negative}
    for method in ("3cosadd", "3cosmul"):
        found = analogy(E, positive, negative, method=method)
        assert not inputs & {*found.tokens}
        assert len(found) == len(E) - len(inputs)
        assert np.isfinite(found.scores).all()
        everything = analogy(E, positive, negative, method=method, exclude_inputs=False)
        assert sorted(everything.tokens) == sorted(E.tokens)


def test_a_sum_of_one_word_ranks_like_the_word(tiny):
    assert analogy(tiny, ["dog"]).tokens == ("car", "cat", "void")
    assert analogy(tiny, [], ["dog"]).tokens == ("void", "cat", "car")


def test_refusals(tiny):
    with pytest.raises(ValueError, match="at least one word"):
        analogy(tiny, [], [])
    with pytest.raises(ValueError, match="'3cosdiv'; choose 3cosadd or 3cosmul"):
        analogy(tiny, ["cat"], method="3cosdiv")
    for exclude_inputs in (True, False):
        with pytest.raises(KeyError, match="'cow'"):
            analogy(tiny, ["cat"], ["cow"], exclude_inputs=exclude_inputs)


def test_a_word_in_place_of_a_list_is_refused():
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
    found = analogy(glove, positive, negative, k=len(answers))
    assert found.tokens == tuple(answers)
    assert [round(score, 3) for score in found.scores] == list(answers.values())


def test_the_king_is_nearest_to_his_own_sum(glove):
    found = analogy(glove, ["king", "woman"], ["man"], k=2, exclude_inputs=False)
    assert found.tokens == ("king", "queen")


four = st.lists(st.sampled_from("abcdef"), min_size=4, max_size=4)
six = embeddings(tokens=st.sampled_from("abcdef"), min_size=6)


@given(six, four)
def test_equal_steps_are_equal_arrows_in_the_plane(E, words):
    plane = analogy_plane(E, *words, others=words)
    at = plane.points
    np.testing.assert_allclose(at["sum"] - at["c"], at["a"] - at["b"], atol=1e-9)
    placed = [at["a"], at["b"], at["c"], at["answer"]]
    np.testing.assert_allclose(plane.others, placed, atol=1e-6)
    assert -1e-9 <= plane.variance_kept <= 1 + 1e-9


@given(six, four)
def test_the_longer_step_points_right_and_the_other_up(E, words):
    at = analogy_plane(E, *words).points
    steps = sorted((at["a"] - at["b"], at["c"] - at["b"]), key=np.linalg.norm)
    assume(np.linalg.norm(steps[1]) - np.linalg.norm(steps[0]) > 1e-6)
    assert steps[1][0] >= -1e-9
    assert abs(steps[1][1]) < 1e-9
    assert steps[0][1] >= -1e-9


def test_two_dimensions_are_kept_whole(tiny):
    # At length 1, a − b = (1, 0) − (0, 1), so √2 to the right; c − b = (0.6, 0.8) − (0, 1).
    plane = analogy_plane(tiny, "cat", "car", "dog", "void")
    at = plane.points
    assert plane.variance_kept == pytest.approx(1)
    assert (at["a"] - at["b"]).tolist() == pytest.approx([sqrt(2), 0], abs=1e-7)
    # (0.6, −0.2) along (1, −1) / √2 is 0.8 / √2; across it 0.4 / √2.
    assert (at["c"] - at["b"]).tolist() == pytest.approx([0.8 / sqrt(2), 0.4 / sqrt(2)], abs=1e-7)


def test_the_plane_of_one_word(tiny):
    plane = analogy_plane(tiny, "cat", "cat", "cat", "car")
    at = plane.points
    assert at["a"].tolist() == at["b"].tolist() == at["c"].tolist()
    assert np.linalg.norm(at["answer"] - at["a"]) == pytest.approx(sqrt(2))


def test_the_plane_without_further_words(tiny):
    assert analogy_plane(tiny, "cat", "car", "dog", "void").others.shape == (0, 2)


def test_weights_of_3cosmul_are_powers(tiny):
    # To 2 × cat − 0.5 × car: dog 0.8² / √0.901, void 0.5² / √0.501, and the words themselves.
    found = solve(tiny, [(2, "cat"), (-0.5, "car")], 4, "3cosmul", exclude_inputs=False)
    worth = {
        "cat": 1 / sqrt(0.501),
        "dog": 0.8**2 / sqrt(0.901),
        "void": 0.5**2 / sqrt(0.501),
        "car": 0.5**2 / sqrt(1.001),
    }
    assert found.tokens == tuple(worth)
    assert found.scores == pytest.approx(list(worth.values()), rel=1e-6)


@given(embeddings(min_size=3), st.data())
def test_weights_of_one_are_an_analogy(E, data):
    some = st.lists(st.sampled_from(E.tokens), max_size=3)
    positive, negative = data.draw(some.filter(bool)), data.draw(some)
    terms = [*((1.0, token) for token in positive), *((-1.0, token) for token in negative)]
    for method in ("3cosadd", "3cosmul"):
        assert solve(E, terms, method=method) == analogy(E, positive, negative, method=method)


def test_a_sum_is_the_same_when_all_weights_are_doubled():
    E = random_embedding(40, 6)
    a, b, c, *_ = E.tokens
    once = solve(E, [(1, a), (-0.5, b), (2, c)], 30)
    twice = solve(E, [(2, a), (-1, b), (4, c)], 30)
    assert once.tokens == twice.tokens
    assert once.scores == pytest.approx(twice.scores)


def test_weights_that_are_no_numbers_are_refused(tiny):
    with pytest.raises(ValueError, match="neither infinite nor NaN"):
        solve(tiny, [(float("nan"), "cat")])
    with pytest.raises(ValueError, match="at least one word"):
        solve(tiny, [])
