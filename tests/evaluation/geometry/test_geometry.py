"""Geometry: compared with scipy and with loops, and by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from embviz import EmbeddingMatrix
from embviz.evaluation import (
    find_duplicates,
    find_zero_rows,
    hubness,
    isotropy,
    norm_profile,
)
from embviz.evaluation.geometry.hubness import skewness
from embviz.neighbors import pairwise
from tests.conftest import embeddings, random_embedding


@given(embeddings(min_size=2))
def test_mean_cosine_is_over_all_pairs(E: EmbeddingMatrix):
    nonzero = [token for token in E.tokens if E[token].any()]
    result = isotropy(E)
    if len(nonzero) < 2:
        assert math.isnan(result.mean)
        assert not len(result.cosines)
    else:
        all_pairs = pairwise(E, nonzero)[np.triu_indices(len(nonzero), 1)]
        assert result.mean == pytest.approx(all_pairs.mean(), abs=1e-6)
        assert result.cosines.min() >= all_pairs.min() - 1e-6
        assert result.cosines.max() <= all_pairs.max() + 1e-6


def test_random_pairs_are_repeatable_and_agree_with_the_mean():
    E = random_embedding(200, 8)
    result = isotropy(E)
    assert np.array_equal(result.cosines, isotropy(E).cosines)
    assert result.cosines.mean() == pytest.approx(result.mean, abs=0.006)
    assert result.std == pytest.approx(1 / math.sqrt(8), abs=0.03)
    assert result.isotropic_std == 1 / math.sqrt(8)
    shifted = EmbeddingMatrix(E.tokens, E.vectors + 10)
    assert isotropy(shifted).mean > 0.95


def test_hubness_agrees_with_a_loop():
    E = random_embedding(60, 5)
    cosines = pairwise(E, E.tokens)
    np.fill_diagonal(cosines, -np.inf)
    counts = np.zeros(60, int)
    for row in cosines:
        counts[np.argsort(-row)[:7]] += 1
    result = hubness(E, k=7)
    assert result.k_occurrence.tolist() == counts.tolist()
    assert result.skewness == pytest.approx(stats.skew(counts))
    assert result.n_antihubs == (counts == 0).sum()
    hubs = result.top_hubs(3)
    assert [count for _, count in hubs] == sorted(counts, reverse=True)[:3]
    assert all(counts[i] == count for i, count in hubs)


def test_hubness_skips_rows_of_zeros_and_respects_restrict():
    E = random_embedding(30, 4)
    E = EmbeddingMatrix(["zero", *E.tokens], np.vstack([np.zeros(4), E.vectors]))
    result = hubness(E, k=5, restrict=10)
    assert result.token_ids.tolist() == [*range(1, 11)]
    assert result.k_occurrence.sum() == 50
    assert hubness(E.select([0, 1, 2]), k=10).k == 1
    assert math.isnan(hubness(E.select([0]), k=10).skewness)


@given(st.lists(st.integers(0, 50), min_size=1))
def test_skewness_agrees_with_scipy(values):
    values = np.array(values)
    if np.ptp(values) == 0:
        assert math.isnan(skewness(values))
    else:
        assert skewness(values) == pytest.approx(stats.skew(values), abs=1e-9)


def test_norm_profile_of_decreasing_norms():
    E = EmbeddingMatrix([f"w{i}" for i in range(100)], np.arange(100, 0, -1.0)[:, None])
    result = norm_profile(E)
    assert result.rank_correlation == pytest.approx(-1)
    assert result.extreme_ids == (99, 0)
    assert (np.diff(result.median) < 0).all()
    assert (result.q25 <= result.median).all() and (result.median <= result.q75).all()
    assert result.positions[0] == 1
    assert result.positions[-1] <= 100


def test_rank_correlation_of_norms_agrees_with_scipy(glove):
    expected = stats.spearmanr(np.arange(len(glove)), glove.norms).statistic
    assert norm_profile(glove).rank_correlation == pytest.approx(expected, abs=1e-9)


@given(embeddings())
def test_any_embedding_has_a_norm_profile(E: EmbeddingMatrix):
    result = norm_profile(E)
    assert len(result.positions) == len(result.median)
    assert bool(result.extreme_ids) == bool(E.vectors.any())
    assert hubness(E, k=3).k_occurrence.sum() == hubness(E, k=3).k * len(hubness(E, k=3).token_ids)


@given(embeddings())
def test_duplicates_agree_with_comparing_all_pairs(E: EmbeddingMatrix):
    partners = {
        i: tuple(j for j in range(len(E)) if (E.vectors[i] == E.vectors[j]).all())
        for i in range(len(E))
        if E.vectors[i].any()
    }
    assert {*find_duplicates(E)} == {group for group in partners.values() if len(group) > 1}
    assert find_zero_rows(E) == tuple(i for i in range(len(E)) if not E.vectors[i].any())


def test_negative_zero_equals_zero():
    E = EmbeddingMatrix(["a", "b", "c"], [[1.0, 0.0], [1.0, -0.0], [0.0, -0.0]])
    assert find_duplicates(E) == [(0, 1)]
    assert find_zero_rows(E) == (2,)
