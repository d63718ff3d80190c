"""Solve analogies: the tokens nearest to a signed sum of words, by 3CosAdd or 3CosMul."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from embviz.analogies.terms import Term
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import (
    ZERO_TOL,
    Neighbors,
    QueryScores,
    nearest,
    normalized_rows,
    score_rows,
    top_k,
)

AnalogyMethod: TypeAlias = Literal["3cosadd", "3cosmul"]

# Keeps divisors of 3CosMul away from zero; the value of Levy and Goldberg.
EPSILON = 1e-3

# exp overflows float64 soon after this.
_MAX_LOG_RATIO = 700.0


def analogy_vector(
    E: EmbeddingMatrix, positive: Sequence[str], negative: Sequence[str] = ()
) -> NDArray[np.float64]:
    """Add the rows of `positive` at length 1 and subtract those of `negative` (3CosAdd).

    Returns
    -------
    ndarray of shape (dim,)

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["a", "b"], [[2, 0], [0, 4]])
    >>> analogy_vector(E, ["a"], ["b"])
    array([ 1., -1.])
    """
    return weighted_sum(E, _signed_terms(positive, negative))


def weighted_sum(E: EmbeddingMatrix, terms: Sequence[Term]) -> NDArray[np.float64]:
    """Add the rows of `terms` at length 1, each times its weight.

    Returns
    -------
    ndarray of shape (dim,)
        Exactly zero if the terms cancel out except for rounding.
    """
    total = np.zeros(E.dim)
    rows = normalized_rows(E, E.token_ids(token for _, token in terms))
    for (weight, _), row in zip(terms, rows, strict=True):
        total += weight * row
    largest = max((abs(weight) for weight, _ in terms), default=1.0)
    return total if np.linalg.norm(total) > ZERO_TOL * largest else np.zeros(E.dim)


def _signed_terms(positive: Sequence[str], negative: Sequence[str]) -> list[Term]:
    return [*((1.0, token) for token in positive), *((-1.0, token) for token in negative)]


def analogy(
    E: EmbeddingMatrix,
    positive: Sequence[str],
    negative: Sequence[str] = (),
    k: int = 10,
    method: AnalogyMethod = "3cosadd",
    exclude_inputs: bool = True,
) -> Neighbors:
    """Find the tokens nearest to a sum of words, such as king − man + woman.

    Parameters
    ----------
    E : EmbeddingMatrix
    positive : sequence of str
        Tokens to add.
    negative : sequence of str
        Tokens to subtract.
    k : int
        Number of tokens to return.
    method : {"3cosadd", "3cosmul"}
        ``3cosadd`` ranks by the cosine with the sum of rows at length 1; ``3cosmul`` by the product
        of the cosines with `positive` divided by that with `negative`, each shifted to the range 0
        to 1.
    exclude_inputs : bool
        Exclude the input tokens from the ranking, as is usual: one of them is often the nearest.

    Returns
    -------
    Neighbors
        Best first. The scores of ``3cosmul`` are ratios from 0 up, not cosines.

    Raises
    ------
    KeyError
        If a token is not in the vocabulary.
    ValueError
        For an unknown method, or if there are no tokens.
    TypeError
        If `positive` or `negative` is a string.

    References
    ----------
    Mikolov, Yih and Zweig (2013), Linguistic regularities in continuous space word representations.
    Levy and Goldberg (2014), Linguistic regularities in sparse and explicit word representations.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("glove")
    >>> answers = analogy(E, positive=["king", "woman"], negative=["man"], k=3)
    >>> [(token, round(score, 3)) for token, score in zip(answers.tokens, answers.scores)]
    [('queen', 0.77), ('monarch', 0.684), ('throne', 0.676)]
    """
    if isinstance(positive, str) or isinstance(negative, str):
        raise TypeError("positive and negative are lists of tokens; put a single one in brackets.")
    return solve(E, _signed_terms(positive, negative), k, method, exclude_inputs)


def solve(
    E: EmbeddingMatrix,
    terms: Sequence[Term],
    k: int = 10,
    method: AnalogyMethod = "3cosadd",
    exclude_inputs: bool = True,
    query_scores: QueryScores | None = None,
) -> Neighbors:
    """Find the tokens nearest to a weighted sum of words, such as 2 × paris − france.

    Parameters
    ----------
    E : EmbeddingMatrix
    terms : sequence of (float, str)
        Weight and token of each term.
    k, method, exclude_inputs
        As in `analogy`. The weights of ``3cosmul`` are exponents of the factors.
    query_scores : QueryScores, optional
        Scores for the sum, if already computed; only ``3cosadd`` uses them.

    Returns
    -------
    Neighbors
        Best first. If the terms cancel out, all scores of ``3cosadd`` are 0.

    Raises
    ------
    KeyError
        If a token is not in the vocabulary.
    ValueError
        For an unknown method, if there are no terms, or for a weight that is not finite.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["n", "e", "nne", "ene"], [[0, 1], [1, 0], [3, 4], [4, 3]])
    >>> solve(E, [(2, "n"), (1, "e")], k=1).tokens
    ('nne',)
    """
    if not terms:
        raise ValueError("An analogy needs at least one word.")
    if not np.isfinite([weight for weight, _ in terms]).all():
        raise ValueError("A weight is a number, neither infinite nor NaN.")
    inputs = {E.token_id(token) for _, token in terms} if exclude_inputs else ()
    if method == "3cosadd":
        query_scores = query_scores or QueryScores(E, weighted_sum(E, terms))
        return nearest(E, query_scores, k, "cosine", inputs)
    if method == "3cosmul":
        return top_k(E, cosmul_scores(E, terms), k, "3cosmul", inputs)
    raise ValueError(f"Unknown method {method!r}; choose 3cosadd or 3cosmul.")


def cosmul_scores(E: EmbeddingMatrix, terms: Sequence[Term]) -> NDArray[np.float64]:
    """Return the 3CosMul ratio of every token, shape (n_tokens,)."""
    log_ratios = np.zeros(len(E))
    for weight, token in terms:
        log_ratios += weight * log_factor(score_rows(E, E[token]), weight)
    return np.exp(np.minimum(log_ratios, _MAX_LOG_RATIO))


def log_factor(cosines: NDArray[np.floating], weight: float) -> NDArray[np.float64]:
    """Return the logarithm of a factor of 3CosMul, a divisor if `weight` is negative.

    Cosines are shifted to the range 0 to 1; divisors are `EPSILON` larger.
    """
    factors = (np.asarray(cosines, np.float64) + 1) / 2 + (EPSILON if weight < 0 else 0)
    # The smallest positive float replaces 0, which has no logarithm.
    return np.asarray(np.log(np.maximum(factors, np.finfo(np.float64).tiny)))
