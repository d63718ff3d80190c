"""Embeddings made smaller."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix, Vectors

Precision: TypeAlias = Literal["float32", "float16", "int8"]

BYTES_PER_NUMBER: dict[Precision, int] = {"float32": 4, "float16": 2, "int8": 1}

# The largest number of float16.
FLOAT16_MAX = 65504.0


@dataclass(frozen=True)
class CompressionScheme:
    """How to make an embedding smaller: keep `dims` dimensions, in numbers of `precision`."""

    dims: int
    precision: Precision = "float32"

    def n_bytes(self, n: int) -> int:
        """Return how much memory `n` rows take; with int8, each has a factor of 4 bytes."""
        return n * (
            self.dims * BYTES_PER_NUMBER[self.precision] + (4 if self.precision == "int8" else 0)
        )


def compression_schemes(dim: int) -> tuple[CompressionScheme, ...]:
    """Return ways to make rows of `dim` numbers smaller, the largest first.

    Examples
    --------
    >>> [(each.dims, each.precision) for each in compression_schemes(100)][:4]
    [(100, 'float16'), (100, 'int8'), (50, 'float32'), (50, 'int8')]
    """
    fewer = [dims for dims in (300, 200, 100, 50, 25, 10, 5, 2) if dims < dim][:4]
    whole = [CompressionScheme(dim, precision) for precision in get_args(Precision)[1:]]
    less = [CompressionScheme(dims) for dims in fewer]
    return (*whole, *less[:1], *(CompressionScheme(dims, "int8") for dims in fewer[:1]), *less[1:])


def compress(E: EmbeddingMatrix, scheme: CompressionScheme) -> EmbeddingMatrix:
    """Keep the directions that hold most of the rows, and round their numbers.

    The directions are principal components taken from the origin, not from the mean: cosine
    similarity is measured from there, and with all dimensions kept it does not change at all.

    Parameters
    ----------
    E : EmbeddingMatrix
    scheme : Recipe
        For ``float16``, numbers beyond its range are scaled down together. For ``int8``, each row
        is scaled so that its largest number becomes 127, and rounded.

    Raises
    ------
    ValueError
        When there are not so many dimensions.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog"], [[3.0, 0.1], [-4.0, 0.2]])
    >>> compress(E, CompressionScheme(1)).vectors.round(1).tolist()
    [[3.0], [-4.0]]
    """
    if not 1 <= scheme.dims <= E.dim:
        raise ValueError(f"{E.dim} dimensions cannot become {scheme.dims}.")
    rows = E.vectors
    if scheme.dims < E.dim:
        rows = (rows @ principal_directions(E)[: scheme.dims].T.astype(np.float32)).astype(
            np.float32
        )
    return EmbeddingMatrix(E.tokens, quantize(rows, scheme.precision), name=E.name)


def principal_directions(E: EmbeddingMatrix) -> NDArray[np.float64]:
    """Return the directions that hold most of the squared lengths, one a row, the most first.

    Their signs are such that the largest entry is positive.
    """
    products = np.zeros((E.dim, E.dim))
    for start in range(0, len(E), 4096):
        block = E.vectors[start : start + 4096].astype(np.float64)
        products += block.T @ block
    found = np.linalg.eigh(products)[1].T[::-1]
    strongest = np.abs(found).argmax(axis=1)
    return found * np.where(found[np.arange(E.dim), strongest] < 0, -1.0, 1.0)[:, None]


def quantize(rows: Vectors, precision: Precision) -> Vectors:
    """Return what is left of numbers when they are kept in `precision`, as float32.

    Examples
    --------
    >>> quantize(np.array([[127.0, 63.7, -0.4]], np.float32), "int8")
    array([[127.,  64.,  -0.]], dtype=float32)
    """
    if precision == "float32":
        return rows
    if precision == "float16":
        largest = float(np.abs(rows).max())
        factor = np.float32(
            2.0 ** -max(0, math.ceil(math.log2(largest / FLOAT16_MAX))) if largest else 1
        )
        return np.asarray((rows * factor).astype(np.float16).astype(np.float32) / factor)
    largest_of = np.abs(rows).max(axis=1, keepdims=True)
    factor_of = largest_of / np.float32(127)
    factor_of[factor_of == 0] = 1  # Of zeros, and of numbers too small to be divided.
    return np.asarray(np.rint(rows / factor_of) * factor_of, np.float32)
