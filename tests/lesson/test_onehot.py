"""The one-hot product: by hand, and equal to the row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz.embedding import MAX_ABS_VALUE
from embviz.lesson import one_hot_product
from tests.conftest import embeddings

LARGEST = float(np.nextafter(np.float32(MAX_ABS_VALUE), np.float32(0)))


def test_by_hand(tiny):
    # (0, 1, 0, 0) × E = 0·(4, 0) + 1·(3, 4) + 0·(0, 2) + 0·(0, 0)
    result = one_hot_product(tiny, "dog")
    assert result.token_id == 1
    assert result.one_hot.tolist() == [0, 1, 0, 0]
    assert result.product.tolist() == [3, 4]
    assert result.row.tolist() == [3, 4]
    assert result.n_equal == 2


@given(embeddings(elements=st.floats(-LARGEST, LARGEST, width=32)), st.data())
def test_the_product_equals_the_row_exactly(E, data):
    token = data.draw(st.sampled_from(E.tokens))
    result = one_hot_product(E, token)
    assert result.one_hot.sum() == result.one_hot[E.token_id(token)] == 1
    np.testing.assert_array_equal(result.product, E[token])
    assert result.n_equal == E.dim


def test_the_product_is_computed_and_the_row_is_a_view(tiny):
    result = one_hot_product(tiny, "dog")
    assert not np.shares_memory(result.product, tiny.vectors)
    assert np.shares_memory(result.row, tiny.vectors)


def test_the_row_of_the_tutorial(tutorial):
    result = one_hot_product(tutorial, "Hello")
    assert result.token_id == 72
    assert result.product[[0, 1, 2, 3, 4, 511]].tolist() == [
        np.float32(value) for value in (0.10, -0.20, 0.30, 0.15, -0.05, 0.05)
    ]
    assert result.n_equal == 512


def test_an_unknown_token_raises_key_error(tiny):
    with pytest.raises(KeyError, match="'cow'"):
        one_hot_product(tiny, "cow")
