"""How alike the words of a group are, and how much nearer to one group than to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.neighbors.most_similar import Neighbors, rank_subset
from embviz.neighbors.similarity import normalized_rows, pairwise


def mean_cosines(E: EmbeddingMatrix, tokens: Sequence[str]) -> NDArray[np.float64]:
    """Return the mean cosine similarity of each token with the others.

    The lowest marks the odd one out.

    Returns
    -------
    ndarray of shape (n,)
        NaN for a single token, which has no others.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    >>> mean_cosines(E, ["cat", "dog", "car"])
    array([0.3, 0.7, 0.4])
    """
    cosines = pairwise(E, tokens)
    np.fill_diagonal(cosines, 0)  # Not 1: the row of a zero vector has 0 there.
    others = len(tokens) - 1
    return cosines.sum(axis=1) / others if others else np.full(len(tokens), np.nan)


@dataclass(frozen=True)
class OddOneOut:
    """Which of several words is least like the others.

    Attributes
    ----------
    token : str
    ranking : Neighbors
        All of them with their mean cosine similarity with the others, the most alike first.
    margin : float
        By how much the odd one is below the next, 0 or more.
    n_stable : int
        How often it stays the odd one when one of the others is left out.
    n_trials : int
        How many others there are to leave out; 0 where fewer than three words would remain.
    """

    token: str
    ranking: Neighbors
    margin: float
    n_stable: int
    n_trials: int


def odd_one_out(E: EmbeddingMatrix, tokens: Sequence[str]) -> OddOneOut:
    """Find the word that is least like the others, and how sure that is.

    Parameters
    ----------
    E : EmbeddingMatrix
    tokens : sequence of str
        Three or more, each once.

    Raises
    ------
    ValueError
        For fewer than three words, or a repeated one.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [4, 1], [0, 2]])
    >>> found = odd_one_out(E, ["cat", "dog", "car"])
    >>> found.token, round(found.margin, 3)
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
    steady = 0
    for left_out in others if n > 3 else ():
        remain = sums - cosines[:, left_out]
        remain[left_out] = np.inf
        steady += int(remain[odd] <= remain.min())
    margin = ranking.scores[-2] - ranking.scores[-1]
    return OddOneOut(tokens[odd], ranking, margin, steady, len(others) if n > 3 else 0)


def mean_cosines_within_between(
    E: EmbeddingMatrix, groups: Sequence[Sequence[str]]
) -> tuple[float, float]:
    """Return the mean cosine of two words of one group, and of two words of different groups.

    Every pair counts once. NaN where there is no such pair.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["n", "nne", "e"], [[0, 2], [3, 4], [1, 0]])
    >>> mean_cosines_within_between(E, [["n", "nne"], ["e"]])
    (0.8, 0.3)
    """
    cosines = pairwise(E, [token for group in groups for token in group])
    number = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    same = number[:, None] == number
    once = np.triu(np.ones_like(same), k=1)
    within, between = cosines[same & once], cosines[~same & once]
    return _mean_or_nan(within), _mean_or_nan(between)


def _mean_or_nan(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if values.size else float("nan")


def association(
    E: EmbeddingMatrix,
    tokens: Sequence[str],
    attributes_a: Sequence[str],
    attributes_b: Sequence[str],
) -> NDArray[np.float64]:
    """Return how much nearer each token is to the words `attributes_a` than to the words `attributes_b`.

    Returns
    -------
    ndarray of shape (n,)
        Mean cosine similarity with `attributes_a` minus that with `attributes_b`, from −2 to 2.

    Raises
    ------
    ValueError
        When one of the two lists of words is empty.

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
    rows, ahead, behind = (
        normalized_rows(E, words) for words in (tokens, attributes_a, attributes_b)
    )
    return np.asarray(rows @ (ahead.mean(axis=0) - behind.mean(axis=0)))
