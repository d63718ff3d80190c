"""Squared distances from products of matrices and from differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embviz.neighbors import BlockedDistances, distances, squared_distances
from embviz.neighbors.distances import check_array

tables = arrays(
    np.float32,
    st.tuples(st.integers(1, 9), st.integers(1, 5)),
    elements=st.integers(-3, 3) | st.floats(-100, 100, width=32),
)


@given(tables, st.sampled_from([np.float32, np.float64]))
def test_errors_are_within_the_bound(rows, dtype):
    table = BlockedDistances(rows, dtype)
    ids = np.arange(len(rows))
    values = (table.distance_block(ids) + table.sq_norms[:, None]) * table.scale**2
    exact = np.square(rows[:, None].astype(np.float64) - rows[None]).sum(axis=2)
    allowed = (
        table.error_bound(ids)[:, None] + table.product_rtol * 2 * table.sq_norms
    ) * table.scale**2
    is_other = ~np.eye(len(rows), dtype=bool)
    assert (np.abs(values - exact) <= allowed + 4 * table.product_rtol * exact)[is_other].all()
    assert np.isposinf(values[~is_other]).all()


def test_split_queries_returns_every_query_once(monkeypatch):
    table = BlockedDistances(np.zeros((10, 2)), np.float64)
    monkeypatch.setattr(distances, "BLOCK_BYTES", 3 * 10 * 8)
    assert [part.tolist() for part in table.split_queries(np.arange(7))] == [
        [0, 1, 2],
        [3, 4, 5],
        [6],
    ]


@given(tables)
def test_squared_distances_of_near_rows_are_exact(rows):
    exact = np.square(rows.astype(np.float64) - rows[0]).sum(axis=1)
    np.testing.assert_allclose(squared_distances(rows, rows[0]), exact, rtol=1e-5, atol=1e-36)


def test_squared_distances_over_several_blocks(monkeypatch):
    monkeypatch.setattr(distances, "DIFFERENCE_BLOCK_ROWS", 3)
    rows = np.arange(8.0)[:, None]
    assert squared_distances(rows, rows[2]).tolist() == [4, 1, 0, 1, 4, 9, 16, 25]


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16, np.int64, bool])
def test_check_array_returns_float32_or_float64(dtype):
    rows = check_array(np.ones((2, 3), dtype))
    assert rows.dtype == (np.float32 if dtype == np.float32 else np.float64)
    assert (rows == 1).all()
