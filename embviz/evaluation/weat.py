"""The Word Embedding Association Test: whether some words are nearer to these than others are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix, find_words
from embviz.neighbors import association

# Up to so many ways to deal the words, all are tried.
MAX_EXACT_PARTITIONS = 200_000

# Else, so many drawn by chance.
N_RANDOM_PARTITIONS = 100_000
BLOCK_PARTITIONS = 10_000


@dataclass(frozen=True)
class WeatResult:
    """The result of an association test.

    Attributes
    ----------
    targets_x, targets_y, attributes_a, attributes_b : tuple of str
        The tokens that were used, of X, Y, A and B.
    s_x, s_y : ndarray of shape (n,)
        s(w, A, B) of each target word: its mean cosine with A minus that with B.
    mean_difference : float
        Mean of `s_x` minus mean of `s_y`.
    effect_size : float
        `mean_difference` in standard deviations of s over all target words; NaN when all are equal.
    p_value : float
        How likely a difference at least as large is when the target words are dealt to X and Y
        blindly (one-sided).
    n_partitions : int
        How many ways of dealing were tried.
    is_exact : bool
        Whether these were all there are.
    skipped_words : dict of str to tuple of str
        For X, Y, A and B, the words that were not used: the vocabulary lacks them, or holds a row
        of zeros.
    """

    targets_x: tuple[str, ...]
    targets_y: tuple[str, ...]
    attributes_a: tuple[str, ...]
    attributes_b: tuple[str, ...]
    s_x: NDArray[np.float64]
    s_y: NDArray[np.float64]
    mean_difference: float
    effect_size: float
    p_value: float
    n_partitions: int
    is_exact: bool
    skipped_words: dict[str, tuple[str, ...]]


def weat(
    E: EmbeddingMatrix,
    X: Sequence[str],
    Y: Sequence[str],
    A: Sequence[str],
    B: Sequence[str],
    *,
    seed: int = 0,
) -> WeatResult:
    """Test whether the words X are nearer to A than to B, more so than the words Y are.

    Parameters
    ----------
    E : EmbeddingMatrix
    X, Y : sequence of str
        Target words, such as flowers and insects. Each needs two that the vocabulary has. A word
        of both stays out of both.
    A, B : sequence of str
        Attribute words, such as pleasant and unpleasant ones. Each needs one.
    seed : int
        For the ways of dealing that are drawn when there are more than `MAX_EXACT_PARTITIONS`.

    Returns
    -------
    Weat

    Raises
    ------
    ValueError
        When too few words of a list are left.

    Notes
    -----
    The test compares means, where the paper compares sums: the same for lists of equal length, and
    still fair when words are lost from one of them. The observed way of dealing counts among those
    tried, so that no p-value is 0. The standard deviation is that of a sample (n − 1).

    References
    ----------
    Caliskan, Bryson and Narayanan (2017), Semantics derived automatically from language corpora
    contain human-like biases.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(
    ...     ["rose", "lily", "wasp", "flea", "good", "bad"],
    ...     [[3, 1], [4, 1], [1, 3], [1, 2], [1, 0], [0, 1]],
    ... )
    >>> found = weat(E, ["rose", "lily"], ["wasp", "flea"], ["good"], ["bad"])
    >>> round(found.effect_size, 2), round(found.p_value, 3), found.n_partitions
    (1.72, 0.167, 6)
    """
    given = {"X": X, "Y": Y, "A": A, "B": B}
    both = {*find_words(E, X)[0]} & {*find_words(E, Y)[0]}
    used: dict[str, list[str]] = {}
    lost: dict[str, tuple[str, ...]] = {}
    for name, words in given.items():
        found, missing = find_words(E, words)
        kept = [t for t in found if E[t].any() and not (name in "XY" and t in both)]
        used[name] = kept
        lost[name] = (*missing, *(token for token in found if token not in kept))
        fewest = 2 if name in "XY" else 1
        if len(kept) < fewest:
            raise ValueError(
                f"The list {name} has {len(kept)} usable {'word' if len(kept) == 1 else 'words'}; "
                f"the test needs at least {fewest}."
            )
    s_x = association(E, used["X"], used["A"], used["B"])
    s_y = association(E, used["Y"], used["A"], used["B"])
    s = np.concatenate([s_x, s_y])
    difference = float(s_x.mean() - s_y.mean())
    spread = float(s.std(ddof=1))
    p_value, partitions, exact = _p_value(s, len(s_x), seed)
    return WeatResult(
        tuple(used["X"]),
        tuple(used["Y"]),
        tuple(used["A"]),
        tuple(used["B"]),
        s_x=s_x,
        s_y=s_y,
        mean_difference=difference,
        effect_size=difference / spread if spread > 1e-12 else math.nan,
        p_value=p_value,
        n_partitions=partitions,
        is_exact=exact,
        skipped_words=lost,
    )


def _p_value(s: NDArray[np.float64], n_x: int, seed: int) -> tuple[float, int, bool]:
    """Return how often a blind way of dealing gives `n_x` of the values so high a sum.

    With the total and the sizes fixed, a higher sum of X is a higher difference of means.
    """
    n = len(s)
    # Sums that are equal but for rounding count as equal.
    reached = float(s[:n_x].sum()) - 1e-9 * float(np.abs(s).sum())
    ways = math.comb(n, n_x)
    if ways <= MAX_EXACT_PARTITIONS:
        dealt = np.fromiter(combinations(range(n), n_x), np.dtype((np.intp, n_x)), ways)
        hits = int(np.count_nonzero(s[dealt].sum(axis=1) >= reached))
        return hits / ways, ways, True
    rng = np.random.default_rng(seed)
    hits = 1
    for start in range(0, N_RANDOM_PARTITIONS, BLOCK_PARTITIONS):
        many = np.tile(s, (min(BLOCK_PARTITIONS, N_RANDOM_PARTITIONS - start), 1))
        sums = rng.permuted(many, axis=1)[:, :n_x].sum(axis=1)
        hits += int(np.count_nonzero(sums >= reached))
    return hits / (N_RANDOM_PARTITIONS + 1), N_RANDOM_PARTITIONS + 1, False
