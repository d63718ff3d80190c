"""The quality of maps: examples, properties, and agreement with scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embviz import project
from embviz.maps import (
    NOT_COMPARED,
    MapQuality,
    compare_neighbors,
    map_quality,
    neighbor_recall_counts,
    row_neighbors,
)
from embviz.maps.quality import clamp_k_below_half
from embviz.maps.quality.k import check_rows_and_coordinates
from embviz.neighbors import distances, nearest_rows

points = arrays(
    np.float32, st.tuples(st.integers(1, 25), st.integers(1, 3)), elements=st.integers(-3, 3)
)

# Rows on a line, and a map on which row 3 moved from between rows 2 and 4 to between 1 and 2.
#        true neighbors     map neighbors        false (true rank)   missing (rank on the map)
# row 0     1 2 3 4             1 3 2 4             3 (3)                2 (3)
# row 1     0 2 3 4             0 3 2 4             3 (3)                2 (3)
# row 2     1 0 3 4             3 1 0 4             3 (3)                0 (3)
# row 3     4 2 1 0             1 2 0 4             1 (3)                4 (4)
# row 4     3 2 1 0             2 3 1 0
LINE = np.array([[0.0], [1], [3], [7], [9]])
MOVED = np.array([[0.0], [1], [3.5], [2.2], [9]])


def random_map(n=120, dim=8, seed=0):
    rows = np.random.default_rng(seed).normal(size=(n, dim))
    return rows, project(rows).coordinates


def evaluate_row(vectors, coordinates, row, k=15):
    """Compare the true neighbors of one row with its neighbors on a map."""
    rows, points = check_rows_and_coordinates(vectors, coordinates)
    k = clamp_k_below_half(len(rows), k)
    return compare_neighbors(row_neighbors(rows, row, k), row_neighbors(points, row, k))


def test_an_example():
    quality = map_quality(LINE, MOVED, k=2)
    # Ranks beyond 2 sum to 4 and 5; the worst sum of 5 rows is 5 · 2 · (10 − 6 − 1) / 2 = 15.
    assert quality.trustworthiness == pytest.approx(1 - 4 / 15)
    assert quality.continuity == pytest.approx(1 - 5 / 15)
    assert quality.recall == pytest.approx(6 / 10)
    assert (quality.k, quality.n, quality.n_sampled) == (2, 5, 5)
    assert neighbor_recall_counts(LINE, MOVED, k=2).tolist() == [1, 1, 1, 1, 2]
    three = evaluate_row(LINE, MOVED, 3, k=2)
    assert (
        three.true_neighbors,
        three.map_neighbors,
        three.false_neighbors,
        three.missing_neighbors,
    ) == ((4, 2), (1, 2), (1,), (4,))


@pytest.mark.parametrize("k", [1, 5, 15, 59])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_agrees_with_scikit_learn_both_ways(k, dtype):
    from sklearn.manifold import trustworthiness

    rows, coordinates = (table.astype(dtype) for table in random_map())
    quality = map_quality(rows, coordinates, k)
    theirs = trustworthiness(rows, coordinates, n_neighbors=k)
    assert quality.trustworthiness == pytest.approx(theirs, abs=1e-12)
    # Continuity is trustworthiness with the two spaces exchanged.
    theirs = trustworthiness(coordinates, rows, n_neighbors=k)
    assert quality.continuity == pytest.approx(theirs, abs=1e-12)


def test_recall_is_the_mean_of_the_counts():
    rows, coordinates = random_map()
    counts = neighbor_recall_counts(rows, coordinates, 7)
    assert map_quality(rows, coordinates, 7).recall == pytest.approx(counts.mean() / 7)
    true, on_map = (nearest_rows(table, 7)[0] for table in (rows, coordinates))
    by_sets = [len({*a} & {*b}) for a, b in zip(true.tolist(), on_map.tolist(), strict=True)]
    assert counts.tolist() == by_sets


@given(points, st.integers(1, 20))
def test_the_rows_themselves_are_a_perfect_map(rows, k):
    quality = map_quality(rows, rows, k)
    assert (quality.trustworthiness, quality.continuity, quality.recall) == (1, 1, 1)
    assert (neighbor_recall_counts(rows, rows, k) == clamp_k_below_half(len(rows), k)).all()


@given(points, st.integers(1, 20), st.integers(0, 99))
def test_ties_cost_nothing(rows, k, seed):
    # A rotation or reflection and a scaling keep the order of all distances but break ties.
    dim = rows.shape[1]
    rotation = np.linalg.qr(np.random.default_rng(seed).normal(size=(dim, dim)))[0]
    quality = map_quality(rows, 3.7 * rows.astype(np.float64) @ rotation + 2, k)
    assert quality.trustworthiness == 1
    assert quality.continuity == 1


@given(points, st.integers(1, 20), st.integers(0, 99))
def test_all_measures_are_between_0_and_1(rows, k, seed):
    other = np.random.default_rng(seed).normal(size=(len(rows), 2))
    quality = map_quality(rows, other, k)
    for measure in (
        *(quality.trustworthiness, quality.continuity, quality.recall),
        *(quality.chance_trustworthiness, quality.chance_continuity, quality.chance_recall),
    ):
        assert 0 <= measure <= 1 + 1e-12


def test_the_worst_map_scores_0():
    # 0 and 1 are true neighbors, 2 and 3 too. On the map, each is beside a far row.
    truth = [[0.0], [1], [10.5], [12]]
    coordinates = [[0.0], [100], [101], [1]]
    assert [evaluate_row(truth, coordinates, row, k=1).map_neighbors for row in range(4)] == [
        (3,),
        (2,),
        (1,),
        (0,),
    ]
    # True ranks of the false neighbors: 3, 2, 2, 3; the worst sum is 4 · 1 · (8 − 3 − 1) / 2 = 8.
    assert map_quality(truth, coordinates, k=1).trustworthiness == pytest.approx(
        1 - (2 + 1 + 1 + 2) / 8
    )
    assert map_quality(truth, coordinates, k=1).recall == 0


def test_chance_values_agree_with_theory():
    n, k = 400, 10
    rows, coordinates = random_map(n)
    quality = map_quality(rows, coordinates, k)
    # All ranks from 1 to n − 1 are equally likely for a random neighbor.
    expected = 1 - (n - 1 - k) * (n - k) / ((n - 1) * (2 * n - 3 * k - 1))
    assert quality.chance_trustworthiness == pytest.approx(expected, abs=0.02)
    assert quality.chance_continuity == pytest.approx(expected, abs=0.02)
    assert quality.chance_recall == pytest.approx(k / (n - 1), abs=0.01)
    assert quality.trustworthiness > quality.chance_trustworthiness + 0.1


def test_chance_values_depend_on_the_seed():
    rows, coordinates = random_map()
    assert map_quality(rows, coordinates) == map_quality(rows, coordinates)
    one, other = map_quality(rows, coordinates), map_quality(rows, coordinates, random_state=1)
    assert one.chance_trustworthiness != other.chance_trustworthiness
    assert one.trustworthiness == other.trustworthiness


def test_a_sample_estimates_the_whole_without_bias():
    rows, coordinates = random_map(60)
    whole = map_quality(rows, coordinates, 5)
    sampled = [
        map_quality(rows, coordinates, 5, max_rows=12, random_state=seed) for seed in range(60)
    ]
    assert {quality.n_sampled for quality in sampled} == {12}
    assert {quality.n for quality in sampled} == {60}
    for measure in ("trustworthiness", "continuity", "recall"):
        estimates = [getattr(quality, measure) for quality in sampled]
        assert np.std(estimates) > 0
        error = np.std(estimates) / len(estimates) ** 0.5
        assert np.mean(estimates) == pytest.approx(getattr(whole, measure), abs=3 * error)


def test_the_block_size_does_not_change_results(monkeypatch):
    rows, coordinates = random_map(50)
    whole = map_quality(rows, coordinates, 5), neighbor_recall_counts(rows, coordinates, 5).tolist()
    monkeypatch.setattr(distances, "BLOCK_BYTES", 1)
    monkeypatch.setattr(distances, "DIFFERENCE_BLOCK_ROWS", 7)
    assert (
        map_quality(rows, coordinates, 5),
        neighbor_recall_counts(rows, coordinates, 5).tolist(),
    ) == whole
    assert evaluate_row(rows, coordinates, 30, 5).true_neighbors == tuple(
        nearest_rows(rows, 5)[0][30]
    )


def test_few_rows():
    one, two = [[1.0, 2, 3, 4]], [[1.0, 2, 3, 4], [0, 0, 0, 1]]
    assert map_quality(one, [[0, 0]]) == MapQuality(0, 1, 1, 1, 1, 1, 1, 1, 1)
    assert map_quality(two, [[0, 0], [1, 1]]) == MapQuality(1, 2, 2, 1, 1, 1, 1, 1, 1)
    assert neighbor_recall_counts(one, [[0, 0]]).tolist() == [0]
    assert neighbor_recall_counts(two, [[0, 0], [1, 1]]).tolist() == [1, 1]
    assert evaluate_row(one, [[0, 0]], 0).true_neighbors == ()
    assert evaluate_row(two, [[0, 0], [1, 1]], 0).map_neighbors == (1,)
    # Of three rows, one neighbor is compared: truly 1, 0, 1; on the map 2, 2, 0.
    truth, coordinates = [[0.0], [1], [3]], [[0.0], [3], [1]]
    three = map_quality(truth, coordinates)
    assert three.k == 1
    assert three.recall == 0
    # Each false neighbor is the second of two: 1 beyond, of 3 · 1 · (6 − 3 − 1) / 2 = 3 at worst.
    assert three.trustworthiness == pytest.approx(0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("values", [2, 4, None])
def test_evaluate_row_agrees_with_nearest_rows(dtype, values):
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(70, 6)) if values is None else rng.integers(values, size=(70, 6))
    rows, coordinates = rows.astype(dtype), rng.normal(size=(70, 2)).astype(dtype)
    true, on_map = (nearest_rows(table, 9)[0].tolist() for table in (rows, coordinates))
    counts = neighbor_recall_counts(rows, coordinates, 9)
    for row in range(70):
        quality = evaluate_row(rows, coordinates, row, 9)
        assert quality.true_neighbors == tuple(true[row])
        assert quality.map_neighbors == tuple(on_map[row])
        assert quality.false_neighbors == tuple(i for i in on_map[row] if i not in true[row])
        assert quality.missing_neighbors == tuple(i for i in true[row] if i not in on_map[row])
        assert len(quality.false_neighbors) == len(quality.missing_neighbors) == 9 - counts[row]


@pytest.mark.parametrize("size", [1e-30, 1e-21, 1e15])
def test_evaluate_row_of_tiny_and_huge_values(size):
    rows = (np.random.default_rng(6).normal(size=(40, 6)) * size).astype(np.float32)
    quality = evaluate_row(rows, rows[:, :2], 3, 5)
    assert quality.true_neighbors == tuple(nearest_rows(rows, 5)[0][3])
    assert 3 not in quality.map_neighbors


def test_counts_of_a_sample_are_those_of_all():
    rows, coordinates = random_map(50)
    some, whole = (
        neighbor_recall_counts(rows, coordinates, 5, max_rows=20),
        neighbor_recall_counts(rows, coordinates, 5),
    )
    compared = some != NOT_COMPARED
    assert compared.sum() == 20
    assert some[compared].tolist() == whole[compared].tolist()
    assert neighbor_recall_counts(rows, coordinates, 5, max_rows=50).tolist() == whole.tolist()


@pytest.mark.parametrize("compare", [map_quality, neighbor_recall_counts])
@pytest.mark.parametrize("n", [2, 50])
def test_progress_rises_to_1_and_can_stop_the_work(compare, n):
    rows, coordinates = random_map(n)
    fractions = []
    compare(rows, coordinates, progress=fractions.append)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1

    def stop(share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compare(rows, coordinates, progress=stop)


def test_invalid_arguments_raise():
    for compare in (map_quality, neighbor_recall_counts):
        with pytest.raises(ValueError, match="k is 0"):
            compare(LINE, MOVED, k=0)
        with pytest.raises(ValueError, match="5 rows but 4 places"):
            compare(LINE, MOVED[:4])
        with pytest.raises(ValueError, match="must have shape"):
            compare(LINE[:, 0], MOVED)
    with pytest.raises(ValueError, match="not a finite number"):
        map_quality(LINE, [[0], [1], [2], [np.nan], [4]])
    with pytest.raises(ValueError, match="max_rows is 0"):
        map_quality(LINE, MOVED, max_rows=0)
    with pytest.raises(ValueError, match="at most 254"):
        neighbor_recall_counts(*random_map(600), k=255)
