"""Validation of axes: leave-one-out, chance and variance."""

import math

import numpy as np
import pytest
from hypothesis import given

from embviz import EmbeddingMatrix
from embviz.axes import Axis, axis_scores, held_out, parse_axis, variance_along
from tests.conftest import embeddings, random_embedding


def axis(E: EmbeddingMatrix, typed: str) -> Axis:
    parsed = parse_axis(E, typed)
    assert isinstance(parsed, Axis), parsed
    return parsed


def test_held_out_by_hand():
    # a and b step up by 2 / √2 at length 1, c down by 2 / √5: less, so the axis of the other pairs
    # always points up.
    rows = [[1, -1], [1, 1], [-1, -1], [-1, 1], [2, 1], [2, -1]]
    E = EmbeddingMatrix(list("aAbBcC"), rows)
    result = held_out(E, axis(E, "a ↔ A; b ↔ B; c ↔ C"))
    assert result.is_correct == (True, True, False)
    assert result.n_correct == 2
    assert result.pair_scores[0] == pytest.approx((-1 / math.sqrt(2), 1 / math.sqrt(2)))
    assert result.pair_scores[2] == pytest.approx((1 / math.sqrt(5), -1 / math.sqrt(5)))


def test_held_out_agrees_with_axes_of_the_other_pairs(glove):
    pairs = ["man ↔ woman", "boy ↔ girl", "father ↔ mother", "car ↔ king", "up ↔ down"]
    result = held_out(glove, axis(glove, "; ".join(pairs)))
    for i, pair in enumerate(pairs):
        others = axis(glove, "; ".join(pairs[:i] + pairs[i + 1 :]))
        low, high = axis_scores(glove, glove.token_ids(pair.split(" ↔ ")), [others])[:, 0]
        assert result.pair_scores[i] == pytest.approx((low, high), abs=1e-5)
        assert result.is_correct[i] == (high > low)


def test_half_of_the_pairs_are_correct_by_chance(glove):
    typed = "man ↔ woman; boy ↔ girl; father ↔ mother; son ↔ daughter"
    result = held_out(glove, axis(glove, typed))
    assert result.n_correct == 4
    for chance in (result.random_axes, result.random_pairs):
        assert chance.mean == pytest.approx(0.5, abs=0.05)
        assert 0 <= chance.low <= chance.mean <= chance.high <= 1
        assert 0 < chance.p_value < 0.5


def test_random_pairs_have_no_common_direction():
    shares = []
    for seed in range(12):
        E = random_embedding(100, 50, seed)
        pairs = zip(E.tokens[::2], E.tokens[1::2], strict=True)
        result = held_out(E, axis(E, "; ".join(f"{a} ↔ {b}" for a, b in pairs)), n_draws=2)
        shares.append(result.n_correct / len(result.is_correct))
    assert 0.4 < np.mean(shares) < 0.6


@pytest.mark.parametrize("typed", ["a0 ↔ b1", "a0 ↔ b1; a0 ↔ b1", "a0"])
def test_held_out_needs_two_pairs(typed):
    E = random_embedding(4, 3)
    assert held_out(E, axis(E, typed)) is None


@given(embeddings(min_size=4))
def test_held_out_of_two_pairs(E):
    a, b, c, d = E.tokens[:4]
    parsed = parse_axis(E, f"{a} ↔ {b}; {c} ↔ {d}")
    if isinstance(parsed, Axis):
        result = held_out(E, parsed, n_draws=5)
        assert len(result.is_correct) == 2
        # Each pair is scored on the other one: both are correct, or both are not.
        is_tied = 0 in np.diff(result.pair_scores).round(6)
        assert result.is_correct[0] == result.is_correct[1] or is_tied


def test_variance_along_by_hand():
    E = EmbeddingMatrix(list("abcd"), [[1, 0], [-1, 0], [0, 2], [0, -2]])
    assert variance_along(E, [0, 1, 2, 3], axis(E, "b ↔ a")) == pytest.approx(0.5)
    assert math.isnan(variance_along(E, [0, 0], axis(E, "b ↔ a")))


def test_variance_along_random_directions():
    E = random_embedding(40, 20)
    rng = np.random.default_rng(1)
    directions = rng.normal(size=(3000, 20))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    shares = [variance_along(E, range(40), Axis("", ("", ""), d)) for d in directions]
    assert np.mean(shares) == pytest.approx(1 / 20, rel=0.05)
