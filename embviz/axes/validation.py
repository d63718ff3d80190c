"""Whether an axis means what its pairs say: each pair judged by an axis made of the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.axes.axis import ZERO_TOL, Axis
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Float64Array, normalized_rows

DEFAULT_DRAWS = 1000
# Random pairs are made of common words, as the pairs of an axis are.
MAX_COMMON_WORDS = 2000


@dataclass(frozen=True)
class HeldOut:
    """How an axis fares with pairs it was not made of.

    Attributes
    ----------
    is_correct : tuple of bool
        For each pair: whether the axis made of the other pairs puts its second word above its
        first.
    pair_scores : tuple of (float, float)
        For each pair: where its two words stand on that axis, as cosines.
    random_axes : Chance
        The same pairs on random directions.
    random_pairs : Chance
        Random pairs of words instead, as many, each judged by an axis made of the other ones.
    """

    is_correct: tuple[bool, ...]
    pair_scores: tuple[tuple[float, float], ...]
    random_axes: Chance
    random_pairs: Chance

    @property
    def n_correct(self) -> int:
        """How many pairs come out right."""
        return sum(self.is_correct)


@dataclass(frozen=True)
class Chance:
    """How many pairs come out right by chance.

    Attributes
    ----------
    mean : float
        Share of the pairs, from 0 to 1, over all draws.
    low, high : float
        Between which the middle 95 % of the draws lie.
    p_value : float
        Share of the draws with at least as many right as the axis has.
    n_draws : int
    """

    mean: float
    low: float
    high: float
    p_value: float
    n_draws: int


def held_out(
    E: EmbeddingMatrix, axis: Axis, seed: int = 0, n_draws: int = DEFAULT_DRAWS
) -> HeldOut | None:
    """Judge each pair of an axis by an axis made of its other pairs.

    An axis always orders the pairs that it is made of rather well, so they cannot speak for it; a
    pair that was left out can.

    Parameters
    ----------
    E : EmbeddingMatrix
    axis : Axis
    seed : int
        Of the random directions and pairs.
    n_draws : int
        How many of each.

    Returns
    -------
    HeldOut or None
        None for an axis of fewer than two pairs: without others there is nothing to judge by.

    Examples
    --------
    >>> import embviz
    >>> from embviz.axes import parse_axis
    >>> rows = [[1, 0], [1, 1], [2, 0], [2, 1], [3, 0], [3, 2]]
    >>> E = embviz.EmbeddingMatrix(["a", "A", "b", "B", "c", "C"], rows)
    >>> held_out(E, parse_axis(E, "a ↔ A; b ↔ B; c ↔ C")).is_correct
    (True, True, True)
    """
    pairs = tuple(dict.fromkeys(axis.pairs))
    n = len(pairs)
    if n < 2:
        return None
    behind, ahead = (normalized_rows(E, words) for words in zip(*pairs, strict=True))
    steps = ahead - behind
    others = _leave_one_out_directions(steps)
    low, high = np.einsum("ij,ij->i", behind, others), np.einsum("ij,ij->i", ahead, others)
    rng = np.random.default_rng(seed)
    directions = rng.normal(size=(n_draws, E.dim))
    by_axis = (directions @ steps.T > 0).sum(axis=1)
    right = high > low
    by_pairs = _count_random_pairs(E, n, rng, n_draws)
    return HeldOut(
        tuple(right.tolist()),
        tuple(zip(low.tolist(), high.tolist(), strict=True)),
        _summarize_chance(by_axis, n, int(right.sum())),
        _summarize_chance(by_pairs, n, int(right.sum())),
    )


def variance_along(E: EmbeddingMatrix, token_ids: ArrayLike, axis: Axis) -> float:
    """Return which share of the differences between words lies along an axis.

    Of the spread (variance) of their rows at length 1, from 0 to 1: a random direction holds
    1 / dim of it on average. NaN where all rows are the same.

    Examples
    --------
    >>> import embviz
    >>> from embviz.axes import parse_axis
    >>> E = embviz.EmbeddingMatrix(["e", "n", "w"], [[1, 0], [0, 1], [-1, 0]])
    >>> variance_along(E, [0, 2], parse_axis(E, "e ↔ w")), variance_along(E, [0, 2], parse_axis(E, "n"))
    (1.0, 0.0)
    """
    ids = np.asarray(token_ids, np.intp)
    rows = normalized_rows(E, [E.tokens[i] for i in ids])
    rows = rows - rows.mean(axis=0)
    total = float(np.square(rows).sum())
    return float(np.square(rows @ axis.direction).sum()) / total if total else float("nan")


def _leave_one_out_directions(steps: Float64Array) -> Float64Array:
    """Return for each step, shape (n, dim), the direction of the sum of all the others."""
    others = steps.sum(axis=0) - steps
    lengths = np.linalg.norm(others, axis=1, keepdims=True)
    # Nearly nothing left of the others is rounding, and no direction.
    return np.asarray(
        np.divide(others, lengths, out=np.zeros_like(others), where=lengths > ZERO_TOL)
    )


def _count_random_pairs(
    E: EmbeddingMatrix, n: int, rng: np.random.Generator, n_draws: int
) -> NDArray[np.intp]:
    """Count for each draw how many of `n` random pairs the others order rightly."""
    words = [i for i, token in enumerate(E.tokens) if token.isalpha() and len(token) > 1][
        :MAX_COMMON_WORDS
    ]
    pool = normalized_rows(
        E, [E.tokens[i] for i in words] if len(words) > 2 * n else E.tokens[:MAX_COMMON_WORDS]
    )
    counts = np.empty(n_draws, np.intp)
    for draw in range(n_draws):
        low = rng.integers(len(pool), size=n)
        high = (low + rng.integers(1, len(pool), size=n)) % len(pool)  # Never the same word.
        steps = pool[high] - pool[low]
        counts[draw] = int(
            (np.einsum("ij,ij->i", steps, _leave_one_out_directions(steps)) > 0).sum()
        )
    return counts


def _summarize_chance(counts: NDArray[np.integer], n: int, reached: int) -> Chance:
    low, high = np.quantile(counts / n, (0.025, 0.975))
    return Chance(
        float(counts.mean() / n),
        float(low),
        float(high),
        float((counts >= reached).mean()),
        len(counts),
    )
