"""A random twin: the same shape and the same numbers, without the meaning."""

from __future__ import annotations

import numpy as np

from embviz.embedding import EmbeddingMatrix


def shuffle_dimensions(E: EmbeddingMatrix, seed: int = 0) -> EmbeddingMatrix:
    """Deal the numbers of each dimension to other words at random.

    The twin shows which patterns of a picture come from meaning: those that `E` has and the twin
    has not. Every dimension keeps its values, so its mean and its spread stay the same; which word
    has which of them is left to chance (a permutation test's null model).

    Parameters
    ----------
    E : EmbeddingMatrix
    seed : int
        The same seed gives the same twin.

    Returns
    -------
    EmbeddingMatrix
        The tokens and labels of `E`, with vectors of the same shape. It has no tokenizer.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[1, 10], [2, 20], [3, 30]])
    >>> shuffle_dimensions(E).vectors
    array([[ 3., 30.],
           [ 1., 20.],
           [ 2., 10.]], dtype=float32)
    """
    vectors = E.vectors.copy()
    np.random.default_rng(seed).permuted(vectors, axis=0, out=vectors)
    vectors.flags.writeable = False  # Ours alone: no second copy is needed to keep it as it is.
    return EmbeddingMatrix(
        E.tokens,
        vectors,
        name=f"{E.name}, shuffled",
        source=f"The numbers of {E.name}, shuffled at random within each dimension (seed {seed})",
        labels=E.labels,
    )
