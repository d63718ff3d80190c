"""What colors say: by hand and by law."""

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


def shown(coloring) -> list[str]:
    return [coloring.names[i] for i in coloring.values]


def test_groups_by_hand():
    found = color_by_group(["fish", "bird", "", "fish", " "], "animal")
    assert (found.title, found.kind) == ("animal", "category")
    assert found.names == ("fish", "bird", "no group")
    assert found.catch_all_names == ("no group",)
    assert found.values.tolist() == [0, 1, 2, 0, 2]
    assert found.values.dtype == np.int32
    assert color_by_group(["x", "x"]).catch_all_names == ()
    assert color_by_group([]).names == ()


def test_the_smallest_groups_are_taken_together():
    # The i-th group has i words; the last two of MOST_KINDS + 2 groups appear first.
    sizes = {f"g{i}": i for i in range(1, MAX_CATEGORIES + 3)}
    labels = [name for name, size in reversed(sizes.items()) for _ in range(size)]
    found = color_by_group(["g1", *labels, ""])
    # g1 now has 2 words as g2 has, and comes first; so g1 is not of the largest, nor is g2.
    largest = tuple(f"g{i}" for i in range(MAX_CATEGORIES + 2, 2, -1))
    assert found.names == (*largest, "other groups", "no group")
    assert found.catch_all_names == ("other groups", "no group")
    assert shown(found).count("other groups") == 4
    assert shown(found)[0] == "other groups"


def test_as_many_groups_as_allowed_are_all_kept():
    labels = [f"g{i}" for i in range(MAX_CATEGORIES)]
    assert color_by_group(labels).names == tuple(labels)
    assert color_by_group([*labels, "one more"]).names == (*labels, "other groups")


def test_of_equally_large_groups_the_first_ones_are_kept():
    labels = [f"g{i}" for i in range(MAX_CATEGORIES + 5)]
    assert color_by_group(labels).names == (*labels[:MAX_CATEGORIES], "other groups")


def test_a_group_that_is_called_as_the_rest_goes_with_the_rest():
    found = color_by_group(["other groups", "a", "", "no group"])
    assert found.names == ("a", "other groups", "no group")
    assert shown(found) == ["other groups", "a", "no group", "no group"]


@given(st.lists(st.integers(0, 40).map(str) | st.just("")))
def test_every_point_has_its_group_or_none_of_the_kept(groups):
    found = color_by_group(groups)
    assert len(set(found.names)) == len(found.names)
    assert len(found.names) - len(found.catch_all_names) == min(
        len(set(groups) - {""}), MAX_CATEGORIES
    )
    assert set(range(len(found.names))) == set(found.values.tolist())
    for group, name in zip(groups, shown(found), strict=True):
        assert name == (group or "no group") or (
            name == "other groups" and group not in found.names
        )
    counts = [groups.count(name) for name in found.names if name not in found.catch_all_names]
    left_out = [groups.count(group) for group in set(groups) - {"", *found.names}]
    assert not left_out or max(left_out) <= min(counts)


def test_a_column_of_numbers(E):
    found = color_by_label(E, "number", [4, 2, 1])
    assert (found.title, found.kind, found.limits) == ("number", "number", (-0.5, 2.0))
    np.testing.assert_array_equal(found.values, [2, np.nan, -0.5])
    assert color_by_label(E, "three", range(5)).limits == (1, 3)
    # Numbers are numbers even where few of them are drawn, and where none is.
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
def test_columns_of_groups(E, column, names):
    found = color_by_label(E, column, range(5))
    assert (found.title, found.kind, found.names) == (column, "category", names)


def test_groups_of_some_rows(E):
    assert shown(color_by_label(E, "text", [4, 2])) == ["b", "no group"]


def test_a_column_that_is_not_there(E, tiny):
    with pytest.raises(KeyError, match="'labeled' has no labels 'size'; it has 'number', 'comma'"):
        color_by_label(E, "size", [0])
    with pytest.raises(KeyError, match="it has none"):
        color_by_label(tiny, "size", [0])


@given(st.lists(st.floats(-MAX_ABS_NUMBER, MAX_ABS_NUMBER), min_size=3, unique=True))
def test_numbers_come_back_as_they_were_written(numbers):
    E = EmbeddingMatrix(
        [str(i) for i in range(len(numbers))],
        np.ones((len(numbers), 1)),
        labels={"x": [repr(each) for each in numbers]},
    )
    found = color_by_label(E, "x", range(len(numbers)))
    assert found.values.tolist() == numbers
    assert found.limits is not None
    assert math.isfinite(found.limits[1] - found.limits[0])


def test_ranks_begin_with_one():
    found = color_by_rank([4, 0, 49_999])
    assert found.values.tolist() == [5, 1, 50_000]
    assert (found.title, found.limits) == ("rank in the vocabulary", (1, 50_000))


def test_lengths(E):
    found = color_by_norm(E, [2, 1, 0])
    assert found.values.tolist() == [13, 0, 5]
    assert (found.title, found.limits) == ("vector length", (0, 13))


def test_kept_shares():
    found = color_by_recall(np.array([0, 6, 15], np.uint8), 15)
    assert found.values == pytest.approx([0, 0.4, 1])
    assert found.limits == (0, 1)
    assert color_by_recall([7, 7], 15).limits == (0, 1)
    assert found.ticks[1] == (0.25, "25 %")
    for kept, k in (([16], 15), ([-1], 15), ([0], 0)):
        with pytest.raises(ValueError, match=f"from 0 to {k}"):
            color_by_recall(kept, k)


def test_rows_that_were_not_compared_have_no_share():
    found = color_by_recall([math.nan, 3, 0], 12)
    np.testing.assert_array_equal(found.values, [np.nan, 0.25, 0])
    nothing = color_by_recall([math.nan, math.nan], 12)
    assert np.isnan(nothing.values).all()
    assert nothing.limits == (0, 1)
    with pytest.raises(ValueError, match="from 0 to 12"):
        color_by_recall([math.nan, 13], 12)


def test_wobble():
    assert color_by_wobble([0.5, 2, 1]).limits == (0, 2)
    found = color_by_wobble([math.nan, 3])
    assert found.limits == (0, 3)
    assert np.isnan(found.values[0])
    assert color_by_wobble([math.nan]).limits is None


def test_clusters_by_hand():
    found = color_by_cluster(np.array([0, 1, -1, 0], np.int32), ["a, b", "c, d"])
    assert (found.title, found.catch_all_names) == ("cluster", ("in no cluster",))
    assert shown(found) == ["a, b", "c, d", "in no cluster", "a, b"]
    assert color_by_cluster([0, 0], ["a"]).catch_all_names == ()
    assert color_by_cluster([-1, -1], []).names == ("in no cluster",)


@pytest.mark.parametrize("nothing", [[], [-1]])
def test_the_smallest_clusters_are_taken_together(nothing):
    names = [f"c{i}" for i in range(MAX_CATEGORIES + 2)]
    found = color_by_cluster(
        [MAX_CATEGORIES + 1, 0, MAX_CATEGORIES, MAX_CATEGORIES - 1, *nothing], names
    )
    last = names[MAX_CATEGORIES - 1]
    expected = ["smaller clusters", "c0", "smaller clusters", last]
    assert shown(found) == [*expected, *["in no cluster" for _ in nothing]]
    assert len(found.names) == MAX_CATEGORIES + 1 + len(nothing)
    assert color_by_cluster([0, MAX_CATEGORIES - 1], names[:-2]).catch_all_names == ()
