"""Arithmetic with words: king − man + woman."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from embviz.analogies.terms import Term
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Neighbors, QueryScores, nearest, normalized_rows, score_rows, top_k

AnalogyMethod: TypeAlias = Literal["3cosadd", "3cosmul"]

# Keeps 3CosMul's division away from zero (Levy and Goldberg use the same value).
EPSILON = 1e-3

# A sum shorter than this is zero but for rounding: it has no direction.
ZERO_TOL = 1e-6

# Beyond this logarithm a ratio is no number any more.
_MAX_LOG_RATIO = 700.0


def normalized_row(E: EmbeddingMatrix, token: str) -> NDArray[np.float64]:
    """Return the row of `token` divided by its length; a row of zeros stays as it is."""
    return np.asarray(normalized_rows(E, [token])[0])


def analogy_vector(
    E: EmbeddingMatrix, positive: Sequence[str], negative: Sequence[str] = ()
) -> NDArray[np.float64]:
    """Add the unit-length rows of `positive` and take away those of `negative`.

    Rows are made equally long first, so that every word has the same say (3CosAdd).

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
    """Add the unit-length rows of `terms`, each times its weight.

    Returns
    -------
    ndarray of shape (dim,)
        Zeros when the terms cancel out, even where rounding would leave a trace.
    """
    total = np.zeros(E.dim)
    rows = normalized_rows(E, [token for _, token in terms])
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
    """Find the tokens nearest to a sum of words such as king − man + woman.

    Parameters
    ----------
    E : EmbeddingMatrix
    positive : sequence of str
        Tokens to add.
    negative : sequence of str
        Tokens to take away.
    k : int
        How many tokens to return.
    method : {"3cosadd", "3cosmul"}
        ``3cosadd`` ranks by cosine with the sum of unit-length rows; ``3cosmul`` by the product of
        the cosines with `positive` over that with `negative`, each moved to the range 0 to 1.
    exclude_inputs : bool
        Leave the input tokens out of the answer, as is usual: one of them is often the nearest.

    Returns
    -------
    Neighbors
        Best first. With ``3cosmul`` the score is a ratio from 0 up, not a cosine.

    Raises
    ------
    KeyError
        When a token is not in the vocabulary.
    ValueError
        For an unknown method, or when there is no token at all.
    TypeError
        When a single string stands in place of a list.

    References
    ----------
    Mikolov, Yih and Zweig (2013), Linguistic regularities in continuous space word representations.
    Levy and Goldberg (2014), Linguistic regularities in sparse and explicit word representations.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("glove")
    >>> found = analogy(E, positive=["king", "woman"], negative=["man"], k=3)
    >>> [(token, round(score, 3)) for token, score in zip(found.tokens, found.score_rows)]
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
    """Find the tokens nearest to a sum of words with weights, such as 2 × paris − france.

    Parameters
    ----------
    E : EmbeddingMatrix
    terms : sequence of (float, str)
        Weight and token of each term; a weight below zero takes away.
    k, method, exclude_inputs
        As in `analogy`. With ``3cosmul`` the weights are powers of the factors.
    query_scores : Products, optional
        Those of the sum, where they are known; ``3cosmul`` has no use for them.

    Returns
    -------
    Neighbors
        Best first. Where the terms cancel out there is no direction: by ``3cosadd`` all tokens have
        the score 0 then.

    Raises
    ------
    KeyError
        When a token is not in the vocabulary.
    ValueError
        For an unknown method, when there is no token at all, or a weight that is no number.

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
        asked = query_scores or QueryScores(E, weighted_sum(E, terms))
        return nearest(E, asked, k, "cosine", inputs)
    if method == "3cosmul":
        return top_k(E, cosmul_scores(E, terms), k, "3cosmul", inputs)
    raise ValueError(f"Unknown method {method!r}; choose 3cosadd or 3cosmul.")


def cosmul_scores(E: EmbeddingMatrix, terms: Sequence[Term]) -> NDArray[np.float64]:
    """Return the 3CosMul ratio of every token, shape (n_tokens,)."""
    total = np.zeros(len(E))
    for weight, token in terms:
        total += weight * log_factor(score_rows(E, E[token]), weight)
    return np.exp(np.minimum(total, _MAX_LOG_RATIO))


def log_factor(cosines: NDArray[np.floating], weight: float) -> NDArray[np.float64]:
    """Return the logarithm of what 3CosMul multiplies by, or divides by when `weight` is negative.

    A cosine is moved to the range 0 to 1; what is divided by is kept away from 0 by `EPSILON`.
    """
    moved = (np.asarray(cosines, np.float64) + 1) / 2 + (EPSILON if weight < 0 else 0)
    # A factor of 0 has no logarithm; the smallest number there is stands for it.
    return np.asarray(np.log(np.maximum(moved, np.finfo(np.float64).tiny)))
