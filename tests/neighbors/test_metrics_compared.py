"""Three measures, and what makes them differ."""

import numpy as np
import pytest
from hypothesis import given

from embviz import EmbeddingMatrix, most_similar
from embviz.app.views.similarity.metrics_compared import explain_differences
from embviz.neighbors import METRICS, compare_metrics
from tests.conftest import embeddings, random_embedding


def test_by_hand():
    E = EmbeddingMatrix(["q", "near", "long", "same"], [[2, 0], [2, 1], [8, 8], [1, 0]])
    found = compare_metrics(E, E["q"], 1, [0])
    tops = {metric: ranking.tokens[0] for metric, ranking in found.rankings.items()}
    # Cosine: same 1. Distances: near 1, same 1 (the lower id first). Products: 4, 16, 2.
    assert tops == {"cosine": "same", "euclidean": "near", "dot": "long"}
    assert (found.shared_tokens, found.exclusive_tokens("dot"), found.query_norm) == (
        (),
        ("long",),
        2,
    )
    change = found.largest_disagreement("dot")
    assert (change.added_token, change.dropped_token) == ("long", "same")
    assert change.norms == pytest.approx((128**0.5, 1))
    assert change.cosines == pytest.approx((0.5**0.5, 1))
    assert change.scores == pytest.approx((16, 2))
    assert found.largest_disagreement("euclidean").scores == pytest.approx((1, 1))
    assert found.largest_disagreement("cosine") is None


def test_rankings_are_those_of_each_measure(glove):
    found = compare_metrics(glove, glove["king"], 50, [glove.token_id("king")])
    for metric in METRICS:
        assert found.rankings[metric] == most_similar(glove, "king", 50, metric)
    assert found.norms["queen"] == pytest.approx(np.linalg.norm(glove["queen"]))


def test_among_ranks_only_these(glove):
    ids = np.array([5, 10, 15, 20])
    found = compare_metrics(glove, glove["king"], 10, [10], ids)
    for ranking in found.rankings.values():
        assert sorted(ranking.token_ids) == [5, 15, 20]


def test_equally_long_rows_cannot_differ():
    E = random_embedding(50, 8)
    E = EmbeddingMatrix(E.tokens, E.vectors / E.norms[:, None])
    found = compare_metrics(E, E.vectors[0], 10, [0])
    assert found.has_equal_norms
    assert len({ranking.tokens for ranking in found.rankings.values()}) == 1
    assert "cannot differ" in explain_differences(found)


@given(embeddings(min_size=2))
def test_change_and_its_sentence_are_true(E):
    found = compare_metrics(E, E.vectors[0], 2, [0])
    for metric in ("euclidean", "dot"):
        change = found.largest_disagreement(metric)
        if change is None:
            continue
        first, second = change.scores
        slack = 1e-6 * (1 + abs(first) + abs(second))
        assert change.cosines[0] <= change.cosines[1] + 1e-6
        assert first <= second + slack if metric == "euclidean" else first >= second - slack
        if metric == "dot" and change.cosines[1] > 1e-6:
            assert change.norms[0] >= change.norms[1] * (1 - 1e-6)
    assert explain_differences(found)
