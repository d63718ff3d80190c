"""Align two embeddings by an orthogonal transformation."""

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
from embviz.neighbors.normalization import Float64Array

# Random assignments of words that the fit is compared with.
N_SHUFFLES = 5
# With fewer words, any two sets fit.
MIN_WORDS = 3


@dataclass(frozen=True)
class AlignmentTransform:
    """The map from rows of one embedding to the common space.

    Attributes
    ----------
    mean : ndarray of shape (dim,)
        Subtracted from rows of length 1.
    matrix : ndarray of shape (dim, d)
        The differences are multiplied by it.
    variance_kept : float
        Share of the variance that is left; 1 if no dimension was removed.
    """

    mean: Float64Array
    matrix: Float64Array
    variance_kept: float

    def transform(self, E: EmbeddingMatrix, tokens: Sequence[str]) -> Float64Array:
        """Return the coordinates of tokens in the common space, shape (n, d)."""
        return np.asarray((normalized_rows(E, E.token_ids(tokens)) - self.mean) @ self.matrix)


@dataclass(frozen=True)
class Alignment:
    """Two embeddings in a common space, one of them rotated or reflected onto the other.

    Attributes
    ----------
    tokens : tuple of str
        The n words used for the alignment.
    left_ids : ndarray of shape (n,)
        Their token ids in the left embedding.
    left, right : AlignmentTransform
    displacement : ndarray of shape (n,)
        Distance between the two positions of each word. On either side the root mean square
        distance from the center is 1, so unrelated positions are about √2 apart.
    r_squared : float
        Share of the variance of one side that the other explains, from 0 to 1: the squared
        correlation of all coordinates. NaN if all rows of a side have the same direction.
    shuffled_r_squared : tuple of float
        The same for random assignments of the words of one side to those of the other.
    """

    tokens: tuple[str, ...]
    left_ids: NDArray[np.intp]
    left: AlignmentTransform
    right: AlignmentTransform
    displacement: Float64Array
    r_squared: float
    shuffled_r_squared: tuple[float, ...]

    @property
    def dim(self) -> int:
        """Number of dimensions of the common space."""
        return int(self.left.matrix.shape[1])


def align_embeddings(
    shared: SharedVocabulary,
    *,
    restrict: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Alignment:
    """Rotate or reflect the left embedding onto the right one (orthogonal Procrustes).

    Rows are normalized, each side is centered and scaled to the same size, and the transformation
    minimizes the sum of squared distances between the words of both sides. If one embedding has
    more dimensions, it is first projected onto as many principal components as the other has.

    Parameters
    ----------
    shared : SharedVocabulary
    restrict : int, optional
        Use only the first `restrict` words, in the order of the left embedding.
    seed : int
        Seed of the random assignments.
    progress : callable, optional
        See `embviz.jobs.Progress`.

    Raises
    ------
    ValueError
        If fewer than three words can be compared.

    References
    ----------
    Schönemann (1966), A generalized solution of the orthogonal Procrustes problem. Hamilton,
    Leskovec and Jurafsky (2016), Diachronic word embeddings reveal statistical laws of semantic
    change.

    Examples
    --------
    >>> import embviz
    >>> from embviz.comparison import intersect_vocabularies
    >>> one = embviz.EmbeddingMatrix(list("abcd"), [[1, 0], [4, 1], [2, 1], [0, 1]])
    >>> rotated = embviz.EmbeddingMatrix(list("abcd"), [[0, 1], [-1, 4], [-1, 2], [-1, 0]])
    >>> alignment = align_embeddings(intersect_vocabularies(one, rotated))
    >>> round(alignment.r_squared, 6), alignment.displacement.round(6) + 0.0
    (1.0, array([0., 0., 0., 0.]))
    """
    positions = shared.nonzero_positions(restrict)
    n = len(positions)
    if n < MIN_WORDS:
        raise ValueError(
            f"{MIN_WORDS} words at least must be shared and have rows that are not zero."
        )
    dim = min(shared.left.dim, shared.right.dim)
    one, left = _standardize(shared.left, shared.left_ids[positions], dim)
    other, right = _standardize(shared.right, shared.right_ids[positions], dim)
    rotation, fit = procrustes(one, other)
    shuffled_fits = []
    rng = np.random.default_rng(seed)
    for shuffle in range(N_SHUFFLES):
        if progress:
            progress((1 + shuffle) / (1 + N_SHUFFLES))
        shuffled_fits.append(procrustes(one[rng.permutation(n)], other)[1])
    is_constant = not (one.any() and other.any())
    return Alignment(
        tuple(shared.tokens[i] for i in positions.tolist()),
        shared.left_ids[positions],
        AlignmentTransform(left.mean, left.matrix @ rotation, left.variance_kept),
        right,
        np.linalg.norm(one @ rotation - other, axis=1),
        math.nan if is_constant else _r_squared(fit / n),
        tuple(math.nan if is_constant else _r_squared(fit / n) for fit in shuffled_fits),
    )


def _r_squared(correlation: float) -> float:
    # Rounded, so that an exact fit gives 1.
    return min(1.0, round(correlation**2, 9))


def _standardize(
    E: EmbeddingMatrix, ids: NDArray[np.intp], dim: int
) -> tuple[Float64Array, AlignmentTransform]:
    """Return rows normalized, in `dim` dimensions, centered and scaled to unit mean square."""
    units = normalize(E.vectors[ids])
    if E.dim > dim:
        rows, directions, mean, shares = project_pca(units, dim)
        # So few words lie in a space of `dim` dimensions.
        variance_kept = 1.0 if len(ids) <= dim + 1 else float(shares.sum())
        matrix = directions.T
    else:
        mean = units.mean(axis=0, dtype=np.float64)
        rows, matrix, variance_kept = units - mean, np.eye(dim), 1.0
    scale = math.sqrt(float(np.square(rows).sum()) / len(rows))
    if scale < 1e-6:  # All rows have the same direction, up to rounding.
        return np.zeros_like(rows), AlignmentTransform(mean, matrix, variance_kept)
    return rows / scale, AlignmentTransform(mean, matrix / scale, variance_kept)
