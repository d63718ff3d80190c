"""Sums of words laid flat: the plane that fits them best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.analogies.solve import ZERO_TOL, analogy_vector, weighted_sum
from embviz.analogies.terms import Term
from embviz.embedding import EmbeddingMatrix
from embviz.maps.projection import project
from embviz.neighbors import normalize_vector, normalized_rows


@dataclass(frozen=True)
class AnalogyPlane:
    """The flat picture of a − b + c: where its words and its sum lie in their best-fit plane.

    Attributes
    ----------
    points : dict of str to ndarray of shape (2,)
        ``"a"``, ``"b"``, ``"c"``, ``"sum"`` and ``"answer"``, turned so that the longer of the
        steps b → a and b → c points to the right, and the other one up.
    difference : ndarray of shape (2,)
        Where a − b lies, before c is added. It is far from every word and has no say in the fit, so
        most of it can stand out of the plane.
    others : ndarray of shape (n_others, 2)
        Further tokens, placed on the same plane.
    variance_kept : float
        Share of the spread of the five points that the plane holds, from 0 to 1.
    """

    points: dict[str, NDArray[np.float64]]
    difference: NDArray[np.float64]
    others: NDArray[np.float64]
    variance_kept: float


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
    words = normalized_rows(E, (a, b, c, answer, *others))
    fitted = project(np.array([*words[:3], analogy_vector(E, [a, c], [b]), words[3]]))
    turn = _landscape_rotation(fitted.coordinates)
    placed = fitted.coordinates @ turn
    return AnalogyPlane(
        dict(zip(("a", "b", "c", "sum", "answer"), placed, strict=True)),
        (fitted.transform(analogy_vector(E, [a], [b])[None]) @ turn)[0],
        fitted.transform(words[4:]) @ turn,
        float(fitted.variance_kept.sum()),
    )


def _landscape_rotation(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the turn (and mirroring) that lays the parallelogram wider than high."""
    a, b, c = points[:3]
    long, short = sorted((a - b, c - b), key=lambda side: -np.linalg.norm(side))
    length = np.linalg.norm(long)
    if length == 0:
        return np.eye(2)
    right = long / length
    up = np.array([-right[1], right[0]])
    return np.column_stack([right, up if short @ up >= 0 else -up])


@dataclass(frozen=True)
class SumPlane:
    """A sum of words drawn flat: arrows from the origin, laid into their best-fit plane.

    Attributes
    ----------
    steps : ndarray of shape (n_terms, 2)
        The arrow of each term: its row at length 1, times its weight.
    path : ndarray of shape (n_terms + 1, 2)
        Where the sum is before the first term, which is the origin, and after each.
    answer : ndarray of shape (2,)
    others : ndarray of shape (n_others, 2)
    cos2_steps : ndarray of shape (n_terms,)
    cos2_path : ndarray of shape (n_terms + 1,)
    cos2_others : ndarray of shape (n_others,)
    cos2_answer : float
        How much of a vector the plane holds: the share of its squared length, from 0 to 1; NaN for
        a vector of zeros.
    """

    steps: NDArray[np.float64]
    path: NDArray[np.float64]
    answer: NDArray[np.float64]
    others: NDArray[np.float64]
    cos2_steps: NDArray[np.float64]
    cos2_path: NDArray[np.float64]
    cos2_answer: float
    cos2_others: NDArray[np.float64]


def sum_plane(
    E: EmbeddingMatrix, terms: Sequence[Term], answer: str, others: Sequence[str] = ()
) -> SumPlane:
    """Lay the plane through the origin that best fits the words of a sum, the sum and its answer.

    Each of these vectors is taken at length 1, so that none has more say than another; of all
    planes through the origin, the one that holds most of their squared lengths is taken (singular
    value decomposition without centering). The vectors of the picture keep their own lengths. The
    plane is turned so that the complete sum points to the right, and the first other direction up.

    Parameters
    ----------
    E : EmbeddingMatrix
    terms : sequence of (float, str)
        At least one.
    answer : str
    others : sequence of str
        Further tokens, placed on the same plane, at length 1.

    Raises
    ------
    KeyError
        When a token is not in the vocabulary.
    ValueError
        When there are no terms.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["up", "right", "back"], [[0, 2, 0], [3, 0, 0], [0, 0, 1]])
    >>> plane = sum_plane(E, [(1, "right"), (0.5, "up")], "right")
    >>> plane.cos2_steps
    array([1., 1.])
    >>> round(float(np.linalg.norm(plane.path[-1])), 3)  # The square root of 1 + 0.25.
    1.118
    """
    if not terms:
        raise ValueError("A sum needs at least one word.")
    words = normalized_rows(E, [token for _, token in terms])
    steps = words * np.array([[weight] for weight, _ in terms])
    way = np.vstack([np.zeros(E.dim), np.cumsum(steps, axis=0)])
    way[-1] = weighted_sum(E, terms)  # A sum that cancels out is zero, not nearly so.
    last, extra = np.split(normalized_rows(E, (answer, *others)), [1])
    fitted = np.vstack([words, normalize_vector(way[-1]), last])
    directions = np.linalg.svd(fitted, full_matrices=False)[2][:2]
    plane = np.zeros((E.dim, 2))
    plane[:, : len(directions)] = directions.T
    plane = plane @ _upright_rotation(way[-1] @ plane, steps @ plane)
    return SumPlane(
        steps @ plane,
        way @ plane,
        (last @ plane)[0],
        extra @ plane,
        _squared_cosines(steps, plane),
        _squared_cosines(way, plane),
        float(_squared_cosines(last, plane)[0]),
        _squared_cosines(extra, plane),
    )


def _upright_rotation(
    total: NDArray[np.float64], steps: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the turn (and mirroring) that lays the sum to the right and the first step up."""
    right = normalize_vector(total) if np.linalg.norm(total) > ZERO_TOL else np.array([1.0, 0.0])
    up = np.array([-right[1], right[0]])
    heights = steps @ up
    first = next((height for height in heights if abs(height) > ZERO_TOL), 1.0)
    return np.column_stack([right, up if first > 0 else -up])


def _squared_cosines(
    vectors: NDArray[np.float64], plane: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the share of the squared length of each vector that lies in the plane."""
    whole = np.square(vectors).sum(axis=1)
    held = np.square(vectors @ plane).sum(axis=1)
    shares = np.divide(held, whole, out=np.full(len(vectors), np.nan), where=whole > 0)
    return np.asarray(np.clip(shares, 0, 1))
