"""Project sums of words to the plane that fits them best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.analogies.solve import analogy_vector, weighted_sum
from embviz.analogies.terms import Term
from embviz.embedding import EmbeddingMatrix
from embviz.maps.projection import project
from embviz.neighbors import ZERO_TOL, normalize_vector, normalized_rows


@dataclass(frozen=True)
class AnalogyPlane:
    """The words of a − b + c, their sum and the answer in their best-fit plane.

    Attributes
    ----------
    points : dict of str to ndarray of shape (2,)
        ``"a"``, ``"b"``, ``"c"``, ``"sum"`` and ``"answer"``, rotated so that the longer of the
        steps b → a and b → c points to the right, and the other one up.
    difference : ndarray of shape (2,)
        The projection of a − b. It is far from every word and not part of the fit, so most of its
        length can be perpendicular to the plane.
    others : ndarray of shape (n_others, 2)
        Further tokens, projected to the same plane.
    variance_kept : float
        Share of the variance of the five points that lies in the plane, from 0 to 1.
    """

    points: dict[str, NDArray[np.float64]]
    difference: NDArray[np.float64]
    others: NDArray[np.float64]
    variance_kept: float


def analogy_plane(
    E: EmbeddingMatrix, a: str, b: str, c: str, answer: str, others: Sequence[str] = ()
) -> AnalogyPlane:
    """Project a, b, c, their sum a − b + c and the answer to their best-fit plane (PCA).

    Rows are taken at length 1, as in `analogy`. The steps b → a and c → sum are equal vectors, so
    they are equal in any plane.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("tutorial")
    >>> plane = analogy_plane(E, "king", "man", "woman", "queen")
    >>> step = plane.points["a"] - plane.points["b"]
    >>> bool(np.allclose(plane.points["sum"] - plane.points["c"], step))
    True
    """
    words = normalized_rows(E, E.token_ids((a, b, c, answer, *others)))
    projection = project(np.array([*words[:3], analogy_vector(E, [a, c], [b]), words[3]]))
    rotation = _landscape_rotation(projection.coordinates)
    points = projection.coordinates @ rotation
    return AnalogyPlane(
        dict(zip(("a", "b", "c", "sum", "answer"), points, strict=True)),
        (projection.transform(analogy_vector(E, [a], [b])[None]) @ rotation)[0],
        projection.transform(words[4:]) @ rotation,
        float(projection.variance_kept.sum()),
    )


def _landscape_rotation(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rotation (or reflection) that makes the parallelogram wider than high."""
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
    """A sum of words, projected to the best-fit plane through the origin.

    Attributes
    ----------
    steps : ndarray of shape (n_terms, 2)
        Each term: its row at length 1, times its weight.
    path : ndarray of shape (n_terms + 1, 2)
        The origin and the partial sums.
    answer : ndarray of shape (2,)
    others : ndarray of shape (n_others, 2)
    cos2_steps : ndarray of shape (n_terms,)
    cos2_path : ndarray of shape (n_terms + 1,)
    cos2_answer : float
    cos2_others : ndarray of shape (n_others,)
        Share of the squared length of each vector that lies in the plane, from 0 to 1; NaN for a
        vector of zeros.
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
    """Project a sum of words to the plane through the origin that fits it best.

    The plane is fitted to the words, the sum and the answer, all at length 1, by singular value
    decomposition without centering. It is rotated so that the complete sum points to the right,
    and the first other direction up.

    Parameters
    ----------
    E : EmbeddingMatrix
    terms : sequence of (float, str)
        At least one.
    answer : str
    others : sequence of str
        Further tokens, projected to the same plane at length 1.

    Raises
    ------
    KeyError
        If a token is not in the vocabulary.
    ValueError
        If there are no terms.

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
    words = normalized_rows(E, E.token_ids(token for _, token in terms))
    steps = words * np.array([[weight] for weight, _ in terms])
    path = np.vstack([np.zeros(E.dim), np.cumsum(steps, axis=0)])
    path[-1] = weighted_sum(E, terms)  # Exactly zero if the terms cancel out.
    answer_row, other_rows = np.split(normalized_rows(E, E.token_ids((answer, *others))), [1])
    fitted = np.vstack([words, normalize_vector(path[-1]), answer_row])
    directions = np.linalg.svd(fitted, full_matrices=False)[2][:2]
    plane = np.zeros((E.dim, 2))
    plane[:, : len(directions)] = directions.T
    plane = plane @ _upright_rotation(path[-1] @ plane, steps @ plane)
    return SumPlane(
        steps @ plane,
        path @ plane,
        (answer_row @ plane)[0],
        other_rows @ plane,
        _squared_cosines(steps, plane),
        _squared_cosines(path, plane),
        float(_squared_cosines(answer_row, plane)[0]),
        _squared_cosines(other_rows, plane),
    )


def _upright_rotation(
    total: NDArray[np.float64], steps: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the rotation (or reflection) that points the sum to the right, the first step up."""
    right = normalize_vector(total) if np.linalg.norm(total) > ZERO_TOL else np.array([1.0, 0.0])
    up = np.array([-right[1], right[0]])
    heights = steps @ up
    first = next((height for height in heights if abs(height) > ZERO_TOL), 1.0)
    return np.column_stack([right, up if first > 0 else -up])


def _squared_cosines(
    vectors: NDArray[np.float64], plane: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the share of the squared length of each vector that lies in the plane."""
    total = np.square(vectors).sum(axis=1)
    in_plane = np.square(vectors @ plane).sum(axis=1)
    shares = np.divide(in_plane, total, out=np.full(len(vectors), np.nan), where=total > 0)
    return np.asarray(np.clip(shares, 0, 1))
