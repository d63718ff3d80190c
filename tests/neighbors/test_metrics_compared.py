"""Rankings by all metrics, and the words in which they differ."""

import numpy as np
import pytest
from hypothesis import given

from embviz import EmbeddingMatrix, most_similar
from embviz.app.views.similarity.metrics_compared import explain_differences
from embviz.neighbors import METRICS, compare_metrics
from tests.conftest import embeddings, random_embedding


def test_by_hand():
    E = EmbeddingMatrix(["q", "near", "long", "same"], [[2, 0], [2, 1], [8, 8], [1, 0]])
    comparison = compare_metrics(E, E["q"], 1, [0])
    nearest = {metric: ranking.tokens[0] for metric, ranking in comparison.rankings.items()}
    # Cosine: same 1. Distances: near 1, same 1 (the lower id first). Dot products: 4, 16, 2.
    assert nearest == {"cosine": "same", "euclidean": "near", "dot": "long"}
    assert comparison.shared_tokens == ()
    assert comparison.query_norm == 2
    swap = comparison.largest_disagreement("dot")
    assert (swap.added_token, swap.dropped_token) == ("long", "same")
    assert swap.norms == pytest.approx((128**0.5, 1))
    assert swap.cosines == pytest.approx((0.5**0.5, 1))
    assert swap.scores == pytest.approx((16, 2))
    assert comparison.largest_disagreement("euclidean").scores == pytest.approx((1, 1))
    assert comparison.largest_disagreement("cosine") is None


def test_rankings_agree_with_most_similar(glove):
    comparison = compare_metrics(glove, glove["king"], 50, [glove.token_id("king")])
    for metric in METRICS:
        assert comparison.rankings[metric] == most_similar(glove, "king", 50, metric)
    assert comparison.norms["queen"] == pytest.approx(np.linalg.norm(glove["queen"]))


def test_only_candidates_are_ranked(glove):
    ids = np.array([5, 10, 15, 20])
    comparison = compare_metrics(glove, glove["king"], 10, [10], ids)
    for ranking in comparison.rankings.values():
        assert sorted(ranking.token_ids) == [5, 15, 20]


def test_metrics_agree_on_rows_of_equal_length():
    E = random_embedding(50, 8)
    E = EmbeddingMatrix(E.tokens, E.vectors / E.norms[:, None])
    comparison = compare_metrics(E, E.vectors[0], 10, [0])
    assert comparison.has_equal_norms
    assert len({ranking.tokens for ranking in comparison.rankings.values()}) == 1
    assert "cannot differ" in explain_differences(comparison)


@given(embeddings(min_size=2))
def test_disagreement_is_consistent(E):
    comparison = compare_metrics(E, E.vectors[0], 2, [0])
    for metric in ("euclidean", "dot"):
        swap = comparison.largest_disagreement(metric)
        if swap is None:
            continue
        added, dropped = swap.scores
        tolerance = 1e-6 * (1 + abs(added) + abs(dropped))
        assert swap.cosines[0] <= swap.cosines[1] + 1e-6
        sign = 1 if METRICS[metric].higher_is_nearer else -1
        assert sign * added >= sign * dropped - tolerance
        if metric == "dot" and swap.cosines[1] > 1e-6:
            assert swap.norms[0] >= swap.norms[1] * (1 - 1e-6)
    assert explain_differences(comparison)
