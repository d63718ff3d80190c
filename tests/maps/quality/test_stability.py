"""Aligned maps and their stability: examples, properties, and agreement with scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embviz.maps import STABLE_RADIUS_SHARE, align_map
from embviz.maps.quality.stability import stability

maps = arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.integers(1, 3)),
    elements=st.integers(-3, 3) | st.floats(-10, 10, width=16),
)
seeds = st.integers(0, 999)


def transformed(points, seed):
    """Return a map rotated or reflected, scaled and translated."""
    rng = np.random.default_rng(seed)
    dim = points.shape[1]
    rotation = np.linalg.qr(rng.normal(size=(dim, dim)))[0]
    return rng.uniform(0.1, 10) * points @ rotation + rng.normal(scale=5, size=dim)


def test_align_examples():
    # Rotated and reflected, twice the size, about (3, 3).
    kite = [[0, 1], [1, 0], [0, -1], [-1, 0]]
    target = [[5, 3], [3, 1], [1, 3], [3, 5]]
    np.testing.assert_allclose(align_map(kite, target), target, atol=1e-12)
    # One point of four is off: the products of the maps sum to 1·5 + 1·1 + 1·1 + 1·1 = 8, and the
    # squares to 4, so the kite becomes twice as large, about the mean of the target, (1, 0).
    target = [[5, 0], [0, 1], [-1, 0], [0, -1]]
    aligned = align_map([[1, 0], [0, 1], [-1, 0], [0, -1]], target)
    np.testing.assert_allclose(aligned, [[3, 0], [1, 2], [-1, 0], [1, -2]], atol=1e-12)


@given(maps, seeds)
def test_align_inverts_similarity_transforms(points, seed):
    np.testing.assert_allclose(align_map(transformed(points, seed), points), points, atol=1e-6)


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_align_agrees_with_scipy(dim):
    from scipy.spatial import procrustes

    one, other = np.random.default_rng(dim).normal(size=(2, 30, dim))
    fixed, aligned, left_over = procrustes(one, other)
    # scipy scales the target to size 1 about 0 first.
    ours = align_map(other, one) - one.mean(axis=0)
    size = np.linalg.norm(one - one.mean(axis=0))
    np.testing.assert_allclose(ours / size, aligned, atol=1e-12)
    assert np.square(ours / size - fixed).sum() == pytest.approx(left_over)


@given(maps, seeds)
def test_align_minimizes_the_squared_distances(points, seed):
    target = np.random.default_rng(seed).normal(size=points.shape)
    best = np.square(align_map(points, target) - target).sum()
    for other in range(5):
        assert best <= np.square(transformed(points, other) - target).sum() + 1e-9


@given(maps, st.lists(seeds, min_size=1, max_size=4))
def test_similar_maps_have_no_wobble(points, poses):
    result = stability([points, *(transformed(points, seed) for seed in poses)])
    assert result.maps.shape == (len(poses) + 1, *points.shape)
    np.testing.assert_allclose(result.maps, np.broadcast_to(points, result.maps.shape), atol=1e-6)
    np.testing.assert_allclose(result.mean, points, atol=1e-6)
    np.testing.assert_allclose(result.wobble, 0, atol=1e-6)
    assert result.unstable_rows == ()


def test_wobble_examples():
    # Two rows are at the same points, two are exchanged. The radius is √((9 + 9 + 1 + 1) / 4) = √5.
    one, other = [[-3], [3], [1], [-1]], [[-3], [3], [-1], [1]]
    result = stability([one, other])
    np.testing.assert_allclose(result.mean, [[-3], [3], [0], [0]], atol=1e-12)
    np.testing.assert_allclose(result.wobble, [0, 0, 5**-0.5, 5**-0.5], atol=1e-12)
    assert result.unstable_rows == (2, 3)
    # A third map that agrees with the first: the points 1, −1, 1 lie 2/3, 4/3, 2/3 from their mean.
    result = stability([one, other, one])
    np.testing.assert_allclose(result.wobble[2:], (8 / 9 / 5) ** 0.5, atol=1e-12)
    assert result.unstable_rows == ()


def test_rows_are_unstable_beyond_a_share_of_the_radius():
    # One of 401 rows moves away in steps; the others stay.
    cloud = np.random.default_rng(0).normal(size=(401, 2))
    cloud -= cloud.mean(axis=0)
    radius = np.sqrt(np.square(cloud).sum(axis=1).mean())
    for share, never in ((0.8 * STABLE_RADIUS_SHARE, ()), (1.2 * STABLE_RADIUS_SHARE, (7,))):
        steps = [cloud.copy() for _ in range(3)]
        for number, step in enumerate(steps):
            step[7, 0] += number * share * radius
        result = stability(steps)
        assert result.unstable_rows == never
        assert result.wobble.argmax() == 7
        assert result.wobble[7] == pytest.approx(share * (2 / 3) ** 0.5, rel=0.02)


def test_unrelated_maps():
    random_maps = np.random.default_rng(1).normal(size=(5, 5000, 2))
    result = stability(random_maps)
    # The squares of the wobble and of the mean sum to that of the radius; the mean has 1/5.
    assert np.square(result.wobble).mean() == pytest.approx(1 - 1 / 5, abs=0.02)
    assert 0.7 < len(result.unstable_rows) / 5000 < 0.9


def test_the_first_map_is_unchanged_and_the_others_are_scaled_to_it():
    random_maps = np.random.default_rng(2).normal(size=(4, 50, 3))
    random_maps[1] *= 100
    random_maps[2] += 7
    result = stability(random_maps)
    np.testing.assert_allclose(result.maps[0], random_maps[0], atol=1e-9)
    np.testing.assert_allclose(result.mean, result.maps.mean(axis=0), atol=1e-9)
    centers = result.maps.mean(axis=1)
    np.testing.assert_allclose(centers, centers[[0] * 4], atol=1e-9)
    spread = (result.maps - centers[:, None]) ** 2
    np.testing.assert_allclose(spread.sum(axis=(1, 2)), spread[0].sum())


def test_no_rotation_brings_a_map_nearer_to_the_mean():
    result = stability(np.random.default_rng(3).normal(size=(3, 40, 2)))
    center = result.mean.mean(axis=0)
    for aligned in result.maps:
        apart = np.square(aligned - result.mean).sum()
        for angle in (-0.02, 0.02):
            rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            turned = (aligned - center) @ rotation + center
            assert np.square(turned - result.mean).sum() > apart


def test_maps_of_equal_points():
    result = stability([[[1.0, 2]], [[5, 5]]])
    assert result.mean.tolist() == [[1, 2]]
    assert result.wobble.tolist() == [0]
    assert result.unstable_rows == ()
    assert align_map([[3, 3], [3, 3]], [[0, 0], [2, 4]]).tolist() == [[1, 2], [1, 2]]


def test_invalid_maps_raise():
    with pytest.raises(ValueError, match="two or more maps, not 1"):
        stability([[[1, 2]]])
    for wrong in ([[1, 2], [3, 4]], [[1, 2, 3]], [1, 2]):
        with pytest.raises(ValueError, match="one shape"):
            stability([[[1, 2]], wrong])
        with pytest.raises(ValueError, match="one shape"):
            align_map([[1, 2]], wrong)
