"""The shape of the cloud: against other ways to compute it, and by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from embviz import EmbeddingMatrix
from embviz.evaluation import find_duplicates, find_zero_rows, isotropy
from embviz.evaluation.geometry import hubness, norm_profile, skewness
from embviz.neighbors import pairwise
from tests.conftest import embeddings, random_embedding


@given(embeddings(min_size=2))
def test_mean_cosine_is_that_of_all_pairs(E: EmbeddingMatrix):
    alive = [token for token in E.tokens if E[token].any()]
    found = isotropy(E)
    if len(alive) < 2:
        assert math.isnan(found.mean)
        assert not len(found.cosines)
    else:
        all_pairs = pairwise(E, alive)[np.triu_indices(len(alive), 1)]
        assert found.mean == pytest.approx(all_pairs.mean(), abs=1e-6)
        assert found.cosines.min() >= all_pairs.min() - 1e-6
        assert found.cosines.max() <= all_pairs.max() + 1e-6


def test_drawn_pairs_repeat_and_agree_with_the_mean():
    E = random_embedding(200, 8)
    found = isotropy(E)
    assert np.array_equal(found.cosines, isotropy(E).cosines)
    assert found.cosines.mean() == pytest.approx(found.mean, abs=0.006)
    assert found.std == pytest.approx(1 / math.sqrt(8), abs=0.03)
    assert found.isotropic_std == 1 / math.sqrt(8)
    moved = EmbeddingMatrix(E.tokens, E.vectors + 10)
    assert isotropy(moved).mean > 0.95


def test_hubness_agrees_with_a_loop():
    E = random_embedding(60, 5)
    cosines = pairwise(E, E.tokens)
    np.fill_diagonal(cosines, -np.inf)
    counts = np.zeros(60, int)
    for row in cosines:
        counts[np.argsort(-row)[:7]] += 1
    found = hubness(E, k=7)
    assert found.k_occurrence.tolist() == counts.tolist()
    assert found.skewness == pytest.approx(stats.skew(counts))
    assert found.n_antihubs == (counts == 0).sum()
    best = found.top_hubs(3)
    assert [times for _, times in best] == sorted(counts, reverse=True)[:3]
    assert all(counts[i] == times for i, times in best)


def test_hubness_leaves_zeros_out_and_takes_the_first_words():
    E = random_embedding(30, 4)
    E = EmbeddingMatrix(["zero", *E.tokens], np.vstack([np.zeros(4), E.vectors]))
    found = hubness(E, k=5, restrict=10)
    assert found.token_ids.tolist() == [*range(1, 11)]
    assert found.k_occurrence.sum() == 50
    assert hubness(E.select([0, 1, 2]), k=10).k == 1
    assert math.isnan(hubness(E.select([0]), k=10).skewness)


@given(st.lists(st.integers(0, 50), min_size=1))
def test_skewness_is_that_of_scipy(values):
    values = np.array(values)
    if np.ptp(values) == 0:
        assert math.isnan(skewness(values))
    else:
        assert skewness(values) == pytest.approx(stats.skew(values), abs=1e-9)


def test_lengths_along_the_list():
    E = EmbeddingMatrix([f"w{i}" for i in range(100)], np.arange(100, 0, -1.0)[:, None])
    found = norm_profile(E)
    assert found.rank_correlation == pytest.approx(-1)
    assert found.extreme_ids == (99, 0)
    assert (np.diff(found.median) < 0).all()
    assert (found.q25 <= found.median).all() and (found.median <= found.q75).all()
    assert found.positions[0] == 1
    assert found.positions[-1] <= 100


def test_lengths_on_glove_are_those_of_scipy(glove):
    expected = stats.spearmanr(np.arange(len(glove)), glove.norms).statistic
    assert norm_profile(glove).rank_correlation == pytest.approx(expected, abs=1e-9)


@given(embeddings())
def test_lengths_of_any_embedding(E: EmbeddingMatrix):
    found = norm_profile(E)
    assert len(found.positions) == len(found.median)
    assert bool(found.extreme_ids) == bool(E.vectors.any())
    assert hubness(E, k=3).k_occurrence.sum() == hubness(E, k=3).k * len(hubness(E, k=3).token_ids)


@given(embeddings())
def test_equal_rows_are_those_that_compare_equal(E: EmbeddingMatrix):
    partners = {
        i: tuple(j for j in range(len(E)) if (E.vectors[i] == E.vectors[j]).all())
        for i in range(len(E))
        if E.vectors[i].any()
    }
    assert {*find_duplicates(E)} == {group for group in partners.values() if len(group) > 1}
    assert find_zero_rows(E) == tuple(i for i in range(len(E)) if not E.vectors[i].any())


def test_negative_zero_is_zero():
    E = EmbeddingMatrix(["a", "b", "c"], [[1.0, 0.0], [1.0, -0.0], [0.0, -0.0]])
    assert find_duplicates(E) == [(0, 1)]
    assert find_zero_rows(E) == (2,)
