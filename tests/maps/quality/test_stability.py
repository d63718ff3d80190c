"""Maps laid over each other: by hand, by law, and against scipy."""

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


def moved(places, seed):
    """Return a map turned or mirrored, shifted, and of another size."""
    rng = np.random.default_rng(seed)
    dim = places.shape[1]
    turn = np.linalg.qr(rng.normal(size=(dim, dim)))[0]
    return rng.uniform(0.1, 10) * places @ turn + rng.normal(scale=5, size=dim)


def test_align_by_hand():
    # A turn and a mirror, twice the size, about (3, 3).
    kite = [[0, 1], [1, 0], [0, -1], [-1, 0]]
    target = [[5, 3], [3, 1], [1, 3], [3, 5]]
    np.testing.assert_allclose(align_map(kite, target), target, atol=1e-12)
    # One place of four is off: the products of the maps sum to 1·5 + 1·1 + 1·1 + 1·1 = 8 against a
    # squared size of 4, so the kite becomes twice as large, about the mean of the target, (1, 0).
    target = [[5, 0], [0, 1], [-1, 0], [0, -1]]
    laid = align_map([[1, 0], [0, 1], [-1, 0], [0, -1]], target)
    np.testing.assert_allclose(laid, [[3, 0], [1, 2], [-1, 0], [1, -2]], atol=1e-12)


@given(maps, seeds)
def test_align_undoes_every_move(places, seed):
    np.testing.assert_allclose(align_map(moved(places, seed), places), places, atol=1e-6)


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_align_agrees_with_scipy(dim):
    from scipy.spatial import procrustes

    one, other = np.random.default_rng(dim).normal(size=(2, 30, dim))
    fixed, laid, left_over = procrustes(one, other)
    # scipy bclouds the target to size 1 about 0 first.
    ours = align_map(other, one) - one.mean(axis=0)
    size = np.linalg.norm(one - one.mean(axis=0))
    np.testing.assert_allclose(ours / size, laid, atol=1e-12)
    assert np.square(ours / size - fixed).sum() == pytest.approx(left_over)


@given(maps, seeds)
def test_no_other_move_comes_nearer(places, seed):
    target = np.random.default_rng(seed).normal(size=places.shape)
    best = np.square(align_map(places, target) - target).sum()
    for other in range(5):
        assert best <= np.square(moved(places, other) - target).sum() + 1e-9


@given(maps, st.lists(seeds, min_size=1, max_size=4))
def test_the_same_map_in_other_poses_does_not_wobble(places, poses):
    found = stability([places, *(moved(places, seed) for seed in poses)])
    assert found.maps.shape == (len(poses) + 1, *places.shape)
    np.testing.assert_allclose(found.maps, np.broadcast_to(places, found.maps.shape), atol=1e-6)
    np.testing.assert_allclose(found.mean, places, atol=1e-6)
    np.testing.assert_allclose(found.wobble, 0, atol=1e-6)
    assert found.unstable_rows == ()


def test_wobble_by_hand():
    # Two rows hold the line in place, two change about. Its radius is √((9 + 9 + 1 + 1) / 4) = √5.
    one, other = [[-3], [3], [1], [-1]], [[-3], [3], [-1], [1]]
    found = stability([one, other])
    np.testing.assert_allclose(found.mean, [[-3], [3], [0], [0]], atol=1e-12)
    np.testing.assert_allclose(found.wobble, [0, 0, 5**-0.5, 5**-0.5], atol=1e-12)
    assert found.unstable_rows == (2, 3)
    # A third map that agrees with the first: the places 1, −1, 1 lie 2/3, 4/3, 2/3 from their mean.
    found = stability([one, other, one])
    np.testing.assert_allclose(found.wobble[2:], (8 / 9 / 5) ** 0.5, atol=1e-12)
    assert found.unstable_rows == ()


def test_words_stay_within_a_share_of_the_radius():
    # Of 401 rows, one moves away from its place in steps; the others hold the map.
    cloud = np.random.default_rng(0).normal(size=(401, 2))
    cloud -= cloud.mean(axis=0)
    radius = np.sqrt(np.square(cloud).sum(axis=1).mean())
    for share, never in ((0.8 * STABLE_RADIUS_SHARE, ()), (1.2 * STABLE_RADIUS_SHARE, (7,))):
        steps = [cloud.copy() for _ in range(3)]
        for number, step in enumerate(steps):
            step[7, 0] += number * share * radius
        found = stability(steps)
        assert found.unstable_rows == never
        assert found.wobble.argmax() == 7
        assert found.wobble[7] == pytest.approx(share * (2 / 3) ** 0.5, rel=0.02)


def test_maps_without_anything_in_common():
    dealt = np.random.default_rng(1).normal(size=(5, 5000, 2))
    found = stability(dealt)
    # The squares of the wobble and of the mean share out the radius; chance leaves the mean 1/5.
    assert np.square(found.wobble).mean() == pytest.approx(1 - 1 / 5, abs=0.02)
    assert 0.7 < len(found.unstable_rows) / 5000 < 0.9


def test_the_first_map_stays_and_the_others_come_to_its_size():
    dealt = np.random.default_rng(2).normal(size=(4, 50, 3))
    dealt[1] *= 100
    dealt[2] += 7
    found = stability(dealt)
    np.testing.assert_allclose(found.maps[0], dealt[0], atol=1e-9)
    np.testing.assert_allclose(found.mean, found.maps.mean(axis=0), atol=1e-9)
    centers = found.maps.mean(axis=1)
    np.testing.assert_allclose(centers, centers[[0] * 4], atol=1e-9)
    spread = (found.maps - centers[:, None]) ** 2
    np.testing.assert_allclose(spread.sum(axis=(1, 2)), spread[0].sum())


def test_turning_any_map_further_bclouds_it_no_nearer_to_the_mean():
    found = stability(np.random.default_rng(3).normal(size=(3, 40, 2)))
    center = found.mean.mean(axis=0)
    for laid in found.maps:
        apart = np.square(laid - found.mean).sum()
        for angle in (-0.02, 0.02):
            turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            turned = (laid - center) @ turn + center
            assert np.square(turned - found.mean).sum() > apart


def test_maps_of_one_place():
    found = stability([[[1.0, 2]], [[5, 5]]])
    assert found.mean.tolist() == [[1, 2]]
    assert found.wobble.tolist() == [0]
    assert found.unstable_rows == ()
    assert align_map([[3, 3], [3, 3]], [[0, 0], [2, 4]]).tolist() == [[1, 2], [1, 2]]


def test_refusals():
    with pytest.raises(ValueError, match="two or more maps, not 1"):
        stability([[[1, 2]]])
    for wrong in ([[1, 2], [3, 4]], [[1, 2, 3]], [1, 2]):
        with pytest.raises(ValueError, match="one shape"):
            stability([[[1, 2]], wrong])
        with pytest.raises(ValueError, match="one shape"):
            align_map([[1, 2]], wrong)
