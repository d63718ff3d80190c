"""Groups of words: by hand and by law."""

import numpy as np
import pytest
from hypothesis import given

from embviz import EmbeddingMatrix, similarity
from embviz.io import load_word_groups
from embviz.lesson import shuffle_dimensions
from embviz.neighbors import association, mean_cosines, mean_cosines_within_between, odd_one_out
from tests.conftest import embeddings


def test_mean_cosines_by_hand(tiny):
    # cat–dog 0.6, cat–car 0, dog–car 0.8; void has 0 with everything.
    assert mean_cosines(tiny, ["cat", "dog", "car"]) == pytest.approx([0.3, 0.7, 0.4])
    assert mean_cosines(tiny, ["cat", "dog", "void"]) == pytest.approx([0.3, 0.3, 0])
    assert np.isnan(mean_cosines(tiny, ["cat"])).all()


def test_association_by_hand(tiny):
    # dog: 0.6 with cat, 0.8 with car. cat: 1 with itself, 0 with car.
    found = association(tiny, ["dog", "cat", "void"], ["cat"], ["car"])
    assert found == pytest.approx([-0.2, 1, 0])
    assert association(tiny, ["dog"], ["cat", "dog"], ["car"]) == pytest.approx([0.8 - 0.8])


@given(embeddings(min_size=3))
def test_association_turns_its_sign_with_its_lists(E):
    tokens, toward, away = E.tokens[:1], E.tokens[1:2], E.tokens[2:]
    there, back = association(E, tokens, toward, away), association(E, tokens, away, toward)
    np.testing.assert_allclose(there, -back, atol=1e-12)


@pytest.mark.parametrize(("toward", "away"), [([], ["cat"]), (["cat"], [])])
def test_association_needs_words_to_compare_with(tiny, toward, away):
    with pytest.raises(ValueError, match="Both lists need a word"):
        association(tiny, ["dog"], toward, away)


def test_within_and_between_by_hand(tiny):
    # cat–dog 0.6 in one group; cat–car 0, dog–car 0.8, and void with each, in different ones.
    within, between = mean_cosines_within_between(tiny, [["cat", "dog"], ["car"], ["void"]])
    assert within == pytest.approx(0.6)
    assert between == pytest.approx((0 + 0.8 + 0 + 0 + 0) / 5)


def test_a_mean_of_no_pair_is_none(tiny):
    assert np.isnan(mean_cosines_within_between(tiny, [["cat"], ["dog"]])[0])
    assert np.isnan(mean_cosines_within_between(tiny, [["cat", "dog"]])[1])


@given(embeddings(min_size=4))
def test_every_pair_counts_once(E):
    groups = [E.tokens[:2], E.tokens[2:]]
    pairs = [(a, b) for i, a in enumerate(E.tokens) for b in E.tokens[i + 1 :]]
    same = [similarity(E, *pair) for pair in pairs if len({*pair} & {*groups[0]}) != 1]
    other = [similarity(E, *pair) for pair in pairs if len({*pair} & {*groups[0]}) == 1]
    expected = np.mean(same), np.mean(other)
    assert mean_cosines_within_between(E, groups) == pytest.approx(expected, abs=1e-9)


def test_groups_are_in_the_matrix_and_not_in_its_twin(glove):
    groups = list(load_word_groups().values())
    within, between = mean_cosines_within_between(glove, groups)
    assert within - between > 0.4
    for seed in range(3):
        within, between = mean_cosines_within_between(shuffle_dimensions(glove, seed), groups)
        assert abs(within - between) < 0.02


def test_an_unknown_word_is_refused():
    E = EmbeddingMatrix(["a", "b"], np.eye(2))
    with pytest.raises(KeyError, match="'c'"):
        mean_cosines_within_between(E, [["a", "b"], ["c"]])


def test_odd_one_by_hand(tiny):
    # Means 0.3, 0.7, 0.4: cat is odd, 0.1 below car.
    found = odd_one_out(tiny, ["cat", "dog", "car"])
    assert (found.token, found.ranking.tokens) == ("cat", ("dog", "car", "cat"))
    assert found.ranking.scores == pytest.approx((0.7, 0.4, 0.3))
    assert found.margin == pytest.approx(0.1)
    assert found.n_trials == 0
    # void has 0 with all: it stays the odd one without dog (cat, car: also 0), without cat and car.
    found = odd_one_out(tiny, ["cat", "dog", "car", "void"])
    assert (found.token, found.n_stable, found.n_trials) == ("void", 3, 3)


@given(embeddings(min_size=4))
def test_odd_one_is_steady_as_often_as_asking_again_says(E):
    found = odd_one_out(E, E.tokens)
    again = 0
    for left_out in E.tokens:
        rest = [token for token in E.tokens if token != left_out]
        if left_out != found.token:
            means = dict(zip(rest, mean_cosines(E, rest), strict=True))
            again += means[found.token] <= min(means.values()) + 1e-9
    assert found.n_trials == len(E) - 1
    assert found.n_stable <= again  # Ties within rounding may count here and not there.
    assert found.margin >= 0


def test_odd_one_of_a_known_list(glove):
    found = odd_one_out(glove, ["breakfast", "cereal", "dinner", "lunch"])
    assert found.token == "cereal"
    assert (found.n_stable, found.n_trials) == (3, 3)


@pytest.mark.parametrize("tokens", [[], ["cat", "dog"], ["cat", "dog", "cat"]])
def test_odd_one_needs_three_words(tiny, tokens):
    with pytest.raises(ValueError, match="three different words"):
        odd_one_out(tiny, tokens)
