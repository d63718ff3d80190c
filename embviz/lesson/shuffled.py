"""A shuffled embedding: the same shape and the same numbers, without the meaning."""

from __future__ import annotations

import numpy as np

from embviz.embedding import EmbeddingMatrix


def shuffle_dimensions(E: EmbeddingMatrix, seed: int = 0) -> EmbeddingMatrix:
    """Permute the numbers of each dimension at random.

    Patterns that `E` has and the shuffled embedding does not have come from meaning. Every
    dimension keeps its mean and its standard deviation, but its numbers are assigned to other
    words: the null model of a permutation test.

    Parameters
    ----------
    E : EmbeddingMatrix
    seed : int
        The same seed gives the same permutations.

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
    vectors.flags.writeable = False  # So that the matrix makes no copy of its own.
    return EmbeddingMatrix(
        E.tokens,
        vectors,
        name=f"{E.name}, shuffled",
        source=f"The numbers of {E.name}, shuffled at random within each dimension (seed {seed})",
        labels=E.labels,
    )
