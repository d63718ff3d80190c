"""Association tests: compared with a loop, by hand and with published results."""

import statistics
import sys
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from embviz import EmbeddingMatrix, similarity
from embviz.evaluation import load_association_tests, weat
from tests.conftest import random_embedding


def reference_weat(E, X, Y, A, B):
    """Compute effect size and exact p-value as the paper writes them, word by word."""

    def s(w):
        toward = statistics.fmean(similarity(E, w, a) for a in A)
        return toward - statistics.fmean(similarity(E, w, b) for b in B)

    values = {w: s(w) for w in (*X, *Y)}
    x, y = [values[w] for w in X], [values[w] for w in Y]
    effect = (statistics.fmean(x) - statistics.fmean(y)) / statistics.stdev(values.values())
    observed = sum(x) - sum(y)
    total = sum(values.values())
    differences = [
        2 * sum(values[w] for w in part) - total for part in combinations(values, len(X))
    ]
    n_extreme = sum(difference >= observed - 1e-12 for difference in differences)
    return effect, n_extreme / len(differences)


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_a_loop_over_words_and_partitions(seed):
    E = random_embedding(24, 5, seed)
    X, Y, A, B = E.tokens[:5], E.tokens[5:10], E.tokens[10:17], E.tokens[17:]
    result = weat(E, X, Y, A, B)
    effect, p = reference_weat(E, X, Y, A, B)
    assert result.effect_size == pytest.approx(effect, abs=1e-9)
    assert result.p_value == pytest.approx(p, abs=1e-12)
    assert (result.n_partitions, result.is_exact) == (252, True)


def test_by_hand():
    # Cosines with good: 1, 0.8, 0.6, 0; with bad: 0, 0.6, 0.8, 1. s: 1, 0.2, −0.2, −1.
    E = EmbeddingMatrix(
        ["rose", "lily", "wasp", "flea", "good", "bad"],
        [[2, 0], [4, 3], [3, 4], [0, 5], [1, 0], [0, 1]],
    )
    result = weat(E, ["rose", "lily"], ["wasp", "flea"], ["good"], ["bad"])
    assert result.s_x == pytest.approx([1, 0.2])
    assert result.s_y == pytest.approx([-0.2, -1])
    assert result.mean_difference == pytest.approx(1.2)
    assert result.effect_size == pytest.approx(1.2 / np.sqrt(2.08 / 3))
    assert result.p_value == pytest.approx(1 / 6)
    swapped = weat(E, ["wasp", "flea"], ["rose", "lily"], ["good"], ["bad"])
    assert swapped.effect_size == pytest.approx(-result.effect_size)
    assert swapped.p_value == 1


def test_ties_count_toward_the_p_value():
    E = EmbeddingMatrix(list("abcdgh"), [[1, 1]] * 4 + [[1, 0], [0, 1]])
    result = weat(E, ["a", "b"], ["c", "d"], ["g"], ["h"])
    assert np.isnan(result.effect_size)
    assert result.p_value == 1


def test_random_p_value_is_near_the_exact_one(monkeypatch):
    E = random_embedding(30, 4, 3)
    sets = E.tokens[:6], E.tokens[6:12], E.tokens[12:20], E.tokens[20:]
    exact = weat(E, *sets)
    monkeypatch.setattr(sys.modules[weat.__module__], "MAX_EXACT_PARTITIONS", 10)
    sampled = weat(E, *sets)
    assert exact.is_exact and not sampled.is_exact
    assert sampled.n_partitions == 100_001
    assert sampled.p_value == pytest.approx(exact.p_value, abs=0.006)
    assert weat(E, *sets).p_value == sampled.p_value
    assert sampled.effect_size == exact.effect_size


def test_exact_p_value_is_that_of_scipy():
    E = random_embedding(22, 6, 4)
    result = weat(E, E.tokens[:4], E.tokens[4:9], E.tokens[9:15], E.tokens[15:])
    expected = stats.permutation_test(
        (result.s_x, result.s_y),
        lambda x, y: np.mean(x) - np.mean(y),
        alternative="greater",
        n_resamples=np.inf,
    )
    assert result.p_value == pytest.approx(expected.pvalue)
    assert result.mean_difference == pytest.approx(expected.statistic)


def test_unusable_words_are_skipped_and_reported():
    E = EmbeddingMatrix(
        ["rose", "lily", "wasp", "flea", "good", "bad", "void"],
        [[3, 1], [4, 1], [1, 3], [1, 2], [1, 0], [0, 1], [0, 0]],
    )
    result = weat(E, ["Rose", "lily", "iris"], ["wasp", "flea", "void"], ["good"], ["bad", "ugly"])
    assert result.targets_x == ("rose", "lily")
    assert result.skipped_words == {"X": ("iris",), "Y": ("void",), "A": (), "B": ("ugly",)}
    # A word that is in X and in Y is removed from both.
    both = weat(E, ["rose", "lily", "wasp"], ["wasp", "flea", "bad"], ["good"], ["bad"])
    assert both.targets_x == ("rose", "lily")
    assert both.targets_y == ("flea", "bad")
    with pytest.raises(ValueError, match="The list X has 1 usable word; the test needs at least 2"):
        weat(E, ["rose"], ["wasp", "flea"], ["good"], ["bad"])
    with pytest.raises(ValueError, match="The list B has 0 usable words"):
        weat(E, ["rose", "lily"], ["wasp", "flea"], ["good"], ["ugly"])


@given(st.integers(0, 1000), st.floats(0.01, 100))
def test_norms_make_no_difference(seed, factor):
    E = random_embedding(12, 3, seed)
    longer = EmbeddingMatrix(E.tokens, E.vectors * np.linspace(1, factor, 12)[:, None])
    sets = E.tokens[:3], E.tokens[3:6], E.tokens[6:9], E.tokens[9:]
    one, two = weat(E, *sets), weat(longer, *sets)
    assert two.effect_size == pytest.approx(one.effect_size, abs=1e-4)
    assert -2 <= one.effect_size <= 2


def test_published_direction_on_glove(glove):
    # Caliskan et al. report, for larger GloVe vectors, 1.50 (p 1e-7) and 1.81 (p 1e-3).
    flowers, names = load_association_tests().values()
    result = weat(glove, flowers.X, flowers.Y, flowers.A, flowers.B)
    assert result.effect_size > 1
    assert result.p_value < 0.001
    result = weat(glove, names.X, names.Y, names.A, names.B)
    assert result.effect_size > 1.5
    assert result.p_value < 0.001
    assert result.n_partitions == 12_870
    assert not any(result.skipped_words.values())


def test_shipped_tests_have_lists_of_equal_length():
    for test in load_association_tests().values():
        assert len(test.X) == len(test.Y) == len({*test.X} | {*test.Y}) / 2
        assert len(test.A) == len(test.B) == len({*test.A} | {*test.B}) / 2
