"""Arithmetic with words: king − man + woman."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Neighbors, nearest, rank
from embviz.projection import project
from embviz.similarity import scores, unit

Method: TypeAlias = Literal["3cosadd", "3cosmul"]

# Keeps 3CosMul's division away from zero (Levy and Goldberg use the same value).
EPSILON = 1e-3


def unit_row(E: EmbeddingMatrix, token: str) -> NDArray[np.float64]:
    """Return the row of `token` divided by its length; a row of zeros stays as it is."""
    return unit(E[token].astype(np.float64))


def target(
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
    >>> target(E, ["a"], ["b"])
    array([ 1., -1.])
    """
    total = np.zeros(E.dim)
    for token in positive:
        total += unit_row(E, token)
    for token in negative:
        total -= unit_row(E, token)
    return total


def analogy(
    E: EmbeddingMatrix,
    positive: Sequence[str],
    negative: Sequence[str] = (),
    k: int = 10,
    method: Method = "3cosadd",
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
    >>> [(token, round(score, 3)) for token, score in zip(found.tokens, found.scores)]
    [('queen', 0.77), ('monarch', 0.684), ('throne', 0.676)]
    """
    if isinstance(positive, str) or isinstance(negative, str):
        raise TypeError("positive and negative are lists of tokens; put a single one in brackets.")
    if not positive and not negative:
        raise ValueError("An analogy needs at least one word.")
    inputs = {E.token_id(token) for token in (*positive, *negative)} if exclude_inputs else ()
    if method == "3cosadd":
        return nearest(E, target(E, positive, negative), k, "cosine", inputs)
    if method == "3cosmul":
        ratio = np.ones(len(E))
        for token in positive:
            ratio *= (scores(E, E[token]) + 1.0) / 2
        for token in negative:
            ratio /= (scores(E, E[token]) + 1.0) / 2 + EPSILON
        return rank(E, ratio, k, "3cosmul", inputs)
    raise ValueError(f"Unknown method {method!r}; choose 3cosadd or 3cosmul.")


@dataclass(frozen=True)
class AnalogyPlane:
    """The flat picture of a − b + c: where its words and its sum lie in their best-fit plane.

    Attributes
    ----------
    points : dict of str to ndarray of shape (2,)
        ``"a"``, ``"b"``, ``"c"``, ``"sum"`` and ``"answer"``, turned so that the longer of the
        steps b → a and b → c points to the right, and the other one up.
    halfway : ndarray of shape (2,)
        Where a − b lies, before c is added. It is far from every word and has no say in the fit, so
        most of it can stand out of the plane.
    others : ndarray of shape (n_others, 2)
        Further tokens, placed on the same plane.
    kept : float
        Share of the spread of the five points that the plane holds, from 0 to 1.
    """

    points: dict[str, NDArray[np.float64]]
    halfway: NDArray[np.float64]
    others: NDArray[np.float64]
    kept: float


def analogy_plane(
    E: EmbeddingMatrix, a: str, b: str, c: str, answer: str, others: Sequence[str] = ()
) -> AnalogyPlane:
    """Lay the best-fit plane through a, b, c, their sum a − b + c, and the answer.

    The rows are taken at length 1, as in the arithmetic. The steps b → a and c → sum are equal in
    all dimensions, so they are equal arrows in any plane.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("tutorial")
    >>> plane = analogy_plane(E, "king", "man", "woman", "queen")
    >>> step = plane.points["a"] - plane.points["b"]
    >>> bool(np.allclose(plane.points["sum"] - plane.points["c"], step))
    True
    """
    rows = np.array(
        [*(unit_row(E, token) for token in (a, b, c)), target(E, [a, c], [b]), unit_row(E, answer)]
    )
    fitted = project(rows)
    turn = _landscape(fitted.coordinates)
    placed = fitted.coordinates @ turn
    extra = np.array([unit_row(E, token) for token in others]).reshape(-1, E.dim)
    return AnalogyPlane(
        dict(zip(("a", "b", "c", "sum", "answer"), placed, strict=True)),
        (fitted.transform(target(E, [a], [b])[None]) @ turn)[0],
        fitted.transform(extra) @ turn,
        float(fitted.variance_kept.sum()),
    )


def _landscape(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the turn (and mirroring) that lays the parallelogram wider than high."""
    a, b, c = points[:3]
    long, short = sorted((a - b, c - b), key=lambda side: -np.linalg.norm(side))
    length = np.linalg.norm(long)
    if length == 0:
        return np.eye(2)
    right = long / length
    up = np.array([-right[1], right[0]])
    return np.column_stack([right, up if short @ up >= 0 else -up])
