"""Clusters of a map: by hand, by law, and against scikit-learn without our shortcut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import HDBSCAN
from sklearn.metrics import adjusted_rand_score

from embviz import similarity
from embviz.maps import find_clusters, name_clusters
from embviz.maps.clusters.adjacency import sparse_distances
from embviz.maps.clusters.hdbscan import MAX_DENSE_POINTS, MIN_SAMPLES
from tests.conftest import random_embedding


def heaps(sizes: list[int], dim: int = 2, noise: int = 0, seed: int = 0) -> np.ndarray:
    """Return heaps of width 1 whose middles are 20 apart, and points scattered far around."""
    random = np.random.default_rng(seed)
    middles = 20 * np.arange(len(sizes) * dim).reshape(-1, dim)
    points = [m + random.normal(size=(size, dim)) for m, size in zip(middles, sizes, strict=True)]
    return np.concatenate([*points, random.uniform(-400, 800, size=(noise, dim))])


@pytest.mark.parametrize("dim", [1, 2, 3, 5])
def test_heaps_are_found_and_numbered_by_size(dim):
    points = heaps([30, 80, 50], dim)
    found = find_clusters(points, min_cluster_size=20)
    assert found.dtype == np.int32
    inside = found >= 0
    assert inside.mean() > 0.8
    expected = np.repeat([2, 0, 1], [30, 80, 50])
    np.testing.assert_array_equal(found[inside], expected[inside])


def test_equally_large_clusters_come_in_order_of_their_first_point():
    square = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    points = np.concatenate([square + 90, square, square + 40])[
        [11, 0, 4, 1, 2, 3, 5, 6, 7, 8, 9, 10]
    ]
    assert find_clusters(points, min_cluster_size=3).tolist() == [
        0,
        1,
        2,
        1,
        1,
        1,
        2,
        2,
        2,
        0,
        0,
        0,
    ]


def test_points_far_from_all_heaps_are_in_none():
    points = heaps([60, 60], noise=10)
    assert (find_clusters(points, min_cluster_size=15)[120:] == -1).all()


@given(st.lists(st.integers(5, 25), min_size=1, max_size=4), st.integers(0, 8), st.integers(0, 9))
@settings(max_examples=30)
def test_numbers_are_whole_and_sizes_fall(sizes, noise, seed):
    found = find_clusters(heaps(sizes, noise=noise, seed=seed), min_cluster_size=5)
    counts = np.bincount(found + 1)[1:]
    assert found.min() >= -1
    assert (counts >= 5).all()
    assert (np.diff(counts) <= 0).all()


@pytest.mark.parametrize("change", [lambda p: p * 1e-20, lambda p: p * 1e20, lambda p: 3 - p])
def test_where_the_map_is_drawn_and_how_large_makes_no_difference(change):
    points = heaps([40, 25, 30], noise=20)
    np.testing.assert_array_equal(find_clusters(change(points)), find_clusters(points))


@pytest.mark.parametrize("dim", [2, 3])
@pytest.mark.parametrize("doubled", [False, True])
def test_the_shortcut_for_many_points_finds_the_same(dim, doubled, monkeypatch):
    random = np.random.default_rng(dim)
    points = random.normal(size=(8, dim))[random.integers(8, size=1200)] * 10
    points += random.normal(size=points.shape)
    if doubled:  # Far more points in one place than there are near points to look at.
        points[:200] = np.repeat(points[:4], 50, axis=0)
    whole = find_clusters(points)
    monkeypatch.setattr("embviz.maps.clusters.hdbscan.MAX_DENSE_POINTS", 100)
    assert adjusted_rand_score(whole, find_clusters(points)) > 0.95
    assert len(set(whole)) > 5


def steps_of_trees(points: np.ndarray, near: int) -> list[np.ndarray]:
    """Return the lengths of the edges of the shortest tree: scikit-learn's, and the shortcut's."""
    whole = HDBSCAN(min_samples=near, algorithm="brute", copy=True).fit(points)
    graph = sparse_distances(points, near)
    ours = HDBSCAN(min_samples=near - 1, metric="precomputed", copy=True).fit(graph)
    return [each._single_linkage_tree_["value"] for each in (whole, ours)]


@pytest.mark.parametrize("dim", [1, 2, 3])
@pytest.mark.parametrize("in_one_place", [1, 3, 40])
def test_the_tree_of_the_shortcut_is_as_short_as_that_of_scikit_learn(dim, in_one_place):
    points = np.random.default_rng(4).normal(size=(900, dim)) ** 3
    points[:in_one_place] = points[0]
    np.testing.assert_allclose(*steps_of_trees(points, MIN_SAMPLES), atol=1e-30)


# Products of such matrices lie on a line or a plane but for rounding.
FLAT = [[[1.0, -0.3]], [[1.0, 0.7, 300]], [[1.0, 2, 0.1], [0.3, -1, 5]]]


@given(st.lists(st.integers(-60, 60), min_size=12, max_size=80), st.integers(2, MIN_SAMPLES))
def test_on_a_line_the_tree_is_exact(places, near):
    # Scikit-learn takes the root of a difference of squares, which leaves half of the digits.
    points = np.outer(np.array(places) / 60, [3.0, 4])
    np.testing.assert_allclose(*steps_of_trees(points, near), atol=1e-6)


def test_on_a_line_points_are_joined_across_a_lonely_one():
    # From 0 to 1 it is 1, and both have enough near points for that; the lonely one, at 0.5, has
    # only these two within 1.
    left = np.linspace(-0.9, -0.89, 12)
    places = np.concatenate([left, [0, 0.5, 1], 1 - left])[:, None]
    whole, ours = steps_of_trees(places, MIN_SAMPLES)
    np.testing.assert_allclose(ours, whole, atol=1e-12)
    assert np.isclose(ours, 1).sum() == 1


@pytest.mark.parametrize("flat", FLAT)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_tree_on_a_line_or_a_plane(flat, dtype):
    random = np.random.default_rng(5)
    points = random.normal(size=(400, len(flat))) ** 3 @ np.array(flat)
    points[:30] = points[0]
    points = points.astype(dtype).astype(np.float64) / np.abs(points).max()
    np.testing.assert_allclose(*steps_of_trees(points, MIN_SAMPLES), atol=1e-6)


def test_points_on_a_grid_are_joined_as_scikit_learn_does():
    points = np.random.default_rng(6).integers(5, size=(600, 2)).astype(float)
    np.testing.assert_allclose(*steps_of_trees(points, MIN_SAMPLES), atol=1e-7)


def test_what_is_too_flat_for_triangles_is_joined_along_its_length(monkeypatch):
    from scipy.spatial import QhullError

    def fail(points):
        raise QhullError

    points = np.random.default_rng(7).normal(size=(300, 3))
    monkeypatch.setattr("scipy.spatial.Delaunay", fail)
    whole, ours = steps_of_trees(points, MIN_SAMPLES)
    # All are joined, and what joins near points is as short as it can be.
    assert len(ours) == len(whole)
    assert np.mean(np.isclose(ours, whole)) > 0.9


@pytest.mark.parametrize("flat", [[[1.0]], *FLAT])
def test_the_shortcut_finds_the_same_on_a_line_or_a_plane(flat, monkeypatch):
    points = heaps([40, 90, 60], len(flat)) @ np.array(flat)
    whole = find_clusters(points, min_cluster_size=20)
    monkeypatch.setattr("embviz.maps.clusters.hdbscan.MAX_DENSE_POINTS", 10)
    np.testing.assert_array_equal(find_clusters(points, min_cluster_size=20), whole)
    assert set(whole.tolist()) >= {0, 1, 2}


@pytest.mark.parametrize("flat", [[[1.0]], *FLAT, np.eye(2), np.eye(3)])
@pytest.mark.parametrize("places", [5, None], ids=["in few places", "apart"])
def test_of_many_points_only_near_ones_are_compared(flat, places, monkeypatch):
    fit = HDBSCAN.fit
    compared = []

    def seen(self, table, y=None):
        compared.append((self.metric, getattr(table, "nnz", None)))
        return fit(self, table, y)

    monkeypatch.setattr(HDBSCAN, "fit", seen)
    n = MAX_DENSE_POINTS + 1
    random = np.random.default_rng(8)
    points = random.normal(size=(n, len(flat))) @ np.array(flat)
    if places:
        points = points[random.integers(places, size=n)]
    find_clusters(points)
    ((metric, distances),) = compared
    assert metric == "precomputed"
    assert distances < 40 * n


@pytest.mark.parametrize("n", [0, 1, 2, 3, 40])
def test_points_in_one_place_are_in_none(n):
    assert find_clusters(np.ones((n, 2))).tolist() == [-1] * n


def test_two_places_are_two_clusters():
    points = np.repeat([[0.0, 0], [1, 1]], [20, 30], axis=0)
    assert find_clusters(points).tolist() == [1] * 20 + [0] * 30


def test_the_smallest_cluster_grows_with_the_map():
    # Twelve points are a cluster of 80 (at least 4), but not of 2,012 (at least 22).
    few = find_clusters(heaps([34, 34, 12]))
    many = find_clusters(heaps([1000, 1000, 12]))
    assert 2 in few[-12:]
    assert (many[-12:] == -1).all()


def test_progress_is_told_and_can_stop_the_work():
    shares: list[float] = []
    find_clusters(heaps([20, 20]), progress=shares.append)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)

    def stop(share: float) -> None:
        if share > 0:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        find_clusters(heaps([20, 20]), progress=stop)


def test_the_coordinates_are_left_alone():
    points = heaps([20, 20])
    before = points.copy()
    find_clusters(points)
    np.testing.assert_array_equal(points, before)


def test_refusals():
    with pytest.raises(ValueError, match=r"shape \(n, c\), not \(3,\)"):
        find_clusters([1, 2, 3])
    with pytest.raises(ValueError, match="at least 2 points"):
        find_clusters(np.eye(4), min_cluster_size=1)


def test_names_by_hand():
    # At length 1: (1, 0), (0.6, 0.8), (0, 1). Their sum (1.6, 1.8) is nearest to the second, then
    # to the third; the length of a row does not count.
    rows = [[9, 0], [3, 4], [0, 1], [0, 0], [2, 0], [5, 0], [7, 7]]
    words = ["east", "northeast", "north", "void", "e2", "e5", "x"]
    names = name_clusters(rows, [0, 0, 0, 0, 1, 1, -1], words)
    assert names == ("northeast, north, east", "e2, e5")
    assert name_clusters(rows, [0, 0, 0, 0, 1, 1, -1], words, n_words=1) == ("northeast", "e2")
    assert name_clusters(rows, [-1] * 7, words) == ()
    assert name_clusters(np.empty((0, 2)), [], []) == ()


def test_names_agree_with_comparing_all_pairs():
    E = random_embedding(60, 5, seed=2)
    labels = np.random.default_rng(0).integers(-1, 3, size=60)
    names = name_clusters(E.vectors, labels, E.tokens, n_words=2)
    for cluster, name in enumerate(names):
        members = [E.tokens[i] for i in np.flatnonzero(labels == cluster)]
        # The cosine with the mean is, up to one factor, the mean of the cosines with all members.
        score = {a: np.mean([similarity(E, a, b) for b in members]) for a in members}
        assert name == ", ".join(sorted(members, key=lambda a: -score[a])[:2])
