"""The one-hot product: by hand, and always the row itself."""

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
    looked_up = one_hot_product(tiny, "dog")
    assert looked_up.token_id == 1
    assert looked_up.one_hot.tolist() == [0, 1, 0, 0]
    assert looked_up.product.tolist() == [3, 4]
    assert looked_up.row.tolist() == [3, 4]
    assert looked_up.n_equal == 2


@given(embeddings(elements=st.floats(-LARGEST, LARGEST, width=32)), st.data())
def test_the_product_is_the_row_to_the_last_bit(E, data):
    token = data.draw(st.sampled_from(E.tokens))
    looked_up = one_hot_product(E, token)
    assert looked_up.one_hot.sum() == looked_up.one_hot[E.token_id(token)] == 1
    np.testing.assert_array_equal(looked_up.product, E[token])
    assert looked_up.n_equal == E.dim


def test_the_product_is_computed_not_looked_up(tiny):
    looked_up = one_hot_product(tiny, "dog")
    assert not np.shares_memory(looked_up.product, tiny.vectors)
    assert np.shares_memory(looked_up.row, tiny.vectors)


def test_the_row_of_the_source(tutorial):
    looked_up = one_hot_product(tutorial, "Hello")
    assert looked_up.token_id == 72
    assert looked_up.product[[0, 1, 2, 3, 4, 511]].tolist() == [
        np.float32(value) for value in (0.10, -0.20, 0.30, 0.15, -0.05, 0.05)
    ]
    assert looked_up.n_equal == 512


def test_an_unknown_token_is_refused(tiny):
    with pytest.raises(KeyError, match="'cow'"):
        one_hot_product(tiny, "cow")
