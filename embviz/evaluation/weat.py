"""The Word Embedding Association Test (WEAT)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix, find_words
from embviz.neighbors import association

# With at most so many partitions into X and Y, all of them are evaluated.
MAX_EXACT_PARTITIONS = 200_000

# Otherwise so many random ones are.
N_RANDOM_PARTITIONS = 100_000
BLOCK_PARTITIONS = 10_000


@dataclass(frozen=True)
class WeatResult:
    """The result of an association test.

    Attributes
    ----------
    targets_x, targets_y, attributes_a, attributes_b : tuple of str
        The tokens of X, Y, A and B that were used.
    s_x, s_y : ndarray of shape (n,)
        s(w, A, B) of each target word w: its mean cosine with A minus its mean cosine with B.
    mean_difference : float
        Mean of `s_x` minus mean of `s_y`.
    effect_size : float
        `mean_difference` in standard deviations of s over all target words; NaN if all s are equal.
    p_value : float
        Probability of a difference at least as large when the target words are assigned to X and
        Y at random (one-sided).
    n_partitions : int
        Number of partitions that were evaluated.
    is_exact : bool
        Whether all possible partitions were evaluated.
    skipped_words : dict of str to tuple of str
        The words of X, Y, A and B that were not used: they are not in the vocabulary, have a row of
        zeros, or are both in X and in Y.
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
    """Test whether the words X are more strongly associated with A than with B, compared to Y.

    Parameters
    ----------
    E : EmbeddingMatrix
    X, Y : sequence of str
        Target words, such as flowers and insects. At least two of each must be usable. A word
        that is in both is removed from both.
    A, B : sequence of str
        Attribute words, such as pleasant and unpleasant ones. At least one of each must be usable.
    seed : int
        Seed of the random partitions, used if there are more than `MAX_EXACT_PARTITIONS`.

    Returns
    -------
    WeatResult

    Raises
    ------
    ValueError
        If too few words of a list are usable.

    Notes
    -----
    The test compares means, the paper sums. Both agree for lists of equal length, and means stay
    comparable if words of one list are skipped. The observed partition is one of those evaluated,
    so that no p-value is 0. The standard deviation is that of a sample (n − 1).

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
    >>> result = weat(E, ["rose", "lily"], ["wasp", "flea"], ["good"], ["bad"])
    >>> round(result.effect_size, 2), round(result.p_value, 3), result.n_partitions
    (1.72, 0.167, 6)
    """
    common = {*find_words(E, X)[0]} & {*find_words(E, Y)[0]}
    used: dict[str, list[str]] = {}
    skipped: dict[str, tuple[str, ...]] = {}
    for name, words in {"X": X, "Y": Y, "A": A, "B": B}.items():
        known, unknown = find_words(E, words)
        usable = [t for t in known if E[t].any() and not (name in "XY" and t in common)]
        used[name] = usable
        skipped[name] = (*unknown, *(token for token in known if token not in usable))
        min_words = 2 if name in "XY" else 1
        if (n := len(usable)) < min_words:
            raise ValueError(
                f"The list {name} has {n} usable {'word' if n == 1 else 'words'}; "
                f"the test needs at least {min_words}."
            )
    s_x = association(E, used["X"], used["A"], used["B"])
    s_y = association(E, used["Y"], used["A"], used["B"])
    s = np.concatenate([s_x, s_y])
    difference = float(s_x.mean() - s_y.mean())
    std = float(s.std(ddof=1))
    p_value, n_partitions, is_exact = _p_value(s, len(s_x), seed)
    return WeatResult(
        tuple(used["X"]),
        tuple(used["Y"]),
        tuple(used["A"]),
        tuple(used["B"]),
        s_x=s_x,
        s_y=s_y,
        mean_difference=difference,
        effect_size=difference / std if std > 1e-12 else math.nan,
        p_value=p_value,
        n_partitions=n_partitions,
        is_exact=is_exact,
        skipped_words=skipped,
    )


def _p_value(s: NDArray[np.float64], n_x: int, seed: int) -> tuple[float, int, bool]:
    """Return the p-value, the number of partitions evaluated and whether these are all.

    For a fixed total and fixed sizes, a larger sum of X is a larger difference of means.
    """
    n = len(s)
    # The tolerance makes sums equal that differ by rounding only.
    threshold = float(s[:n_x].sum()) - 1e-9 * float(np.abs(s).sum())
    total = math.comb(n, n_x)
    if total <= MAX_EXACT_PARTITIONS:
        partitions = np.fromiter(combinations(range(n), n_x), np.dtype((np.intp, n_x)), total)
        hits = int(np.count_nonzero(s[partitions].sum(axis=1) >= threshold))
        return hits / total, total, True
    rng = np.random.default_rng(seed)
    hits = 1
    for start in range(0, N_RANDOM_PARTITIONS, BLOCK_PARTITIONS):
        block = np.tile(s, (min(BLOCK_PARTITIONS, N_RANDOM_PARTITIONS - start), 1))
        sums = rng.permuted(block, axis=1)[:, :n_x].sum(axis=1)
        hits += int(np.count_nonzero(sums >= threshold))
    return hits / (N_RANDOM_PARTITIONS + 1), N_RANDOM_PARTITIONS + 1, False
