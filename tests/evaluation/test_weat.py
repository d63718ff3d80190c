"""Association tests: against a plain loop, by hand, and on what was published."""

import statistics
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from embviz import EmbeddingMatrix, similarity
from embviz.evaluation import load_association_tests, weat
from tests.conftest import random_embedding


def loop(E, X, Y, A, B):
    """Compute effect size and exact p-value as the paper writes them, word by word."""

    def s(w):
        toward = statistics.fmean(similarity(E, w, a) for a in A)
        return toward - statistics.fmean(similarity(E, w, b) for b in B)

    values = {w: s(w) for w in (*X, *Y)}
    x, y = [values[w] for w in X], [values[w] for w in Y]
    effect = (statistics.fmean(x) - statistics.fmean(y)) / statistics.stdev(values.values())
    seen = sum(x) - sum(y)
    total = sum(values.values())
    dealt = [2 * sum(values[w] for w in part) - total for part in combinations(values, len(X))]
    return effect, sum(each >= seen - 1e-12 for each in dealt) / len(dealt)


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_a_loop_over_words_and_partitions(seed):
    E = random_embedding(24, 5, seed)
    X, Y, A, B = E.tokens[:5], E.tokens[5:10], E.tokens[10:17], E.tokens[17:]
    found = weat(E, X, Y, A, B)
    effect, p = loop(E, X, Y, A, B)
    assert found.effect_size == pytest.approx(effect, abs=1e-9)
    assert found.p_value == pytest.approx(p, abs=1e-12)
    assert (found.n_partitions, found.is_exact) == (252, True)


def test_by_hand():
    # Cosines with good: 1, 0.8, 0.6, 0; with bad: 0, 0.6, 0.8, 1. s: 1, 0.2, −0.2, −1.
    E = EmbeddingMatrix(
        ["rose", "lily", "wasp", "flea", "good", "bad"],
        [[2, 0], [4, 3], [3, 4], [0, 5], [1, 0], [0, 1]],
    )
    found = weat(E, ["rose", "lily"], ["wasp", "flea"], ["good"], ["bad"])
    assert found.s_x == pytest.approx([1, 0.2])
    assert found.s_y == pytest.approx([-0.2, -1])
    assert found.mean_difference == pytest.approx(1.2)
    assert found.effect_size == pytest.approx(1.2 / np.sqrt(2.08 / 3))
    assert found.p_value == pytest.approx(1 / 6)
    turned = weat(E, ["wasp", "flea"], ["rose", "lily"], ["good"], ["bad"])
    assert turned.effect_size == pytest.approx(-found.effect_size)
    assert turned.p_value == 1


def test_ties_count_as_reached():
    E = EmbeddingMatrix(list("abcdgh"), [[1, 1]] * 4 + [[1, 0], [0, 1]])
    found = weat(E, ["a", "b"], ["c", "d"], ["g"], ["h"])
    assert np.isnan(found.effect_size)
    assert found.p_value == 1


def test_drawn_p_value_is_near_the_exact_one(monkeypatch):
    E = random_embedding(30, 4, 3)
    sets = E.tokens[:6], E.tokens[6:12], E.tokens[12:20], E.tokens[20:]
    exact = weat(E, *sets)
    monkeypatch.setattr("embviz.evaluation.weat.MAX_EXACT_PARTITIONS", 10)
    drawn = weat(E, *sets)
    assert exact.is_exact and not drawn.is_exact
    assert drawn.n_partitions == 100_001
    assert drawn.p_value == pytest.approx(exact.p_value, abs=0.006)
    assert weat(E, *sets).p_value == drawn.p_value
    assert drawn.effect_size == exact.effect_size


def test_exact_p_value_is_that_of_scipy():
    E = random_embedding(22, 6, 4)
    found = weat(E, E.tokens[:4], E.tokens[4:9], E.tokens[9:15], E.tokens[15:])
    result = stats.permutation_test(
        (found.s_x, found.s_y),
        lambda x, y: np.mean(x) - np.mean(y),
        alternative="greater",
        n_resamples=np.inf,
    )
    assert found.p_value == pytest.approx(result.pvalue)
    assert found.mean_difference == pytest.approx(result.statistic)


def test_lost_words_are_named():
    E = EmbeddingMatrix(
        ["rose", "lily", "wasp", "flea", "good", "bad", "void"],
        [[3, 1], [4, 1], [1, 3], [1, 2], [1, 0], [0, 1], [0, 0]],
    )
    found = weat(E, ["Rose", "lily", "iris"], ["wasp", "flea", "void"], ["good"], ["bad", "ugly"])
    assert found.targets_x == ("rose", "lily")
    assert found.skipped_words == {"X": ("iris",), "Y": ("void",), "A": (), "B": ("ugly",)}
    # A word of both lists of targets would be dealt to both.
    both = weat(E, ["rose", "lily", "wasp"], ["wasp", "flea", "bad"], ["good"], ["bad"])
    assert both.targets_x == ("rose", "lily")
    assert both.targets_y == ("flea", "bad")
    with pytest.raises(ValueError, match="The list X has 1 usable word; the test needs at least 2"):
        weat(E, ["rose"], ["wasp", "flea"], ["good"], ["bad"])
    with pytest.raises(ValueError, match="The list B has 0 usable words"):
        weat(E, ["rose", "lily"], ["wasp", "flea"], ["good"], ["ugly"])


@given(st.integers(0, 1000), st.floats(0.01, 100))
def test_lengths_of_rows_make_no_difference(seed, factor):
    E = random_embedding(12, 3, seed)
    longer = EmbeddingMatrix(E.tokens, E.vectors * np.linspace(1, factor, 12)[:, None])
    sets = E.tokens[:3], E.tokens[3:6], E.tokens[6:9], E.tokens[9:]
    one, two = weat(E, *sets), weat(longer, *sets)
    assert two.effect_size == pytest.approx(one.effect_size, abs=1e-4)
    assert -2 <= one.effect_size <= 2


def test_published_direction_on_glove(glove):
    # Caliskan and others report, on larger GloVe vectors, 1.50 (p 1e-7) and 1.81 (p 1e-3).
    flowers, names = load_association_tests().values()
    found = weat(glove, flowers.X, flowers.Y, flowers.A, flowers.B)
    assert found.effect_size > 1
    assert found.p_value < 0.001
    found = weat(glove, names.X, names.Y, names.A, names.B)
    assert found.effect_size > 1.5
    assert found.p_value < 0.001
    assert found.n_partitions == 12_870
    assert not any(found.skipped_words.values())


def test_ready_tests_have_lists_of_equal_length():
    for test in load_association_tests().values():
        assert len(test.X) == len(test.Y) == len({*test.X} | {*test.Y}) / 2
        assert len(test.A) == len(test.B) == len({*test.A} | {*test.B}) / 2
