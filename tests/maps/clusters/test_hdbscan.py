"""Clusters of a map: examples, properties, and agreement with scikit-learn's dense HDBSCAN."""

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


def make_clusters(sizes: list[int], dim: int = 2, noise: int = 0, seed: int = 0) -> np.ndarray:
    """Return clusters of width 1 with centers 20 apart, and noise far around."""
    random = np.random.default_rng(seed)
    centers = 20 * np.arange(len(sizes) * dim).reshape(-1, dim)
    points = [c + random.normal(size=(size, dim)) for c, size in zip(centers, sizes, strict=True)]
    return np.concatenate([*points, random.uniform(-400, 800, size=(noise, dim))])


@pytest.mark.parametrize("dim", [1, 2, 3, 5])
def test_clusters_are_numbered_by_size(dim):
    points = make_clusters([30, 80, 50], dim)
    labels = find_clusters(points, min_cluster_size=20)
    assert labels.dtype == np.int32
    inside = labels >= 0
    assert inside.mean() > 0.8
    expected = np.repeat([2, 0, 1], [30, 80, 50])
    np.testing.assert_array_equal(labels[inside], expected[inside])


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


def test_noise_is_in_no_cluster():
    points = make_clusters([60, 60], noise=10)
    assert (find_clusters(points, min_cluster_size=15)[120:] == -1).all()


@given(st.lists(st.integers(5, 25), min_size=1, max_size=4), st.integers(0, 8), st.integers(0, 9))
@settings(max_examples=30)
def test_sizes_are_descending(sizes, noise, seed):
    labels = find_clusters(make_clusters(sizes, noise=noise, seed=seed), min_cluster_size=5)
    counts = np.bincount(labels + 1)[1:]
    assert labels.min() >= -1
    assert (counts >= 5).all()
    assert (np.diff(counts) <= 0).all()


@pytest.mark.parametrize("change", [lambda p: p * 1e-20, lambda p: p * 1e20, lambda p: 3 - p])
def test_scale_and_offset_do_not_matter(change):
    points = make_clusters([40, 25, 30], noise=20)
    np.testing.assert_array_equal(find_clusters(change(points)), find_clusters(points))


@pytest.mark.parametrize("dim", [2, 3])
@pytest.mark.parametrize("doubled", [False, True])
def test_sparse_distances_give_the_same_clusters(dim, doubled, monkeypatch):
    random = np.random.default_rng(dim)
    points = random.normal(size=(8, dim))[random.integers(8, size=1200)] * 10
    points += random.normal(size=points.shape)
    if doubled:  # More equal points than neighbors.
        points[:200] = np.repeat(points[:4], 50, axis=0)
    whole = find_clusters(points)
    monkeypatch.setattr("embviz.maps.clusters.hdbscan.MAX_DENSE_POINTS", 100)
    assert adjusted_rand_score(whole, find_clusters(points)) > 0.95
    assert len(set(whole)) > 5


def tree_edge_lengths(points: np.ndarray, min_samples: int) -> list[np.ndarray]:
    """Return the edge lengths of the minimum spanning tree of all distances, and of sparse ones."""
    whole = HDBSCAN(min_samples=min_samples, algorithm="brute", copy=True).fit(points)
    graph = sparse_distances(points, min_samples)
    ours = HDBSCAN(min_samples=min_samples - 1, metric="precomputed", copy=True).fit(graph)
    return [model._single_linkage_tree_["value"] for model in (whole, ours)]


@pytest.mark.parametrize("dim", [1, 2, 3])
@pytest.mark.parametrize("n_equal", [1, 3, 40])
def test_the_sparse_tree_is_as_short_as_that_of_scikit_learn(dim, n_equal):
    points = np.random.default_rng(4).normal(size=(900, dim)) ** 3
    points[:n_equal] = points[0]
    np.testing.assert_allclose(*tree_edge_lengths(points, MIN_SAMPLES), atol=1e-30)


# Products of such matrices lie on a line or a plane but for rounding.
FLAT = [[[1.0, -0.3]], [[1.0, 0.7, 300]], [[1.0, 2, 0.1], [0.3, -1, 5]]]


@given(st.lists(st.integers(-60, 60), min_size=12, max_size=80), st.integers(2, MIN_SAMPLES))
def test_the_sparse_tree_on_a_line_is_exact(positions, min_samples):
    # scikit-learn takes the root of a difference of squares, which leaves half of the digits.
    points = np.outer(np.array(positions) / 60, [3.0, 4])
    np.testing.assert_allclose(*tree_edge_lengths(points, min_samples), atol=1e-6)


