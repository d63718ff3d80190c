"""Mean cosines, odd one out and association, by hand and by their properties."""

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
    scores = association(tiny, ["dog", "cat", "void"], ["cat"], ["car"])
    assert scores == pytest.approx([-0.2, 1, 0])
    assert association(tiny, ["dog"], ["cat", "dog"], ["car"]) == pytest.approx([0.8 - 0.8])


@given(embeddings(min_size=3))
def test_association_is_antisymmetric(E):
    tokens, a, b = E.tokens[:1], E.tokens[1:2], E.tokens[2:]
    np.testing.assert_allclose(
        association(E, tokens, a, b), -association(E, tokens, b, a), atol=1e-12
    )


@pytest.mark.parametrize(("a", "b"), [([], ["cat"]), (["cat"], [])])
def test_association_needs_attributes(tiny, a, b):
    with pytest.raises(ValueError, match="Both lists need a word"):
        association(tiny, ["dog"], a, b)


def test_within_and_between_by_hand(tiny):
    # Within a group: cat–dog 0.6. Between groups: cat–car 0, dog–car 0.8, void with each 0.
    within, between = mean_cosines_within_between(tiny, [["cat", "dog"], ["car"], ["void"]])
    assert within == pytest.approx(0.6)
    assert between == pytest.approx((0 + 0.8 + 0 + 0 + 0) / 5)


def test_mean_without_pairs_is_nan(tiny):
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


def test_groups_vanish_when_dimensions_are_shuffled(glove):
    groups = list(load_word_groups().values())
    within, between = mean_cosines_within_between(glove, groups)
    assert within - between > 0.4
    for seed in range(3):
        within, between = mean_cosines_within_between(shuffle_dimensions(glove, seed), groups)
        assert abs(within - between) < 0.02


def test_unknown_word():
    E = EmbeddingMatrix(["a", "b"], np.eye(2))
    with pytest.raises(KeyError, match="'c'"):
        mean_cosines_within_between(E, [["a", "b"], ["c"]])


def test_odd_one_by_hand(tiny):
    # Means 0.3, 0.7, 0.4: cat is odd, 0.1 below car.
    odd = odd_one_out(tiny, ["cat", "dog", "car"])
    assert (odd.token, odd.ranking.tokens) == ("cat", ("dog", "car", "cat"))
    assert odd.ranking.scores == pytest.approx((0.7, 0.4, 0.3))
    assert odd.margin == pytest.approx(0.1)
    assert odd.n_trials == 0
    # void has 0 with all. Without dog, cat and car have 0, too: a tie counts as stable.
    odd = odd_one_out(tiny, ["cat", "dog", "car", "void"])
    assert (odd.token, odd.n_stable, odd.n_trials) == ("void", 3, 3)


@given(embeddings(min_size=4))
def test_stability_of_odd_one_agrees_with_leaving_words_out(E):
    odd = odd_one_out(E, E.tokens)
    n_stable = 0
    for left_out in E.tokens:
        rest = [token for token in E.tokens if token != left_out]
        if left_out != odd.token:
            means = dict(zip(rest, mean_cosines(E, rest), strict=True))
            n_stable += means[odd.token] <= min(means.values()) + 1e-9
    assert odd.n_trials == len(E) - 1
    assert odd.n_stable <= n_stable  # Ties within the tolerance are counted above only.
    assert odd.margin >= 0


def test_odd_one_of_real_words(glove):
    odd = odd_one_out(glove, ["breakfast", "cereal", "dinner", "lunch"])
    assert odd.token == "cereal"
    assert (odd.n_stable, odd.n_trials) == (3, 3)


@pytest.mark.parametrize("tokens", [[], ["cat", "dog"], ["cat", "dog", "cat"]])
def test_odd_one_needs_three_words(tiny, tokens):
    with pytest.raises(ValueError, match="three different words"):
        odd_one_out(tiny, tokens)
