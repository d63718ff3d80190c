"""PCA: examples, properties, and agreement with scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embviz import project
from embviz.maps.projection import pca

tables = arrays(
    np.float64,
    st.tuples(st.integers(1, 8), st.integers(1, 6)),
    elements=st.integers(-3, 3) | st.floats(-10, 10),
)


@pytest.mark.parametrize("shape", [(50, 4), (4, 50), (6, 6), (5, 4), (2, 3), (300, 2)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_agrees_with_scikit_learn(shape, dtype):
    from sklearn.decomposition import PCA

    rows = np.random.default_rng(0).normal(3, 2, size=shape).astype(dtype)
    theirs = PCA(2, svd_solver="full").fit(rows.astype(np.float64))
    ours = project(rows)
    rank = min(shape[0] - 1, 2)
    signs = np.sign((ours.components * theirs.components_).sum(axis=1))[:rank]
    np.testing.assert_allclose(ours.components[:rank], theirs.components_[:rank] * signs[:, None])
    coordinates = theirs.transform(rows.astype(np.float64))[:, :rank] * signs
    np.testing.assert_allclose(ours.coordinates[:, :rank], coordinates, atol=1e-10)
    np.testing.assert_allclose(ours.variance_kept, theirs.explained_variance_ratio_, atol=1e-12)
    np.testing.assert_allclose(ours.mean, theirs.mean_)
    assert ours.method == "pca"


def test_an_example():
    # The mean is (2, 5). The rows are at −5, 0 and 5 along (3, 4) / 5, and at 0 across it.
    line = project([[-1, 1], [2, 5], [5, 9]])
    np.testing.assert_allclose(line.components[0], [0.6, 0.8])
    np.testing.assert_allclose(line.coordinates, [[-5, 0], [0, 0], [5, 0]], atol=1e-12)
    np.testing.assert_allclose(line.variance_kept, [1, 0], atol=1e-12)
    assert line.mean.tolist() == [2, 5]
    # (8, 13) is at 10; (−2, 8) is beside the mean, where there is no second direction.
    np.testing.assert_allclose(line.transform([[8, 13]]), [[10, 0]], atol=1e-12)
    np.testing.assert_allclose(line.transform([[-2, 8]]), [[0, 0]], atol=1e-12)


@given(tables, st.integers(1, 4))
def test_properties(rows, n_components):
    projection = project(rows, n_components=n_components)
    assert projection.coordinates.shape == (len(rows), n_components)
    assert projection.components.shape == (n_components, rows.shape[1])
    np.testing.assert_allclose(projection.transform(rows), projection.coordinates, atol=1e-10)
    np.testing.assert_allclose(projection.coordinates.mean(axis=0), 0, atol=1e-9)
    total = ((rows - rows.mean(axis=0)) ** 2).sum()
    spread = (projection.coordinates**2).sum(axis=0)
    np.testing.assert_allclose(projection.variance_kept * total, spread, atol=1e-7 * max(total, 1))
    assert (np.diff(projection.variance_kept) <= 1e-12).all()
    assert (projection.variance_kept >= 0).all()
    assert projection.variance_kept.sum() <= 1 + 1e-12
    largest = np.abs(projection.components).argmax(axis=1)
    assert (projection.components[np.arange(n_components), largest] >= 0).all()


@given(tables)
def test_all_components_keep_all_distances(rows):
    projection = project(rows, n_components=6).coordinates
    distances = np.linalg.norm(rows[:, None] - rows[None], axis=2)
    projected_distances = np.linalg.norm(projection[:, None] - projection[None], axis=2)
    np.testing.assert_allclose(projected_distances, distances, atol=1e-6)


@given(tables)
def test_components_are_orthonormal(rows):
    projection = project(rows, n_components=min(rows.shape))
    products = projection.components @ projection.components.T
    exists = projection.components.any(axis=1)
    np.testing.assert_allclose(products, np.diag(exists.astype(float)), atol=1e-5)
    assert exists[projection.variance_kept > 1e-9].all()


def test_one_row_is_at_the_origin():
    one = project([[1.0, 2.0, 3.0]])
    assert one.coordinates.tolist() == [[0, 0]]
    assert one.variance_kept.tolist() == [0, 0]


@pytest.mark.parametrize("shape", [(3, 5), (9, 2)], ids=["wide", "high"])
def test_equal_rows_are_at_the_origin(shape):
    same = project(np.full(shape, 0.1, np.float32))
    np.testing.assert_allclose(same.coordinates, 0, atol=1e-7)


@pytest.mark.parametrize("rows", [[[1], [2], [4]], [[0, 0, 0], [1, 2, 2]]], ids=["dim 1", "n 2"])
def test_missing_directions_are_zero(rows):
    projection = project(rows, n_components=3)
    np.testing.assert_allclose(projection.coordinates[:, 1:], 0, atol=1e-12)
    np.testing.assert_allclose(projection.variance_kept, [1, 0, 0], atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_variance_is_never_below_zero(seed):
    # The rows have one direction; by rounding, the other variances are a little above or below 0.
    rows = np.outer(*np.random.default_rng(seed).normal(size=(2, 6)))
    variance_kept = project(np.repeat(rows, 2, axis=0), n_components=6).variance_kept
    assert (variance_kept >= 0).all()
    np.testing.assert_allclose(variance_kept, [1, 0, 0, 0, 0, 0], atol=1e-12)


def test_equal_rows_have_equal_coordinates():
    rows = np.random.default_rng(0).normal(size=(6, 9))
    projection = project(rows[[0, 1, 2, 0, 3, 1]]).coordinates
    np.testing.assert_allclose(projection[[0, 1]], projection[[3, 5]], atol=1e-12)


@pytest.mark.parametrize("shape", [(7, 30), (30, 7)])
def test_reflected_rows_have_the_same_components(shape):
    rows = np.random.default_rng(1).normal(size=shape)
    one, other = project(rows, n_components=3), project(-rows, n_components=3)
    np.testing.assert_allclose(one.components, other.components, atol=1e-10)
    np.testing.assert_allclose(one.coordinates, -other.coordinates, atol=1e-10)


@pytest.mark.parametrize("shape", [(7, 30), (30, 7)])
def test_the_block_size_does_not_change_results(shape, monkeypatch):
    rows = np.random.default_rng(2).normal(size=shape).astype(np.float32)
    whole = project(rows)
    monkeypatch.setattr(pca, "BLOCK_ROWS", 4)
    np.testing.assert_allclose(project(rows).coordinates, whole.coordinates, atol=1e-10)


def test_the_rows_are_not_modified(tiny):
    before = tiny.vectors.copy()
    assert project(tiny.vectors).coordinates.shape == (4, 2)
    np.testing.assert_array_equal(tiny.vectors, before)


@pytest.fixture
def in_float32(monkeypatch):
    """Use float32 and many blocks for small arrays too; return for each call whether it did."""
    calls = []
    monkeypatch.setattr(pca, "MIN_FLOAT32_MULTIPLICATIONS", 0)
    monkeypatch.setattr(pca, "BLOCK_ROWS", 100)
    original = pca._project_rows

    def spy(rows, mean, directions, use_float32, progress):
        calls.append(use_float32)
        return original(rows, mean, directions, use_float32, progress)

    monkeypatch.setattr(pca, "_project_rows", spy)
    return calls


@pytest.mark.parametrize("offset", [0, 1, 1000])
@pytest.mark.parametrize("order", ["mixed", "drifting"])
def test_float32_is_precise(in_float32, offset, order):
    # At an offset of 1,000, float32 has four digits left for the spread.
    rng = np.random.default_rng(3)
    rows = (
        rng.normal(size=(2010, 12))
        * np.linspace(3, 0.5, 12)
        @ np.linalg.qr(rng.normal(size=(12, 12))).Q
    )
    if order == "drifting":
        rows += np.linspace(0, 20, len(rows))[:, None]
    rows = (rows + offset).astype(np.float32)
    ours = project(rows, n_components=3)
    exact = project(rows.astype(np.float64), n_components=3)
    assert in_float32 == [True, False]
    np.testing.assert_allclose(ours.components, exact.components, atol=2e-6)
    np.testing.assert_allclose(ours.mean, exact.mean, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(ours.variance_kept, exact.variance_kept, atol=1e-6)
    scale = np.abs(exact.coordinates).max()
    np.testing.assert_allclose(ours.coordinates, exact.coordinates, atol=5e-6 * scale)
    assert ours.coordinates.dtype == np.float64


@pytest.mark.parametrize(
    "rows",
    [
        np.outer(np.arange(-200, 200), np.arange(1, 9)),
        np.full((400, 8), 0.1),
        np.random.default_rng(4).normal(size=(400, 8)) * 1e-22,
        np.random.default_rng(4).normal(size=(400, 8)) * 1e25,
    ],
    ids=["a line", "one point", "tiny", "huge"],
)
def test_float64_is_used_when_float32_is_not_precise_enough(in_float32, rows):
    rows = rows.astype(np.float32)
    ours = project(rows)
    exact = project(rows.astype(np.float64))
    assert in_float32 == [False, False]
    np.testing.assert_array_equal(ours.coordinates, exact.coordinates)
    np.testing.assert_array_equal(ours.variance_kept, exact.variance_kept)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_raise(in_float32, value):
    rows = np.random.default_rng(5).normal(size=(300, 4))
    rows[211, 2] = value
    for dtype in (np.float32, np.float64):
        with pytest.raises(ValueError, match="not a finite number"):
            project(rows.astype(dtype))


def test_cosine_ignores_the_length_of_rows():
    rows = np.random.default_rng(6).normal(size=(40, 5))
    lengths = np.linspace(0.1, 9, 40)[:, None]
    projection = project(rows * lengths, metric="cosine")
    units = project(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    np.testing.assert_allclose(projection.coordinates, units.coordinates, atol=1e-6)
    np.testing.assert_allclose(projection.transform(7 * rows), projection.coordinates, atol=1e-6)
    assert projection.metric == "cosine"


def test_invalid_arguments_raise():
    for settings, message in (
        ({"method": "isomap"}, "Unknown method 'isomap'; choose one of pca, tsne, umap, mds"),
        ({"metric": "dot"}, "Unknown metric 'dot'; choose one of cosine, euclidean"),
        ({"start": "spectral"}, "Unknown start 'spectral'; choose one of pca, random"),
        ({"n_components": 0}, "n_components is 0; ask for at least 1"),
    ):
        with pytest.raises(ValueError, match=message):
            project([[1, 2]], **settings)
    for vectors in ([1, 2], np.empty((0, 3)), [[[1]]]):
        with pytest.raises(ValueError, match=r"shape \(n, dim\), not \("):
            project(vectors)
