"""t-SNE, UMAP and MDS: properties of their maps, and invalid arguments."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import embviz.maps.projection.tsne
import embviz.maps.projection.umap
from embviz.maps import MAX_ROWS_MDS, MissingExtraError, is_available, map_quality
from embviz.maps.projection import project

needs_umap = pytest.mark.skipif(not is_available("umap"), reason="umap-learn is not installed")
NEIGHBOR_METHODS = ["tsne", pytest.param("umap", marks=needs_umap)]


def clusters(size=40, count=5, dim=20, seed=0):
    """Return rows in clusters far distances, and the cluster of each row."""
    rng = np.random.default_rng(seed)
    centers = 20 * np.eye(count, dim)
    rows = np.repeat(centers, size, axis=0) + rng.normal(size=(count * size, dim))
    return rows.astype(np.float32), np.repeat(np.arange(count), size)


@pytest.mark.parametrize("method", NEIGHBOR_METHODS)
@pytest.mark.parametrize("start", ["pca", "random"])
@pytest.mark.parametrize("n_components", [2, 3])
def test_clusters_stay_together(method, start, n_components):
    rows, cluster = clusters()
    projection = project(rows, method, n_components, start=start)
    assert projection.coordinates.shape == (len(rows), n_components)
    assert projection.coordinates.dtype == np.float64
    distances = np.linalg.norm(
        projection.coordinates[:, None] - projection.coordinates[None], axis=2
    )
    np.fill_diagonal(distances, np.inf)
    np.testing.assert_array_equal(cluster[distances.argmin(axis=1)], cluster)
    assert (projection.method, projection.components, projection.mean) == (method, None, None)
    assert projection.variance_kept is None


@pytest.mark.parametrize("method", NEIGHBOR_METHODS)
@pytest.mark.parametrize("n", [4, 5, 7, 16])
@pytest.mark.parametrize("n_components", [2, 3])
def test_few_rows(method, n, n_components):
    rows = np.random.default_rng(n).normal(size=(n, 6))
    projection = project(rows, method, n_components).coordinates
    assert np.isfinite(projection).all()
    assert len(np.unique(projection.round(6), axis=0)) == n


@pytest.mark.parametrize("method", NEIGHBOR_METHODS)
@pytest.mark.parametrize(
    "rows",
    [
        np.ones((6, 3)),
        np.zeros((5, 3)),
        np.outer(np.arange(8), [1, 2, 2]),
        np.repeat(np.eye(3), 4, axis=0),
        np.arange(9)[:, None],
    ],
    ids=["equal", "zeros", "line", "repeated", "dim 1"],
)
def test_degenerate_rows(method, rows):
    for metric in ("euclidean", "cosine"):
        for start in ("pca", "random"):
            projection = project(rows, method, metric=metric, start=start).coordinates
            assert np.isfinite(projection).all()


@pytest.mark.parametrize("method", NEIGHBOR_METHODS)
def test_equal_seeds_give_equal_maps(method):
    rows, _ = clusters(size=20)
    one, again = (project(rows, method, random_state=3).coordinates for _ in range(2))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, project(rows, method, random_state=4).coordinates)


@pytest.fixture
def few_steps(monkeypatch):
    """Let t-SNE stop early, for tests of its options."""
    monkeypatch.setattr(embviz.maps.projection.tsne, "EARLY_EXAGGERATION_ITER", 60)
    monkeypatch.setattr(embviz.maps.projection.tsne, "MIN_ITER", 60)


@pytest.mark.parametrize("max_rows_barnes_hut", [0, 10_000], ids=["grid", "tree"])
def test_the_number_of_threads_does_not_change_the_map(max_rows_barnes_hut, few_steps, monkeypatch):
    rows, _ = clusters(size=60)
    monkeypatch.setattr(embviz.maps.projection.tsne, "MAX_ROWS_BARNES_HUT", max_rows_barnes_hut)
    projection = []
    for min_rows in (0, 10_000):
        monkeypatch.setitem(embviz.maps.projection.tsne.MIN_ROWS_MULTITHREADED, 2, min_rows)
        projection.append(project(rows, "tsne").coordinates)
    np.testing.assert_array_equal(projection[0], projection[1])


def test_grid_and_tree_are_equally_good(few_steps, monkeypatch):
    rows = np.random.default_rng(1).normal(size=(400, 10))
    values = []
    for max_rows_barnes_hut in (0, 10_000):
        monkeypatch.setattr(embviz.maps.projection.tsne, "MAX_ROWS_BARNES_HUT", max_rows_barnes_hut)
        values.append(map_quality(rows, project(rows, "tsne").coordinates).trustworthiness)
    assert values[0] != values[1]
    assert values[0] == pytest.approx(values[1], abs=0.03)


def test_tsne_is_as_good_as_scikit_learns():
    from sklearn.manifold import TSNE, trustworthiness
    from threadpoolctl import threadpool_limits

    rows = np.random.default_rng(2).normal(size=(300, 10)).cumsum(axis=1)
    with threadpool_limits(1):
        theirs = trustworthiness(rows, TSNE(random_state=0).fit_transform(rows), n_neighbors=15)
    ours = trustworthiness(rows, project(rows, "tsne").coordinates, n_neighbors=15)
    assert ours > theirs - 0.02
    assert ours > trustworthiness(rows, project(rows).coordinates, n_neighbors=15)


def test_perplexity_is_clamped():
    rows, _ = clusters(size=30, count=2)
    narrow = project(rows, "tsne", perplexity=3).coordinates
    wide = project(rows, "tsne", perplexity=19).coordinates
    assert not np.allclose(narrow, wide)
    # The perplexity is at most a third of the number of other rows.
    widest = project(rows, "tsne", perplexity=(len(rows) - 1) / 3).coordinates
    np.testing.assert_array_equal(project(rows, "tsne", perplexity=500).coordinates, widest)


@pytest.fixture
def without_opentsne(monkeypatch):
    monkeypatch.setitem(sys.modules, "openTSNE", None)


@pytest.mark.parametrize("start", ["pca", "random"])
@pytest.mark.parametrize("n_components", [2, 3])
def test_scikit_learn_replaces_a_missing_opentsne(n_components, start, without_opentsne):
    rows, cluster = clusters()
    fractions = []
    one = project(rows, "tsne", n_components, start=start, progress=fractions.append)
    assert one.library == "scikit-learn"
    assert one.coordinates.shape == (len(rows), n_components)
    assert fractions == [0, 1]
    distances = np.linalg.norm(one.coordinates[:, None] - one.coordinates[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    np.testing.assert_array_equal(cluster[distances.argmin(axis=1)], cluster)
    other = project(rows, "tsne", n_components, start=start)
    np.testing.assert_array_equal(one.coordinates, other.coordinates)


@pytest.mark.parametrize("rows", [np.ones((6, 3)), np.eye(4), np.arange(9)[:, None]])
def test_degenerate_rows_without_opentsne(rows, without_opentsne):
    assert np.isfinite(project(rows, "tsne", metric="cosine").coordinates).all()


def test_scikit_learn_is_as_good_as_opentsne(monkeypatch):
    rows = np.random.default_rng(2).normal(size=(300, 10)).cumsum(axis=1)
    usual = project(rows, "tsne")
    assert usual.library == "openTSNE"
    monkeypatch.setitem(sys.modules, "openTSNE", None)
    quality = map_quality(rows, project(rows, "tsne").coordinates)
    expected = map_quality(rows, usual.coordinates).trustworthiness
    assert quality.trustworthiness == pytest.approx(expected, abs=0.02)


@needs_umap
def test_umap_clamps_n_neighbors():
    rows, _ = clusters(size=3)
    all_others = project(rows, "umap", n_neighbors=14).coordinates
    np.testing.assert_array_equal(project(rows, "umap", n_neighbors=99).coordinates, all_others)
    assert not np.allclose(project(rows, "umap", n_neighbors=5).coordinates, all_others)


@needs_umap
def test_umap_min_dist_is_the_distance_between_rows():
    rows, _ = clusters()

    def gap(min_dist):
        projection = project(rows, "umap", min_dist=min_dist).coordinates
        distances = np.linalg.norm(projection[:, None] - projection[None], axis=2)
        np.fill_diagonal(distances, np.inf)
        return np.median(distances.min(axis=1))

    assert gap(0.0) < gap(0.1) < gap(0.8)


@pytest.mark.parametrize("method", ["pca", *NEIGHBOR_METHODS, "mds"])
def test_progress_rises_to_1(method):
    rows, _ = clusters(size=20)
    fractions = []
    projection = project(rows, method, progress=fractions.append)
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0]
    assert fractions[-1] == 1
    np.testing.assert_array_equal(projection.coordinates, project(rows, method).coordinates)
    if method in ("tsne", "umap"):
        assert len({round(fraction, 2) for fraction in fractions}) > 60


@pytest.mark.parametrize("method", NEIGHBOR_METHODS)
@pytest.mark.parametrize("stop_at", [0.05, 0.3, 0.9])
def test_progress_can_stop_the_work(method, stop_at):
    class Stopped(Exception):
        pass

    fractions = []

    def stop(fraction):
        fractions.append(fraction)
        if fraction >= stop_at:
            raise Stopped

    with pytest.raises(Stopped):
        project(clusters(size=20)[0], method, progress=stop)
    assert max(fractions) < stop_at + 0.2


@pytest.mark.parametrize("method", NEIGHBOR_METHODS)
def test_too_few_rows_raise(method):
    with pytest.raises(ValueError, match="needs at least 4 rows, not 3"):
        project(np.eye(3), method)


@pytest.mark.parametrize("method", ["tsne", "umap", "mds"])
def test_values_that_are_not_finite_raise(method):
    rows = np.eye(5)
    rows[2, 3] = np.nan
    with pytest.raises(ValueError, match="not a finite number"):
        project(rows, method)


def test_numbers_out_of_range_raise():
    for method, setting, message in (
        ("tsne", {"perplexity": 0.5}, "perplexity is 0.5; it must be 1 or more"),
        ("tsne", {"perplexity": np.nan}, "perplexity is nan; it must be 1 or more"),
        ("tsne", {"n_components": 4}, "n_components is 4; t-SNE draws in at most 3 dimensions"),
        ("umap", {"n_neighbors": 1}, "n_neighbors is 1; ask for at least 2"),
        ("umap", {"min_dist": 1.5}, "min_dist is 1.5; it must be from 0 to 1"),
    ):
        with pytest.raises(ValueError, match=message):
            project(np.eye(6), method, **setting)


@pytest.mark.parametrize("method", ["tsne", "mds"])
def test_transform_of_a_nonlinear_map_raises(method):
    with pytest.raises(ValueError, match=f"A map by {method} has no axes"):
        project(np.eye(6), method).transform(np.eye(6))


def test_a_missing_umap_learn_raises_with_the_command_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "umap", None)
    monkeypatch.setitem(sys.modules, "umap.umap_", None)
    with pytest.raises(MissingExtraError, match="pip install umap-learn"):
        project(np.eye(6), "umap")
    monkeypatch.setattr(embviz.maps.projection.umap, "find_spec", lambda name: None)
    assert [is_available(method) for method in ("pca", "tsne", "mds", "umap")] == [
        True,
        True,
        True,
        False,
    ]


tables = arrays(
    np.float64,
    st.tuples(st.integers(1, 9), st.integers(1, 4)),
    elements=st.integers(-3, 3) | st.floats(-10, 10),
)


@given(tables)
def test_mds_keeps_distances_that_fit(rows):
    projection = project(rows, "mds", n_components=4).coordinates
    distances = np.linalg.norm(rows[:, None] - rows[None], axis=2)
    projected_distances = np.linalg.norm(projection[:, None] - projection[None], axis=2)
    np.testing.assert_allclose(projected_distances, distances, atol=1e-5)


@given(tables)
def test_mds_of_distances_is_pca(rows):
    scaled, pca = project(rows, "mds"), project(rows)
    np.testing.assert_allclose(scaled.variance_kept, pca.variance_kept, atol=1e-7)
    if pca.variance_kept[0] > 0.1 + pca.variance_kept[1]:
        one, other = scaled.coordinates[:, 0], pca.coordinates[:, 0]
        np.testing.assert_allclose(np.abs(one), np.abs(other), atol=1e-4)


def test_mds_example():
    # Three towns on a road, at kilometers 0, 3 and 7; their mean is 10 / 3.
    towns = project([[0], [3], [7]], "mds")
    np.testing.assert_allclose(
        towns.coordinates, [[-10 / 3, 0], [-1 / 3, 0], [11 / 3, 0]], atol=1e-12
    )
    np.testing.assert_allclose(towns.variance_kept, [1, 0], atol=1e-12)


def test_mds_of_angles_example():
    # Directions at 0°, 30° and 90° in a plane: their angles are distances along a line.
    around = np.radians([0, 30, 90])
    rows = np.c_[np.cos(around), np.sin(around)] * [[5], [1], [0.2]]
    projection = project(rows, "mds", metric="cosine")
    np.testing.assert_allclose(projection.coordinates[:, 0], around - around.mean(), atol=1e-6)
    np.testing.assert_allclose(projection.variance_kept, [1, 0], atol=1e-6)


def test_mds_of_angles_agrees_with_eigenvectors_of_arc_cosines():
    rows = np.random.default_rng(7).normal(size=(30, 6))
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    squares = np.arccos(np.clip(units @ units.T, -1, 1)) ** 2
    np.fill_diagonal(squares, 0)
    centering = np.eye(30) - 1 / 30
    values = np.linalg.eigvalsh(-0.5 * centering @ squares @ centering)[::-1]
    projection = project(rows, "mds", 3, metric="cosine")
    assert values[-1] < -0.01  # These angles fit no flat space.
    np.testing.assert_allclose((projection.coordinates**2).sum(axis=0), values[:3], rtol=1e-5)
    np.testing.assert_allclose(
        projection.variance_kept, values[:3] / values[values > 0].sum(), 1e-5
    )


def test_zeros_are_at_a_right_angle_to_all_in_mds():
    projection = project([[0, 0], [0, 0], [1, 0]], "mds", metric="cosine").coordinates
    np.testing.assert_allclose(projection[0], projection[1], atol=1e-7)
    assert np.linalg.norm(projection[0] - projection[2]) == pytest.approx(np.pi / 2)


@settings(max_examples=20)
@given(tables)
def test_mds_axes_have_deterministic_signs(rows):
    projection = project(rows, "mds", n_components=3).coordinates
    largest = np.abs(projection).argmax(axis=0)
    assert (projection[largest, np.arange(3)] >= 0).all()


def test_too_many_rows_for_mds_raise():
    with pytest.raises(ValueError, match="at most 1,000 rows, not 1,001"):
        project(np.zeros((MAX_ROWS_MDS + 1, 2)), "mds")
