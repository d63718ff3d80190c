"""Reduce the dimensions of an embedding and the precision of its numbers."""

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
    """A way to compress an embedding: `dims` dimensions, in numbers of `precision`."""

    dims: int
    precision: Precision = "float32"

    def n_bytes(self, n: int) -> int:
        """Return the size of `n` rows in bytes; for int8 each row has a scale of 4 bytes."""
        return n * (
            self.dims * BYTES_PER_NUMBER[self.precision] + (4 if self.precision == "int8" else 0)
        )


def compression_schemes(dim: int) -> tuple[CompressionScheme, ...]:
    """Return compression schemes for rows of `dim` numbers, the largest first.

    Examples
    --------
    >>> [(scheme.dims, scheme.precision) for scheme in compression_schemes(100)][:4]
    [(100, 'float16'), (100, 'int8'), (50, 'float32'), (50, 'int8')]
    """
    reduced = [dims for dims in (300, 200, 100, 50, 25, 10, 5, 2) if dims < dim][:4]
    quantized = [CompressionScheme(dim, precision) for precision in get_args(Precision)[1:]]
    projected = [CompressionScheme(dims) for dims in reduced]
    both = [CompressionScheme(dims, "int8") for dims in reduced[:1]]
    return (*quantized, *projected[:1], *both, *projected[1:])


def compress(E: EmbeddingMatrix, scheme: CompressionScheme) -> EmbeddingMatrix:
    """Project rows onto their principal directions, and quantize the result.

    The directions are taken about the origin, not about the mean, as cosine similarity is. So with
    all dimensions kept, no cosine similarity changes.

    Parameters
    ----------
    E : EmbeddingMatrix
    scheme : CompressionScheme
        For ``float16``, all rows are scaled down by one factor if a number is out of range. For
        ``int8``, each row is scaled so that its largest absolute value is 127, and rounded.

    Raises
    ------
    ValueError
        If `E` has fewer than `scheme.dims` dimensions.

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
    """Return the right singular vectors of the matrix, shape (dim, dim), the strongest first.

    Signs are chosen so that the entry with the largest absolute value is positive.
    """
    gram = np.zeros((E.dim, E.dim))
    for start in range(0, len(E), 4096):
        block = E.vectors[start : start + 4096].astype(np.float64)
        gram += block.T @ block
    directions = np.linalg.eigh(gram)[1].T[::-1]
    largest = np.abs(directions).argmax(axis=1)
    return directions * np.where(directions[np.arange(E.dim), largest] < 0, -1.0, 1.0)[:, None]


def quantize(rows: Vectors, precision: Precision) -> Vectors:
    """Round `rows` to `precision`, and return them as float32.

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
    scales = np.abs(rows).max(axis=1, keepdims=True) / np.float32(127)
    scales[scales == 0] = 1  # Rows of zeros, and rows whose scale underflows.
    return np.asarray(np.rint(rows / scales) * scales, np.float32)
