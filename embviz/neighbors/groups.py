"""Compare the words of groups: odd one out, within and between groups, association."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.neighbors.most_similar import Neighbors, rank_subset
from embviz.neighbors.normalization import normalized_rows
from embviz.neighbors.similarity import pairwise


def mean_cosines(E: EmbeddingMatrix, tokens: Sequence[str]) -> NDArray[np.float64]:
    """Return the mean cosine similarity of each token with the others.

    Returns
    -------
    ndarray of shape (n,)
        NaN for a single token.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> mean_cosines(E, ["cat", "dog", "car"])
    array([0.3, 0.7, 0.4])
    """
    cosines = pairwise(E, tokens)
    np.fill_diagonal(cosines, 0)  # Subtracting 1 would be wrong for a row of zeros.
    n_others = len(tokens) - 1
    return cosines.sum(axis=1) / n_others if n_others else np.full(len(tokens), np.nan)


@dataclass(frozen=True)
class OddOneOut:
    """The word of a group that is least similar to the others.

    Attributes
    ----------
    token : str
    ranking : Neighbors
        All words by their mean cosine similarity with the others, highest first.
    margin : float
        Difference between the last two scores, 0 or more.
    n_stable : int
        Number of trials in which it remains the odd one; each trial leaves out one other word.
    n_trials : int
        Number of other words; 0 if fewer than three words would remain.
    """

    token: str
    ranking: Neighbors
    margin: float
    n_stable: int
    n_trials: int


def odd_one_out(E: EmbeddingMatrix, tokens: Sequence[str]) -> OddOneOut:
    """Find the word that is least similar to the others, and how stable that result is.

    Parameters
    ----------
    E : EmbeddingMatrix
    tokens : sequence of str
        Three or more, without duplicates.

    Raises
    ------
    ValueError
        For fewer than three words, or a repeated one.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [4, 1], [0, 2]])
    >>> odd = odd_one_out(E, ["cat", "dog", "car"])
    >>> odd.token, round(odd.margin, 3)
    ('car', 0.364)
    """
    n = len(tokens)
    if n < 3 or len({*tokens}) < n:
        raise ValueError("The odd one out needs three different words at least.")
    cosines = pairwise(E, tokens)
    np.fill_diagonal(cosines, 0)
    sums = cosines.sum(axis=1)
    ranking = rank_subset(E, tokens, sums / (n - 1), "mean cosine")
    odd = list(tokens).index(ranking.tokens[-1])
    others = [i for i in range(n) if i != odd]
    n_stable = 0
    for left_out in others if n > 3 else ():
        remaining_sums = sums - cosines[:, left_out]
        remaining_sums[left_out] = np.inf
        n_stable += int(remaining_sums[odd] <= remaining_sums.min())
    margin = ranking.scores[-2] - ranking.scores[-1]
    return OddOneOut(tokens[odd], ranking, margin, n_stable, len(others) if n > 3 else 0)


def mean_cosines_within_between(
    E: EmbeddingMatrix, groups: Sequence[Sequence[str]]
) -> tuple[float, float]:
    """Return the mean cosine of pairs of words within a group, and between different groups.

    NaN where there is no such pair.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["n", "nne", "e"], [[0, 2], [3, 4], [1, 0]])
    >>> mean_cosines_within_between(E, [["n", "nne"], ["e"]])
    (0.8, 0.3)
    """
    cosines = pairwise(E, [token for group in groups for token in group])
    group_ids = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    is_same_group = group_ids[:, None] == group_ids
    is_pair = np.triu(np.ones_like(is_same_group), k=1)
    within, between = cosines[is_same_group & is_pair], cosines[~is_same_group & is_pair]
    return _mean_or_nan(within), _mean_or_nan(between)


def _mean_or_nan(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if values.size else float("nan")


def association(
    E: EmbeddingMatrix,
    tokens: Sequence[str],
    attributes_a: Sequence[str],
    attributes_b: Sequence[str],
) -> NDArray[np.float64]:
    """Return how much nearer each token is to `attributes_a` than to `attributes_b`.

    Returns
    -------
    ndarray of shape (n,)
        Mean cosine similarity with `attributes_a` minus that with `attributes_b`, from −2 to 2.

    Raises
    ------
    ValueError
        If `attributes_a` or `attributes_b` is empty.

    References
    ----------
    Caliskan, Bryson and Narayanan (2017), Semantics derived automatically from language corpora
    contain human-like biases: s(w, A, B).

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["east", "north", "northeast"], [[2, 0], [0, 1], [3, 4]])
    >>> association(E, ["northeast"], ["north"], ["east"])
    array([0.2])
    """
    if not attributes_a or not attributes_b:
        raise ValueError("Both lists need a word to compare with.")
    rows, rows_a, rows_b = (
        normalized_rows(E, E.token_ids(words)) for words in (tokens, attributes_a, attributes_b)
    )
    return np.asarray(rows @ (rows_a.mean(axis=0) - rows_b.mean(axis=0)))
