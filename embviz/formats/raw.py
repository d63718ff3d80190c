"""Bare float32 numbers, as TensorBoard's projector keeps them: nothing says what they are."""

from __future__ import annotations

import numpy as np

from embviz.embedding import EmbeddingMatrix
from embviz.formats.errors import FormatError
from embviz.formats.labels import Labels
from embviz.formats.rows import assemble
from embviz.formats.source import Source


def read_raw(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read rows of little-endian float32 numbers; their tokens are those of `labels`.

    Their shape is `Reading.shape`.

    Raises
    ------
    FormatError
        When the size of the file is not that of the shape, or nothing names the rows.
    """
    shape = source.reading.shape
    rows, dim = shape or (0, 0)
    size = source.size()
    source.reading.limits.check_shape(source.name, rows, dim)
    if rows < 1 or dim < 1 or 4 * rows * dim != size:
        raise FormatError(
            source.name,
            f"{rows:,} rows of {dim:,} numbers would take {4 * rows * dim:,} bytes, and the file "
            f"has {size:,}.",
            "Correct the shape.",
            choices=("shape",),
        )
    if labels is None:
        raise FormatError(
            source.name,
            "It holds numbers only.",
            "Give the words in a second file, one a line, in the order of the rows.",
        )
    tokens, rest = labels.split()
    labels.check(source.name, rows)
    vectors = np.frombuffer(source.head(-1), "<f4").astype(np.float32).reshape(rows, dim)
    return assemble(
        source.name,
        tokens,
        vectors,
        name=name,
        reading=source.reading,
        notes=[
            f"It was read as {rows:,} rows of {dim:,} numbers, as was asked.",
            f"The tokens are those of {labels.file}, line by line.",
        ],
        labels=rest,
    )
