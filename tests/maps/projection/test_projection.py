"""t-SNE, UMAP and MDS: what their maps promise, and what they refuse."""

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
NEIGHBORING = ["tsne", pytest.param("umap", marks=needs_umap)]


def clusters(size=40, count=5, dim=20, seed=0):
    """Return rows in clusters far apart, and the number of the cluster of each."""
    rng = np.random.default_rng(seed)
    centers = 20 * np.eye(count, dim)
    rows = np.repeat(centers, size, axis=0) + rng.normal(size=(count * size, dim))
    return rows.astype(np.float32), np.repeat(np.arange(count), size)


@pytest.mark.parametrize("method", NEIGHBORING)
@pytest.mark.parametrize("start", ["pca", "random"])
@pytest.mark.parametrize("n_components", [2, 3])
def test_clusters_stay_together(method, start, n_components):
    rows, cluster = clusters()
    drawn = project(rows, method, n_components, start=start)
    assert drawn.coordinates.shape == (len(rows), n_components)
    assert drawn.coordinates.dtype == np.float64
    apart = np.linalg.norm(drawn.coordinates[:, None] - drawn.coordinates[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    np.testing.assert_array_equal(cluster[apart.argmin(axis=1)], cluster)
    assert (drawn.method, drawn.components, drawn.mean) == (method, None, None)
    assert drawn.variance_kept is None


@pytest.mark.parametrize("method", NEIGHBORING)
@pytest.mark.parametrize("n", [4, 5, 7, 16])
@pytest.mark.parametrize("n_components", [2, 3])
def test_few_rows_are_drawn(method, n, n_components):
    rows = np.random.default_rng(n).normal(size=(n, 6))
    drawn = project(rows, method, n_components).coordinates
    assert np.isfinite(drawn).all()
    assert len(np.unique(drawn.round(6), axis=0)) == n


@pytest.mark.parametrize("method", NEIGHBORING)
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
def test_odd_rows_are_drawn(method, rows):
    for metric in ("euclidean", "cosine"):
        for start in ("pca", "random"):
            drawn = project(rows, method, metric=metric, start=start).coordinates
            assert np.isfinite(drawn).all()


@pytest.mark.parametrize("method", NEIGHBORING)
def test_the_same_seed_draws_the_same_map(method):
    rows, _ = clusters(size=20)
    one, again = (project(rows, method, random_state=3).coordinates for _ in range(2))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, project(rows, method, random_state=4).coordinates)


@pytest.fixture
def few_steps(monkeypatch):
    """Let t-SNE stop early, where only the way matters."""
    monkeypatch.setattr(embviz.maps.projection.tsne, "EARLY_EXAGGERATION_ITER", 60)
    monkeypatch.setattr(embviz.maps.projection.tsne, "MIN_ITER", 60)


@pytest.mark.parametrize("most_rows_tree", [0, 10_000], ids=["grid", "tree"])
def test_threads_do_not_change_the_picture(most_rows_tree, few_steps, monkeypatch):
    rows, _ = clusters(size=60)
    monkeypatch.setattr(embviz.maps.projection.tsne, "MAX_ROWS_BARNES_HUT", most_rows_tree)
    drawn = []
    for shared_rows in (0, 10_000):
        monkeypatch.setitem(embviz.maps.projection.tsne.MIN_ROWS_MULTITHREADED, 2, shared_rows)
        drawn.append(project(rows, "tsne").coordinates)
    np.testing.assert_array_equal(drawn[0], drawn[1])


def test_grid_and_tree_draw_equally_well(few_steps, monkeypatch):
    rows = np.random.default_rng(1).normal(size=(400, 10))
    kept = []
    for most_rows_tree in (0, 10_000):
        monkeypatch.setattr(embviz.maps.projection.tsne, "MAX_ROWS_BARNES_HUT", most_rows_tree)
        kept.append(map_quality(rows, project(rows, "tsne").coordinates).trustworthiness)
    assert kept[0] != kept[1]
    assert kept[0] == pytest.approx(kept[1], abs=0.03)


def test_tsne_is_as_good_as_scikit_learns():
    from sklearn.manifold import TSNE, trustworthiness

    rows = np.random.default_rng(2).normal(size=(300, 10)).cumsum(axis=1)
    theirs = trustworthiness(rows, TSNE(random_state=0).fit_transform(rows), n_neighbors=15)
    ours = trustworthiness(rows, project(rows, "tsne").coordinates, n_neighbors=15)
    assert ours > theirs - 0.02
    assert ours > trustworthiness(rows, project(rows).coordinates, n_neighbors=15)


def test_perplexity_is_how_far_a_row_looks():
    rows, _ = clusters(size=30, count=2)
    narrow = project(rows, "tsne", perplexity=3).coordinates
    wide = project(rows, "tsne", perplexity=19).coordinates
    assert not np.allclose(narrow, wide)
    # No more than a third of the other rows can count.
    most = project(rows, "tsne", perplexity=(len(rows) - 1) / 3).coordinates
    np.testing.assert_array_equal(project(rows, "tsne", perplexity=500).coordinates, most)


@needs_umap
def test_umap_looks_at_as_many_neighbors_as_there_are():
    rows, _ = clusters(size=3)
    all_others = project(rows, "umap", n_neighbors=14).coordinates
    np.testing.assert_array_equal(project(rows, "umap", n_neighbors=99).coordinates, all_others)
    assert not np.allclose(project(rows, "umap", n_neighbors=5).coordinates, all_others)


@needs_umap
def test_umap_keeps_rows_apart_by_min_dist():
    rows, _ = clusters()

    def gap(min_dist):
        drawn = project(rows, "umap", min_dist=min_dist).coordinates
        apart = np.linalg.norm(drawn[:, None] - drawn[None], axis=2)
        np.fill_diagonal(apart, np.inf)
        return np.median(apart.min(axis=1))

    assert gap(0.0) < gap(0.1) < gap(0.8)


@pytest.mark.parametrize("method", ["pca", *NEIGHBORING, "mds"])
def test_progress_grows_from_0_to_1(method):
    rows, _ = clusters(size=20)
    heard = []
    drawn = project(rows, method, progress=heard.append)
    assert heard == sorted(heard)
    assert 0 <= heard[0]
    assert heard[-1] == 1
    np.testing.assert_array_equal(drawn.coordinates, project(rows, method).coordinates)
    if method in ("tsne", "umap"):
        assert len({round(share, 2) for share in heard}) > 60


@pytest.mark.parametrize("method", NEIGHBORING)
@pytest.mark.parametrize("stop_at", [0.05, 0.3, 0.9])
def test_progress_can_stop_the_work(method, stop_at):
    class Stopped(Exception):
        pass

    heard = []

    def stop(share):
        heard.append(share)
        if share >= stop_at:
            raise Stopped

    with pytest.raises(Stopped):
        project(clusters(size=20)[0], method, progress=stop)
    assert max(heard) < stop_at + 0.2


@pytest.mark.parametrize("method", NEIGHBORING)
def test_too_few_rows_are_refused(method):
    with pytest.raises(ValueError, match="needs at least 4 rows, not 3"):
        project(np.eye(3), method)


@pytest.mark.parametrize("method", ["tsne", "umap", "mds"])
def test_rows_that_are_no_numbers_are_refused(method):
    rows = np.eye(5)
    rows[2, 3] = np.nan
    with pytest.raises(ValueError, match="not a finite number"):
        project(rows, method)


def test_numbers_out_of_range_are_refused():
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
def test_a_map_without_axes_places_no_further_rows(method):
    with pytest.raises(ValueError, match=f"A map by {method} has no axes"):
        project(np.eye(6), method).transform(np.eye(6))


def test_without_umap_learn_the_message_says_how_to_get_it(monkeypatch):
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
    drawn = project(rows, "mds", n_components=4).coordinates
    apart = np.linalg.norm(rows[:, None] - rows[None], axis=2)
    shown = np.linalg.norm(drawn[:, None] - drawn[None], axis=2)
    np.testing.assert_allclose(shown, apart, atol=1e-5)


@given(tables)
def test_mds_of_distances_is_pca(rows):
    scaled, flat = project(rows, "mds"), project(rows)
    np.testing.assert_allclose(scaled.variance_kept, flat.variance_kept, atol=1e-7)
    if flat.variance_kept[0] > 0.1 + flat.variance_kept[1]:
        one, other = scaled.coordinates[:, 0], flat.coordinates[:, 0]
        np.testing.assert_allclose(np.abs(one), np.abs(other), atol=1e-4)


def test_mds_by_hand():
    # Three towns on a road, at kilometers 0, 3 and 7; their middle is at 10 / 3.
    towns = project([[0], [3], [7]], "mds")
    np.testing.assert_allclose(
        towns.coordinates, [[-10 / 3, 0], [-1 / 3, 0], [11 / 3, 0]], atol=1e-12
    )
    np.testing.assert_allclose(towns.variance_kept, [1, 0], atol=1e-12)


def test_mds_of_angles_by_hand():
    # Directions at 0°, 30° and 90° in a plane: their angles are distances along a line.
    around = np.radians([0, 30, 90])
    rows = np.c_[np.cos(around), np.sin(around)] * [[5], [1], [0.2]]
    drawn = project(rows, "mds", metric="cosine")
    np.testing.assert_allclose(drawn.coordinates[:, 0], around - around.mean(), atol=1e-6)
    np.testing.assert_allclose(drawn.variance_kept, [1, 0], atol=1e-6)


def test_mds_of_angles_agrees_with_eigenvectors_of_arc_cosines():
    rows = np.random.default_rng(7).normal(size=(30, 6))
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    squares = np.arccos(np.clip(units @ units.T, -1, 1)) ** 2
    np.fill_diagonal(squares, 0)
    middle = np.eye(30) - 1 / 30
    values = np.linalg.eigvalsh(-0.5 * middle @ squares @ middle)[::-1]
    drawn = project(rows, "mds", 3, metric="cosine")
    assert values[-1] < -0.01  # These angles fit no flat space.
    np.testing.assert_allclose((drawn.coordinates**2).sum(axis=0), values[:3], rtol=1e-5)
    np.testing.assert_allclose(drawn.variance_kept, values[:3] / values[values > 0].sum(), 1e-5)


def test_zeros_are_at_a_right_angle_to_all_in_mds():
    drawn = project([[0, 0], [0, 0], [1, 0]], "mds", metric="cosine").coordinates
    np.testing.assert_allclose(drawn[0], drawn[1], atol=1e-7)
    assert np.linalg.norm(drawn[0] - drawn[2]) == pytest.approx(np.pi / 2)


@settings(max_examples=20)
@given(tables)
def test_mds_turns_its_axes_the_same_way(rows):
    drawn = project(rows, "mds", n_components=3).coordinates
    strongest = np.abs(drawn).argmax(axis=0)
    assert (drawn[strongest, np.arange(3)] >= 0).all()


def test_mds_is_for_small_sets():
    with pytest.raises(ValueError, match="at most 1,000 rows, not 1,001"):
        project(np.zeros((MAX_ROWS_MDS + 1, 2)), "mds")
