"""Subsampling: examples and properties."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from embviz.maps import subsample


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, int, list[int]]:
    n = draw(st.integers(0, 60))
    keep = draw(st.lists(st.integers(0, n - 1), max_size=12)) if n else []
    return n, draw(st.integers(0, 70)), keep


@pytest.mark.parametrize(
    ("n", "max_rows", "keep", "rows"),
    [
        (6, 3, (), [0, 2, 4]),
        (7, 3, (), [0, 2, 4]),  # Steps of 2⅓: 0, 2.33, 4.67.
        (5, 4, (), [0, 1, 2, 3]),  # Steps of 1¼: 0, 1.25, 2.5, 3.75.
        (8, 4, (2, 2), [0, 2, 4, 6]),  # Included already.
        (8, 4, (7, 1, 7), [0, 1, 2, 4, 6, 7]),
        (8, 2, (1, 5, 7), [0, 1, 4, 5, 7]),
        (8, 0, (), []),
        (8, 0, (3,), [3]),
        (3, 3, (1,), [0, 1, 2]),
        (0, 5, (), []),
    ],
)
def test_examples(n, max_rows, keep, rows):
    assert subsample(n, max_rows, keep).tolist() == rows


@given(cases())
def test_always_keep_adds_rows_and_changes_no_others(case):
    n, max_rows, keep = case
    evenly, rows = subsample(n, max_rows), subsample(n, max_rows, keep)
    assert len(evenly) == min(n, max_rows)
    assert set(rows.tolist()) == {*evenly.tolist(), *keep} <= set(range(n))
    assert (np.diff(rows) > 0).all()


@given(st.integers(1, 500), st.integers(1, 500))
def test_steps_are_even(n, max_rows):
    assume(max_rows < n)
    rows = subsample(n, max_rows)
    assert rows[0] == 0
    # Steps that differ by no more than 1 are as even as whole numbers can be.
    assert np.ptp(np.diff([*rows, n])) <= 1


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 300))
def test_each_prefix_of_the_vocabulary_keeps_its_share(n, max_rows, first):
    assume(max_rows < n and first <= n)
    assert abs((subsample(n, max_rows) < first).sum() - first * max_rows / n) <= 1


@given(cases())
def test_the_order_of_always_keep_does_not_matter(case):
    n, max_rows, keep = case
    assert (
        subsample(n, max_rows, reversed(keep)).tolist()
        == subsample(n, max_rows, set(keep)).tolist()
    )


def test_a_large_vocabulary_does_not_overflow():
    rows = subsample(2_000_000, 1_999_999)
    assert len(rows) == 1_999_999
    assert rows[-1] == 1_999_998


def test_invalid_arguments_raise():
    for keep in ([3], [-1]):
        with pytest.raises(IndexError, match=f"no row {keep[0]}: rows are numbered from 0 to 2"):
            subsample(3, 2, keep)
    for n, max_rows in ((-1, 4), (4, -1)):
        with pytest.raises(ValueError, match="0 or more"):
            subsample(n, max_rows)
