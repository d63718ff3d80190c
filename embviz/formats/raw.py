"""Bare float32 numbers, as TensorBoard's projector keeps them: nothing says what they are."""

from __future__ import annotations

import re

import numpy as np

from embviz.embedding import EmbeddingMatrix, Vectors
from embviz.formats.errors import FormatError
from embviz.formats.labels import Labels
from embviz.formats.reading import Note
from embviz.formats.rows import assemble
from embviz.formats.source import BLOCK_BYTES, Source

BYTES = 4
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")


def is_raw(source: Source, head: bytes, labels: Labels | None) -> bool:
    """Tell whether a file can be bare numbers: as many for each label, and no text.

    Examples
    --------
    >>> import io
    >>> source = Source(io.BytesIO(bytes(24)), "raw.bytes")
    >>> labels = Labels("pets.txt", {"label": ["cat", "dog", "cow"]}, 3)
    >>> is_raw(source, bytes(24), labels), is_raw(source, bytes(24), None)
    (True, False)
    """
    if labels is None or not labels.n_rows or not head:
        return False
    return not source.size() % (BYTES * labels.n_rows) and not _like_text(head)


def _like_text(head: bytes) -> bool:
    """Tell whether bytes can be text, as far as they are known; some characters may be damaged."""
    if b"\0" in head:
        return False
    if not _CONTROL.search(head):
        return True
    try:
        head[:-3].decode()  # The last character may be cut.
    except UnicodeDecodeError:
        return False
    return True


def read_raw(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read rows of little-endian float32 numbers; their tokens are those of `labels`.

    Their shape is `Reading.shape`, or what makes a row for each label.

    Raises
    ------
    FormatError
        When the size of the file is not that of the shape, or nothing names the rows.
    """
    if labels is None:
        raise FormatError(
            source.name,
            "It holds numbers only.",
            "Give the words in a second file, one a line, in the order of the rows.",
        )
    size = source.size()
    shape = source.reading.shape
    rows, dim = shape or (labels.n_rows, size // (BYTES * max(labels.n_rows, 1)))
    source.reading.limits.check_shape(source.name, rows, dim)
    if rows < 1 or dim < 1 or BYTES * rows * dim != size:
        raise FormatError(
            source.name,
            f"{rows:,} rows of {dim:,} numbers would take {BYTES * rows * dim:,} bytes, and the "
            f"file has {size:,}.",
            "Correct the shape.",
            choices=("shape",),
        )
    labels.check(source.name, rows)
    tokens, rest = labels.split()
    vectors = _numbers(source, rows, dim)
    if shape:
        how = Note(f"It was read as {rows:,} rows of {dim:,} numbers, as was asked.")
    else:
        how = Note(
            f"Nothing says what its bytes are: they were taken as float32 numbers, {dim:,} for "
            f"each of the {rows:,} labels.",
            choices=("shape",),
        )
    return assemble(
        source.name,
        tokens,
        vectors,
        name=name,
        reading=source.reading,
        notes=[how, labels.naming],
        labels=rest,
    )


def _numbers(source: Source, rows: int, dim: int) -> Vectors:
    vectors = np.empty((rows, dim), "<f4")
    out = vectors.data.cast("B")
    source.file.seek(0)
    done = 0
    while block := source.file.read(min(BLOCK_BYTES, len(out) - done)):
        out[done : done + len(block)] = block
        done += len(block)
        source.tell_progress(done, len(out))
    if done < len(out):
        raise FormatError(
            source.name, "It ended while it was being read.", "Load it again.", where=f"byte {done}"
        )
    out.release()
    return vectors.astype(np.float32, copy=False)
