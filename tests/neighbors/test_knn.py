"""Nearest rows, by hand and compared with a full table of distances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embviz import most_similar
from embviz.neighbors import distances, knn_search, nearest_rows, normalize

# Few values, so that many rows are equal and many distances tie.
tables = arrays(
    np.float32, st.tuples(st.integers(1, 30), st.integers(1, 5)), elements=st.integers(-2, 2)
)


def brute_force(rows, k):
    """Return the nearest rows and distances from a full table, ties in order of row number."""
    rows = np.asarray(rows, np.float64)
    table = np.linalg.norm(rows[:, None] - rows[None], axis=2)
    np.fill_diagonal(table, np.inf)
    indices = np.argsort(table, axis=1, kind="stable")[:, :k]
    return indices, np.take_along_axis(table, indices, axis=1)


def assert_agrees_with_brute_force(rows, k, rtol=1e-6):
    indices, distances = nearest_rows(rows, k)
    expected_indices, expected_distances = brute_force(rows, min(k, len(rows) - 1))
    np.testing.assert_array_equal(indices, expected_indices)
    np.testing.assert_allclose(distances, expected_distances, rtol=rtol)


@pytest.fixture
def small_blocks(monkeypatch):
    """Make blocks and the list of candidates so small that small tables need many."""
    monkeypatch.setattr(distances, "BLOCK_BYTES", 1)
    monkeypatch.setattr(knn_search, "BLOCK_ROWS", 3)
    monkeypatch.setattr(knn_search, "RERANK_BATCH_ROWS", 2)
    monkeypatch.setattr(knn_search, "EXTRA_CANDIDATES", 0)


@pytest.mark.parametrize("zeros", [0, 4], ids=["tree", "blocks"])
def test_by_hand(zeros):
    # 3, 4, 5: rows 1 and 2 are equal and 5 from row 0; row 3 is 1 from row 0.
    rows = np.pad([[0.0, 0], [3, 4], [3, 4], [0, 1]], [(0, 0), (0, zeros)])
    indices, distances = nearest_rows(rows, 3)
    assert indices.tolist() == [[3, 1, 2], [2, 3, 0], [1, 3, 0], [0, 1, 2]]
    np.testing.assert_allclose(distances[:2], [[1, 5, 5], [0, 18**0.5, 5]], rtol=1e-6)
    assert indices.dtype == np.int32
    assert distances.dtype == np.float32


@given(tables, st.integers(1, 40))
def test_agrees_with_brute_force(rows, k):
    assert_agrees_with_brute_force(rows, k)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("dim", [2, 3, 4, 30])
@pytest.mark.parametrize("values", [2, 5, None])
def test_ties_are_in_order_of_row_number(dim, values):
    rng = np.random.default_rng(dim)
    rows = rng.normal(size=(80, dim)) if values is None else rng.integers(values, size=(80, dim))
    assert_agrees_with_brute_force(rows, 7)


@pytest.mark.parametrize("dim", [2, 5])
def test_many_equal_rows(dim):
    rows = np.zeros((300, dim), np.float32)
    rows[[0, 299]] = 1
    indices, distances = nearest_rows(rows, 4)
    assert indices[0, 0] == 299
    assert indices[0, 1:].tolist() == [1, 2, 3]
    assert indices[1].tolist() == [2, 3, 4, 5]
    assert indices[150].tolist() == [1, 2, 3, 4]
    assert not distances[1:299].any()


@pytest.mark.parametrize("dim", [3, 40])
def test_distances_within_distant_clusters_are_precise(dim):
    # Two clusters of size 0.01, 10,000 apart: float32 products cannot resolve a cluster.
    rng = np.random.default_rng(0)
    rows = rng.normal(scale=0.01, size=(200, dim))
    rows[::2] += 10_000 / dim**0.5
    assert_agrees_with_brute_force(rows, 5, rtol=1e-5)


@pytest.mark.parametrize("size", [1e-25, 1e15])
def test_tiny_and_huge_values(size):
    rows = (np.random.default_rng(1).normal(size=(60, 6)) * size).astype(np.float32)
    assert_agrees_with_brute_force(rows, 5)


def test_groups_of_columns_with_a_remainder():
    assert_agrees_with_brute_force(np.random.default_rng(2).normal(size=(1009, 8)), 10)


@pytest.mark.parametrize("dim", [2, 9])
def test_queries_select_rows_of_the_result(dim):
    rows = np.random.default_rng(3).normal(size=(50, dim))
    queries = np.array([7, 3, 49, 7])
    for selected, full in zip(
        nearest_rows(rows, 4, queries=queries), nearest_rows(rows, 4), strict=True
    ):
        np.testing.assert_array_equal(selected, full[queries])
    assert nearest_rows(rows, 4, queries=np.empty(0, np.intp))[0].shape == (0, 4)


def test_single_row_has_no_neighbors():
    indices, distances = nearest_rows([[1, 2]], 3)
    assert indices.shape == distances.shape == (1, 0)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("dim", [2, 9])
def test_progress_rises_to_1_and_can_stop_the_work(dim):
    rows = np.random.default_rng(4).normal(size=(20, dim))
    shares = []
    nearest_rows(rows, 2, progress=shares.append)
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] == 1

    def stop(share):
        if share > 0.3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        nearest_rows(rows, 2, progress=stop)


def test_nearest_normalized_rows_are_the_most_similar(glove):
    cat = np.array([glove.token_id("cat")])
    indices, distances = nearest_rows(normalize(glove.vectors), 5, queries=cat)
    similar = most_similar(glove, "cat", k=5)
    assert tuple(indices[0]) == similar.token_ids
    # |a − b|² = 2 − 2 cos, for rows of length 1.
    np.testing.assert_allclose(1 - distances[0] ** 2 / 2, similar.scores, atol=1e-6)


def test_errors():
    with pytest.raises(ValueError, match="k is 0"):
        nearest_rows([[1, 2], [3, 4]], 0)
    for vectors in ([1, 2], np.empty((0, 3)), [[[1]]]):
        with pytest.raises(ValueError, match=r"shape \(n, dim\), not \("):
            nearest_rows(vectors, 1)
    for value in (np.nan, np.inf):
        with pytest.raises(ValueError, match="not a finite number"):
            nearest_rows([[1, value], [3, 4]], 1)


@pytest.mark.parametrize("dim", [2, 5])
def test_negative_zero_equals_zero(dim):
    rows = np.zeros((60, dim))
    rows[::2] *= -1.0
    assert np.signbit(rows[0, 0])
    indices, distances = nearest_rows(rows, 3)
    assert indices[[0, 1, 9]].tolist() == [[1, 2, 3], [0, 2, 3], [0, 1, 2]]
    assert not distances.any()
