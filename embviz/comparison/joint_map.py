"""A flat map of two aligned embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embviz.comparison.alignment import Alignment
from embviz.comparison.vocabulary import SharedVocabulary
from embviz.maps import project_pca
from embviz.neighbors.normalization import Float64Array


@dataclass(frozen=True)
class JointMap:
    """Coordinates of words of two embeddings on one flat map.

    Attributes
    ----------
    left, right : ndarray of shape (n, 2)
    displacement : ndarray of shape (n,)
        Distance between the two positions of each word in the common space, in all dimensions.
    variance_kept : float
        Share of the variance of all 2 n positions that the map shows.
    """

    left: Float64Array
    right: Float64Array
    displacement: Float64Array
    variance_kept: float


def compute_joint_map(
    shared: SharedVocabulary, alignment: Alignment, tokens: Sequence[str]
) -> JointMap:
    """Project both positions of each token to the plane, by one PCA of all these positions."""
    one = alignment.left.transform(shared.left, tokens)
    other = alignment.right.transform(shared.right, tokens)
    points, _, _, shares = project_pca(np.vstack([one, other]), 2)
    n = len(tokens)
    displacement = np.linalg.norm(one - other, axis=1)
    variance_kept = 1.0 if alignment.dim <= 2 else float(shares.sum())
    return JointMap(points[:n], points[n:], displacement, variance_kept)
