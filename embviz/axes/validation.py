"""Validate an axis: leave out each pair and score it on the axis of the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.axes.axis import Axis
from embviz.embedding import EmbeddingMatrix, common_words
from embviz.embedding.whole_words import MAX_COMMON_WORDS
from embviz.neighbors import ZERO_TOL, normalized_rows
from embviz.neighbors.normalization import Float64Array

DEFAULT_DRAWS = 1000


@dataclass(frozen=True)
class HeldOut:
    """Leave-one-out validation of an axis.

    Attributes
    ----------
    is_correct : tuple of bool
        For each pair, whether its second word is above its first on the axis of the other pairs.
    pair_scores : tuple of (float, float)
        For each pair, the scores of its words on that axis, as cosines.
    random_axes : Chance
        The same pairs on random directions.
    random_pairs : Chance
        The same validation with as many random pairs of words.
    """

    is_correct: tuple[bool, ...]
    pair_scores: tuple[tuple[float, float], ...]
    random_axes: Chance
    random_pairs: Chance

    @property
    def n_correct(self) -> int:
        """Number of correct pairs."""
        return sum(self.is_correct)


@dataclass(frozen=True)
class Chance:
    """Distribution of the share of correct pairs by chance.

    Attributes
    ----------
    mean : float
        From 0 to 1.
    low, high : float
        2.5 % and 97.5 % quantiles.
    p_value : float
        Share of the draws with at least as many correct pairs as the axis.
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
    """Score each pair of an axis on the axis of its other pairs.

    Pairs that define an axis are nearly always ordered correctly by it, so only pairs that are left
    out can validate it.

    Parameters
    ----------
    E : EmbeddingMatrix
    axis : Axis
    seed : int
        Seed of the random directions and pairs.
    n_draws : int
        Number of random directions, and of sets of random pairs.

    Returns
    -------
    HeldOut or None
        None for an axis of fewer than two different pairs.

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
    low_rows, high_rows = (normalized_rows(E, E.token_ids(t)) for t in zip(*pairs, strict=True))
    steps = high_rows - low_rows
    directions = _leave_one_out_directions(steps)
    low = np.einsum("ij,ij->i", low_rows, directions)
    high = np.einsum("ij,ij->i", high_rows, directions)
    is_correct = high > low
    n_correct = int(is_correct.sum())
    rng = np.random.default_rng(seed)
    axis_counts = (rng.normal(size=(n_draws, E.dim)) @ steps.T > 0).sum(axis=1)
    pair_counts = _count_random_pairs(E, n, rng, n_draws)
    return HeldOut(
        tuple(is_correct.tolist()),
        tuple(zip(low.tolist(), high.tolist(), strict=True)),
        _summarize_chance(axis_counts, n, n_correct),
        _summarize_chance(pair_counts, n, n_correct),
    )


def variance_along(E: EmbeddingMatrix, token_ids: ArrayLike, axis: Axis) -> float:
    """Return the share of the variance of rows at length 1 that lies along an axis.

    From 0 to 1; 1 / dim on average for a random direction. NaN if all rows are the same.

    Examples
    --------
    >>> import embviz
    >>> from embviz.axes import parse_axis
    >>> E = embviz.EmbeddingMatrix(["e", "n", "w"], [[1, 0], [0, 1], [-1, 0]])
    >>> variance_along(E, [0, 2], parse_axis(E, "e ↔ w"))
    1.0
    >>> variance_along(E, [0, 2], parse_axis(E, "n"))
    0.0
    """
    rows = normalized_rows(E, token_ids)
    rows = rows - rows.mean(axis=0)
    total = float(np.square(rows).sum())
    return float(np.square(rows @ axis.direction).sum()) / total if total else float("nan")


def _leave_one_out_directions(steps: Float64Array) -> Float64Array:
    """Return the direction of the sum of the other steps for each step, shape (n, dim).

    Zeros where the other steps cancel out.
    """
    others = steps.sum(axis=0) - steps
    norms = np.linalg.norm(others, axis=1, keepdims=True)
    return np.asarray(np.divide(others, norms, out=np.zeros_like(others), where=norms > ZERO_TOL))


def _count_random_pairs(
    E: EmbeddingMatrix, n: int, rng: np.random.Generator, n_draws: int
) -> NDArray[np.intp]:
    """Return the number of correct pairs among `n` random pairs of words for each draw.

    Pairs are made of common words, if there are enough, because those of an axis usually are.
    """
    words = common_words(E)
    pool = normalized_rows(E, words if len(words) > 2 * n else range(min(len(E), MAX_COMMON_WORDS)))
    counts = np.empty(n_draws, np.intp)
    for draw in range(n_draws):
        low = rng.integers(len(pool), size=n)
        high = (low + rng.integers(1, len(pool), size=n)) % len(pool)  # Never equal to `low`.
        steps = pool[high] - pool[low]
        scores = np.einsum("ij,ij->i", steps, _leave_one_out_directions(steps))
        counts[draw] = np.count_nonzero(scores > 0)
    return counts


def _summarize_chance(counts: NDArray[np.integer], n: int, n_correct: int) -> Chance:
    low, high = np.quantile(counts / n, (0.025, 0.975))
    return Chance(
        float(counts.mean() / n),
        float(low),
        float(high),
        float((counts >= n_correct).mean()),
        len(counts),
    )
