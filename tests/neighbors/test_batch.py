"""Batches of queries have the same results as single queries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, most_similar
from embviz.neighbors import METRICS, batch, most_similar_batch
from tests.conftest import embeddings, random_embedding


@given(embeddings(), st.sampled_from(list(METRICS)), st.integers(1, 9), st.booleans())
def test_agrees_with_most_similar(E, metric, k, exclude):
    tokens = [*E.tokens, E.tokens[0]]
    rankings = most_similar_batch(E, tokens, k, metric, exclude_inputs=exclude)
    assert rankings == [most_similar(E, t, k, metric, exclude_inputs=exclude) for t in tokens]


@pytest.mark.parametrize("metric", METRICS)
def test_agrees_with_most_similar_over_several_blocks(metric, monkeypatch):
    E = random_embedding(3000, 8)
    tokens = E.tokens[::100]
    monkeypatch.setattr(batch, "BLOCK_ROWS", 256)
    monkeypatch.setattr(batch, "BATCH_QUERIES", 7)
    assert most_similar_batch(E, tokens, 20, metric) == [
        most_similar(E, token, 20, metric) for token in tokens
    ]


def test_vectors_exclude_no_tokens(tiny):
    (neighbors,) = most_similar_batch(tiny, tiny.vectors[:1], k=1)
    assert neighbors.tokens == (tiny.tokens[0],)


def test_equal_rows_tie_in_order_of_token_id(monkeypatch):
    monkeypatch.setattr(batch, "BLOCK_ROWS", 16)
    rows = np.tile(np.array([[0.1, 0.7]], np.float32), (100, 1))
    E = EmbeddingMatrix([f"w{i}" for i in range(100)], rows)
    (neighbors,) = most_similar_batch(E, ["w50"], k=3)
    assert neighbors.tokens == ("w0", "w1", "w2")


def test_no_queries(tiny):
    assert most_similar_batch(tiny, []) == []


def test_errors_of_most_similar(tiny):
    with pytest.raises(KeyError):
        most_similar_batch(tiny, ["nobody"])
    with pytest.raises(ValueError, match="k is 0"):
        most_similar_batch(tiny, [tiny.tokens[0]], k=0)
    with pytest.raises(ValueError, match="metric"):
        most_similar_batch(tiny, [tiny.tokens[0]], metric="manhattan")
