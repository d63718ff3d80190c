"""The colors of points: examples and properties."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix
from embviz.maps import color_by_group, color_by_rank
from embviz.maps.colors import (
    MAX_CATEGORIES,
    color_by_cluster,
    color_by_label,
    color_by_norm,
    color_by_recall,
    color_by_wobble,
)
from embviz.maps.colors.continuous import MAX_ABS_NUMBER

COLUMNS = {
    "number": ["3", "-0.5", "", "1e3", " 2 "],
    "comma": ["0,5", "1", "2", "3", "4"],
    "endless": ["1", "2", "3", "inf", "5"],
    "no number": ["1", "2", "3", "nan", "5"],
    "too large": ["1", "2", "3", "4", "1.1e300"],
    "too far below": ["-1.7e308", "2", "3", "4", "1e3"],
    "yes or no": ["0", "1", "1", "", "0"],
    "written twice": ["1", "1.0", "01", "2", "2.0"],
    "three": ["1", "2", "3", "3", "3"],
    "text": ["b", "a", "", " ", "b"],
    "empty": [""] * 5,
}


@pytest.fixture(scope="module")
def E() -> EmbeddingMatrix:
    vectors = [[3, 4], [0, 0], [5, 12], [1, 0], [0, 2]]
    return EmbeddingMatrix("abcde", vectors, labels=COLUMNS, name="labeled")


def category_names(coloring) -> list[str]:
    return [coloring.names[i] for i in coloring.values]


def test_color_by_group_examples():
    coloring = color_by_group(["fish", "bird", "", "fish", " "], "animal")
    assert (coloring.title, coloring.kind) == ("animal", "category")
    assert coloring.names == ("fish", "bird", "no group")
    assert coloring.catch_all_names == ("no group",)
    assert coloring.values.tolist() == [0, 1, 2, 0, 2]
    assert coloring.values.dtype == np.int32
    assert color_by_group(["x", "x"]).catch_all_names == ()
    assert color_by_group([]).names == ()


def test_the_smallest_groups_become_one_category():
    # The i-th group has i words; there are MAX_CATEGORIES + 2 groups.
    sizes = {f"g{i}": i for i in range(1, MAX_CATEGORIES + 3)}
    labels = [name for name, size in reversed(sizes.items()) for _ in range(size)]
    coloring = color_by_group(["g1", *labels, ""])
    # g1 now has 2 words like g2; both are not among the largest.
    largest = tuple(f"g{i}" for i in range(MAX_CATEGORIES + 2, 2, -1))
    assert coloring.names == (*largest, "other groups", "no group")
    assert coloring.catch_all_names == ("other groups", "no group")
    assert category_names(coloring).count("other groups") == 4
    assert category_names(coloring)[0] == "other groups"


def test_the_maximum_number_of_groups_is_kept():
    labels = [f"g{i}" for i in range(MAX_CATEGORIES)]
    assert color_by_group(labels).names == tuple(labels)
    assert color_by_group([*labels, "one more"]).names == (*labels, "other groups")


def test_of_equally_large_groups_the_first_ones_are_kept():
    labels = [f"g{i}" for i in range(MAX_CATEGORIES + 5)]
    assert color_by_group(labels).names == (*labels[:MAX_CATEGORIES], "other groups")


def test_a_group_named_like_a_catch_all_joins_it():
    coloring = color_by_group(["other groups", "a", "", "no group"])
    assert coloring.names == ("a", "other groups", "no group")
    assert category_names(coloring) == ["other groups", "a", "no group", "no group"]


@given(st.lists(st.integers(0, 40).map(str) | st.just("")))
def test_every_point_has_its_group_or_a_catch_all(groups):
    coloring = color_by_group(groups)
    assert len(set(coloring.names)) == len(coloring.names)
    assert len(coloring.names) - len(coloring.catch_all_names) == min(
        len(set(groups) - {""}), MAX_CATEGORIES
    )
    assert set(range(len(coloring.names))) == set(coloring.values.tolist())
    for group, name in zip(groups, category_names(coloring), strict=True):
        assert name == (group or "no group") or (
            name == "other groups" and group not in coloring.names
        )
    counts = [groups.count(name) for name in coloring.names if name not in coloring.catch_all_names]
    left_out = [groups.count(group) for group in set(groups) - {"", *coloring.names}]
    assert not left_out or max(left_out) <= min(counts)


def test_a_numeric_column(E):
    coloring = color_by_label(E, "number", [4, 2, 1])
    assert (coloring.title, coloring.kind, coloring.limits) == ("number", "number", (-0.5, 2.0))
    np.testing.assert_array_equal(coloring.values, [2, np.nan, -0.5])
    assert color_by_label(E, "three", range(5)).limits == (1, 3)
    # The column stays numeric when few of its numbers are drawn, or none.
    assert color_by_label(E, "number", [0]).limits == (3, 3)
    assert color_by_label(E, "number", [2]).limits is None
    assert color_by_label(E, "number", []).values.shape == (0,)


@pytest.mark.parametrize(
    ("column", "names"),
    [
        ("comma", ("0,5", "1", "2", "3", "4")),
        ("endless", ("1", "2", "3", "inf", "5")),
        ("no number", ("1", "2", "3", "nan", "5")),
        ("too large", ("1", "2", "3", "4", "1.1e300")),
        ("too far below", ("-1.7e308", "2", "3", "4", "1e3")),
        ("yes or no", ("0", "1", "no group")),
        ("written twice", ("1", "1.0", "01", "2", "2.0")),
        ("text", ("b", "a", "no group")),
        ("empty", ("no group",)),
    ],
)
def test_categorical_columns(E, column, names):
    coloring = color_by_label(E, column, range(5))
    assert (coloring.title, coloring.kind, coloring.names) == (column, "category", names)


def test_groups_of_some_rows(E):
    assert category_names(color_by_label(E, "text", [4, 2])) == ["b", "no group"]


def test_a_missing_column_raises(E, tiny):
    with pytest.raises(KeyError, match="'labeled' has no labels 'size'; it has 'number', 'comma'"):
        color_by_label(E, "size", [0])
    with pytest.raises(KeyError, match="it has none"):
        color_by_label(tiny, "size", [0])


@given(st.lists(st.floats(-MAX_ABS_NUMBER, MAX_ABS_NUMBER), min_size=3, unique=True))
def test_numbers_are_read_exactly(numbers):
    E = EmbeddingMatrix(
        [str(i) for i in range(len(numbers))],
        np.ones((len(numbers), 1)),
        labels={"x": [repr(number) for number in numbers]},
    )
    coloring = color_by_label(E, "x", range(len(numbers)))
    assert coloring.values.tolist() == numbers
    assert coloring.limits is not None
    assert math.isfinite(coloring.limits[1] - coloring.limits[0])


def test_ranks_begin_with_one():
    coloring = color_by_rank([4, 0, 49_999])
    assert coloring.values.tolist() == [5, 1, 50_000]
    assert (coloring.title, coloring.limits) == ("rank in the vocabulary", (1, 50_000))


def test_color_by_norm(E):
    coloring = color_by_norm(E, [2, 1, 0])
    assert coloring.values.tolist() == [13, 0, 5]
    assert (coloring.title, coloring.limits) == ("vector length", (0, 13))


def test_color_by_recall():
    coloring = color_by_recall(np.array([0, 6, 15], np.uint8), 15)
    assert coloring.values == pytest.approx([0, 0.4, 1])
    assert coloring.limits == (0, 1)
    assert color_by_recall([7, 7], 15).limits == (0, 1)
    assert coloring.ticks[1] == (0.25, "25 %")
    for counts, k in (([16], 15), ([-1], 15), ([0], 0)):
        with pytest.raises(ValueError, match=f"from 0 to {k}"):
            color_by_recall(counts, k)


def test_rows_that_were_not_compared_are_nan():
    coloring = color_by_recall([math.nan, 3, 0], 12)
    np.testing.assert_array_equal(coloring.values, [np.nan, 0.25, 0])
    missing = color_by_recall([math.nan, math.nan], 12)
    assert np.isnan(missing.values).all()
    assert missing.limits == (0, 1)
    with pytest.raises(ValueError, match="from 0 to 12"):
        color_by_recall([math.nan, 13], 12)


def test_color_by_wobble():
    assert color_by_wobble([0.5, 2, 1]).limits == (0, 2)
    coloring = color_by_wobble([math.nan, 3])
    assert coloring.limits == (0, 3)
    assert np.isnan(coloring.values[0])
    assert color_by_wobble([math.nan]).limits is None


def test_color_by_cluster_examples():
    coloring = color_by_cluster(np.array([0, 1, -1, 0], np.int32), ["a, b", "c, d"])
    assert (coloring.title, coloring.catch_all_names) == ("cluster", ("in no cluster",))
    assert category_names(coloring) == ["a, b", "c, d", "in no cluster", "a, b"]
    assert color_by_cluster([0, 0], ["a"]).catch_all_names == ()
    assert color_by_cluster([-1, -1], []).names == ("in no cluster",)


@pytest.mark.parametrize("noise", [[], [-1]])
def test_the_smallest_clusters_become_one_category(noise):
    names = [f"c{i}" for i in range(MAX_CATEGORIES + 2)]
    coloring = color_by_cluster(
        [MAX_CATEGORIES + 1, 0, MAX_CATEGORIES, MAX_CATEGORIES - 1, *noise], names
    )
    last = names[MAX_CATEGORIES - 1]
    expected = ["smaller clusters", "c0", "smaller clusters", last]
    assert category_names(coloring) == [*expected, *["in no cluster" for _ in noise]]
    assert len(coloring.names) == MAX_CATEGORIES + 1 + len(noise)
    assert color_by_cluster([0, MAX_CATEGORIES - 1], names[:-2]).catch_all_names == ()