def test_on_a_line_points_are_joined_across_an_isolated_one():
    # The points at 0 and 1 have enough neighbors within 1; the one at 0.5 has only these two.
    left = np.linspace(-0.9, -0.89, 12)
    positions = np.concatenate([left, [0, 0.5, 1], 1 - left])[:, None]
    whole, ours = tree_edge_lengths(positions, MIN_SAMPLES)
    np.testing.assert_allclose(ours, whole, atol=1e-12)
    assert np.isclose(ours, 1).sum() == 1


@pytest.mark.parametrize("flat", FLAT)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_sparse_tree_on_a_line_or_a_plane(flat, dtype):
    random = np.random.default_rng(5)
    points = random.normal(size=(400, len(flat))) ** 3 @ np.array(flat)
    points[:30] = points[0]
    points = points.astype(dtype).astype(np.float64) / np.abs(points).max()
    np.testing.assert_allclose(*tree_edge_lengths(points, MIN_SAMPLES), atol=1e-6)


def test_points_on_a_grid_are_joined_as_scikit_learn_does():
    points = np.random.default_rng(6).integers(5, size=(600, 2)).astype(float)
    np.testing.assert_allclose(*tree_edge_lengths(points, MIN_SAMPLES), atol=1e-7)


def test_points_too_flat_for_delaunay_are_joined_along_their_first_axis(monkeypatch):
    from scipy.spatial import QhullError

    def fail(points):
        raise QhullError

    points = np.random.default_rng(7).normal(size=(300, 3))
    monkeypatch.setattr("scipy.spatial.Delaunay", fail)
    whole, ours = tree_edge_lengths(points, MIN_SAMPLES)
    # All points are joined, and most edges are as short as possible.
    assert len(ours) == len(whole)
    assert np.mean(np.isclose(ours, whole)) > 0.9


@pytest.mark.parametrize("flat", [[[1.0]], *FLAT])
def test_sparse_distances_give_the_same_clusters_on_a_line_or_a_plane(flat, monkeypatch):
    points = make_clusters([40, 90, 60], len(flat)) @ np.array(flat)
    whole = find_clusters(points, min_cluster_size=20)
    monkeypatch.setattr("embviz.maps.clusters.hdbscan.MAX_DENSE_POINTS", 10)
    np.testing.assert_array_equal(find_clusters(points, min_cluster_size=20), whole)
    assert set(whole.tolist()) >= {0, 1, 2}


@pytest.mark.parametrize("flat", [[[1.0]], *FLAT, np.eye(2), np.eye(3)])
@pytest.mark.parametrize("positions", [5, None], ids=["equal points", "distinct points"])
def test_many_points_use_sparse_distances(flat, positions, monkeypatch):
    fit = HDBSCAN.fit
    calls = []

    def spy(self, X, y=None):
        calls.append((self.metric, getattr(X, "nnz", None)))
        return fit(self, X, y)

    monkeypatch.setattr(HDBSCAN, "fit", spy)
    n = MAX_DENSE_POINTS + 1
    random = np.random.default_rng(8)
    points = random.normal(size=(n, len(flat))) @ np.array(flat)
    if positions:
        points = points[random.integers(positions, size=n)]
    find_clusters(points)
    ((metric, n_distances),) = calls
    assert metric == "precomputed"
    assert n_distances < 40 * n


@pytest.mark.parametrize("n", [0, 1, 2, 3, 40])
def test_equal_points_are_in_no_cluster(n):
    assert find_clusters(np.ones((n, 2))).tolist() == [-1] * n


def test_two_distinct_points_are_two_clusters():
    points = np.repeat([[0.0, 0], [1, 1]], [20, 30], axis=0)
    assert find_clusters(points).tolist() == [1] * 20 + [0] * 30


def test_the_default_minimum_size_grows_with_the_map():
    # Twelve points are a cluster of 80 (at least 4), but not of 2,012 (at least 22).
    few = find_clusters(make_clusters([34, 34, 12]))
    many = find_clusters(make_clusters([1000, 1000, 12]))
    assert 2 in few[-12:]
    assert (many[-12:] == -1).all()


def test_progress_rises_to_1_and_can_stop_the_work():
    fractions: list[float] = []
    find_clusters(make_clusters([20, 20]), progress=fractions.append)
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0, 1)

    def stop(fraction: float) -> None:
        if fraction > 0:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        find_clusters(make_clusters([20, 20]), progress=stop)


def test_the_coordinates_are_not_modified():
    points = make_clusters([20, 20])
    before = points.copy()
    find_clusters(points)
    np.testing.assert_array_equal(points, before)


def test_invalid_arguments_raise():
    with pytest.raises(ValueError, match=r"shape \(n, c\), not \(3,\)"):
        find_clusters([1, 2, 3])
    with pytest.raises(ValueError, match="at least 2 points"):
        find_clusters(np.eye(4), min_cluster_size=1)


def test_names_examples():
    # Normalized: (1, 0), (0.6, 0.8), (0, 1). Their sum (1.6, 1.8) is nearest to the second, then
    # to the third.
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
