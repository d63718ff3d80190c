"""Two embeddings turned into each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.comparison.vocabulary import SharedVocabulary
from embviz.embedding import EmbeddingMatrix
from embviz.jobs import Progress
from embviz.maps import procrustes, project_pca
from embviz.neighbors import normalize, normalized_rows

Rows = NDArray[np.float64]

# How often words are shuffled to see what a turn fits by chance.
N_SHUFFLES = 5
# With fewer words than these, any two sets fit.
MIN_WORDS = 3


@dataclass(frozen=True)
class AlignmentTransform:
    """How rows of one embedding are laid into the common space.

    Attributes
    ----------
    mean : ndarray of shape (dim,)
        Taken away from rows of length 1.
    matrix : ndarray of shape (dim, d)
        Then they are multiplied by this.
    variance_kept : float
        The share of variance that is left; 1 where no dimension was given up.
    """

    mean: Rows
    matrix: Rows
    variance_kept: float

    def transform(self, E: EmbeddingMatrix, tokens: Sequence[str]) -> Rows:
        """Return the places of tokens in the common space, shape (n, d)."""
        return np.asarray((normalized_rows(E, tokens) - self.mean) @ self.matrix)


@dataclass(frozen=True)
class Alignment:
    """Two embeddings laid over each other by turning one of them.

    Attributes
    ----------
    tokens : tuple of str
        The n words by which they were laid over each other.
    left_ids : ndarray of shape (n,)
        Their rows in the left embedding.
    left, right : Laying
    displacement : ndarray of shape (n,)
        Distance of the two places of each word. The places of either side have root mean square
        distance 1 from their center, so unrelated places are about √2 apart.
    r_squared : float
        The share of variance of one side that the other explains, from 0 to 1: the square of the
        correlation of all coordinates. NaN where all rows of a side have one direction.
    shuffled_r_squared : tuple of float
        The same when each word is laid over another one, drawn at random.
    """

    tokens: tuple[str, ...]
    left_ids: NDArray[np.intp]
    left: AlignmentTransform
    right: AlignmentTransform
    displacement: Rows
    r_squared: float
    shuffled_r_squared: tuple[float, ...]

    @property
    def dim(self) -> int:
        """How many dimensions the common space has."""
        return int(self.left.matrix.shape[1])


def align_embeddings(
    shared: SharedVocabulary,
    *,
    restrict: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Alignment:
    """Turn or mirror the left embedding so that its words come nearest to those of the right.

    Rows are brought to length 1, each side is moved to its mean and to one size, and the turn is
    the one with the least sum of squared distances (orthogonal Procrustes). Where one embedding has
    more dimensions, it is first reduced to its principal components, as many as the other has.

    Parameters
    ----------
    shared : Shared
    restrict : int, optional
        Use only the first so many words, in the order of the left embedding.
    seed : int
        Of the shuffling.
    progress : callable, optional

    Raises
    ------
    ValueError
        For fewer than three words that can be compared.

    References
    ----------
    Schönemann (1966), A generalized solution of the orthogonal Procrustes problem. Hamilton,
    Leskovec and Jurafsky (2016), Diachronic word embeddings reveal statistical laws of semantic
    change.

    Examples
    --------
    >>> import embviz
    >>> from embviz.comparison import share
    >>> one = embviz.EmbeddingMatrix(list("abcd"), [[1, 0], [4, 1], [2, 1], [0, 1]])
    >>> turned = embviz.EmbeddingMatrix(list("abcd"), [[0, 1], [-1, 4], [-1, 2], [-1, 0]])
    >>> found = align_embeddings(share(one, turned))
    >>> round(found.r_squared, 6), found.displacement.round(6) + 0.0
    (1.0, array([0., 0., 0., 0.]))
    """
    places = shared.nonzero_positions(restrict)
    n = len(places)
    if n < MIN_WORDS:
        raise ValueError(
            f"{MIN_WORDS} words at least must be shared and have rows that are not zero."
        )
    dim = min(shared.left.dim, shared.right.dim)
    one, left = _standardize(shared.left, shared.left_ids[places], dim)
    other, right = _standardize(shared.right, shared.right_ids[places], dim)
    turn, fit = procrustes(one, other)
    fits = []
    order = np.random.default_rng(seed)
    for draw in range(N_SHUFFLES):
        if progress:
            progress((1 + draw) / (1 + N_SHUFFLES))
        fits.append(procrustes(one[order.permutation(n)], other)[1])
    flat = not (one.any() and other.any())
    return Alignment(
        tuple(shared.tokens[i] for i in places.tolist()),
        shared.left_ids[places],
        AlignmentTransform(left.mean, left.matrix @ turn, left.variance_kept),
        right,
        np.linalg.norm(one @ turn - other, axis=1),
        math.nan if flat else _r_squared(fit / n),
        tuple(math.nan if flat else _r_squared(each / n) for each in fits),
    )


def _r_squared(correlation: float) -> float:
    # Rounding must not make nearly all of all.
    return min(1.0, round(correlation**2, 9))


def _standardize(
    E: EmbeddingMatrix, ids: NDArray[np.intp], dim: int
) -> tuple[Rows, AlignmentTransform]:
    """Return rows at length 1, moved to their mean and brought to size 1, in `dim` dimensions."""
    units = normalize(E.vectors[ids])
    if E.dim > dim:
        rows, directions, mean, shares = project_pca(units, dim)
        # So few words have no more directions than these.
        kept = 1.0 if len(ids) <= dim + 1 else float(shares.sum())
        matrix = directions.T
    else:
        mean = units.mean(axis=0, dtype=np.float64)
        rows, matrix, kept = units - mean, np.eye(dim), 1.0
    size = math.sqrt(float(np.square(rows).sum()) / len(rows))
    if size < 1e-6:  # All point one way, but for rounding.
        return np.zeros_like(rows), AlignmentTransform(mean, matrix, kept)
    return rows / size, AlignmentTransform(mean, matrix / size, kept)
