"""Rows and vectors at length 1."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embviz.neighbors import normalize, normalize_vector, normalized_rows
from tests.conftest import embeddings

tables = arrays(
    np.float32, st.tuples(st.integers(1, 30), st.integers(1, 5)), elements=st.integers(-2, 2)
)


@given(tables)
def test_normalize_keeps_directions(rows):
    unit_rows = normalize(rows)
    assert unit_rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(unit_rows, axis=1), rows.any(axis=1), rtol=1e-6)
    np.testing.assert_allclose(
        (unit_rows * rows).sum(axis=1), np.linalg.norm(rows, axis=1), rtol=1e-5, atol=1e-6
    )


def test_normalize_tiny_and_huge_rows():
    rows = np.array([[3e-30, 4e-30], [3e14, 4e14]], np.float32)
    np.testing.assert_allclose(normalize(rows), [[0.6, 0.8], [0.6, 0.8]], rtol=1e-5)


def test_normalize_copies(tiny):
    before = tiny.vectors.copy()
    normalize(tiny.vectors)
    np.testing.assert_array_equal(tiny.vectors, before)


@given(embeddings(min_size=2))
def test_normalized_rows_agree_with_normalize(E):
    rows = normalized_rows(E, [1, 0, 1])
    assert rows.dtype == np.float64
    np.testing.assert_allclose(rows, normalize(E.vectors[[1, 0, 1]]), rtol=1e-6)
    np.testing.assert_allclose(rows[1], normalize_vector(E.vectors[0]), rtol=1e-12)


def test_normalized_rows_without_ids(tiny):
    assert normalized_rows(tiny, []).shape == (0, 2)


@pytest.mark.parametrize("scale", [1e-300, 1, 1e300])
def test_normalize_vector_of_any_length(scale):
    assert normalize_vector(np.array([3, -4]) * scale) == pytest.approx([0.6, -0.8])
    assert normalize_vector([0, 0]).tolist() == [0, 0]
