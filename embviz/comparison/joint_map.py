"""Two embeddings that were laid over each other, on one flat map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.comparison.alignment import Alignment
from embviz.comparison.vocabulary import SharedVocabulary
from embviz.maps import project_pca

Rows = NDArray[np.float64]


@dataclass(frozen=True)
class JointMap:
    """Words of two embeddings on one flat map, each at two places.

    Attributes
    ----------
    left, right : ndarray of shape (n, 2)
    displacement : ndarray of shape (n,)
        Distance of the two places in all dimensions of the common space.
    variance_kept : float
        The share of variance of all 2 n places that the map shows.
    """

    left: Rows
    right: Rows
    displacement: Rows
    variance_kept: float


def compute_joint_map(
    shared: SharedVocabulary, alignment: Alignment, tokens: Sequence[str]
) -> JointMap:
    """Draw shared words at both of their places, by PCA of all these places together."""
    one = alignment.left.transform(shared.left, tokens)
    other = alignment.right.transform(shared.right, tokens)
    places, _, _, shares = project_pca(np.vstack([one, other]), 2)
    n = len(tokens)
    moved = np.linalg.norm(one - other, axis=1)
    kept = 1.0 if alignment.dim <= 2 else float(shares.sum())
    return JointMap(places[:n], places[n:], moved, kept)
