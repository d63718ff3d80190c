"""Read bare float32 numbers without a header, as written by TensorBoard's projector."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from embviz.embedding import EmbeddingMatrix, Vectors
from embviz.io.errors import FormatError
from embviz.io.options import Note
from embviz.io.row_builder import embedding_from_arrays
from embviz.io.source import BLOCK_BYTES, Source
from embviz.io.text.labels import Labels

FLOAT32_BYTES = 4
_CONTROL_BYTE = re.compile(rb"[\x01-\x08\x0e-\x1f]")


def is_raw(source: Source, head: bytes, labels: Labels | None) -> bool:
    """Return whether a file may be bare numbers: not text, with a whole number of values per label.

    Examples
    --------
    >>> import io
    >>> source = Source(io.BytesIO(bytes(24)), "raw.bytes")
    >>> labels = Labels("pets.txt", {"label": ["cat", "dog", "cow"]}, 3)
    >>> is_raw(source, bytes(24), labels), is_raw(source, bytes(24), None)
    (True, False)
    """
    if labels is None or not labels.n_rows or source.size() % (FLOAT32_BYTES * labels.n_rows):
        return False
    return may_be_raw(source, head)


def may_be_raw(source: Source, head: bytes) -> bool:
    """Return whether a file that starts with `head` may be bare numbers of some shape."""
    return bool(head) and not source.size() % FLOAT32_BYTES and not _is_text_like(head)


def _is_text_like(head: bytes) -> bool:
    """Return whether bytes may be the start of a text, possibly with a few damaged characters."""
    if b"\0" in head:
        return False
    if not _CONTROL_BYTE.search(head):
        return True
    try:
        head[:-3].decode()  # The last character may be incomplete.
    except UnicodeDecodeError:
        return False
    return True


def read_raw(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read rows of little-endian float32 numbers.

    The shape is `LoadOptions.shape`, or has one row per label. The tokens come from `labels`;
    without labels, the token of each row is its index.

    Raises
    ------
    FormatError
        If the shape does not match the size of the file.
    """
    size = source.size()
    shape = source.options.shape
    n_labels = labels.n_rows if labels else 0
    rows, dim = shape or (n_labels, size // (FLOAT32_BYTES * max(n_labels, 1)))
    source.options.limits.check_shape(source.name, rows, dim)
    if rows < 1 or dim < 1 or FLOAT32_BYTES * rows * dim != size:
        raise FormatError(
            source.name,
            f"{rows:,} rows of {dim:,} numbers would take {FLOAT32_BYTES * rows * dim:,} bytes, "
            f"and the file has {size:,}.",
            "Correct the shape.",
            choices=("shape",),
        )
    tokens: Sequence[str]
    if labels:
        labels.check(source.name, rows)
        tokens, other_labels = labels.split_tokens()
        tokens_note = labels.tokens_note
    else:
        tokens, other_labels = [str(row) for row in range(rows)], None
        tokens_note = (
            "Nothing names its rows, so that each has its number, counted from 0, as its token: "
            "give the words in a second file, one a line."
        )
    vectors = _read_numbers(source, rows, dim)
    if shape:
        shape_note = Note(
            f"It was read as {rows:,} rows of {dim:,} numbers, as was asked.", choices=("shape",)
        )
    else:
        shape_note = Note(
            f"Nothing says what its bytes are: they were taken as float32 numbers, {dim:,} for "
            f"each of the {rows:,} labels.",
            choices=("shape",),
        )
    return embedding_from_arrays(
        source,
        tokens,
        vectors,
        name=name,
        notes=[shape_note, tokens_note],
        labels=other_labels,
    )


def _read_numbers(source: Source, rows: int, dim: int) -> Vectors:
    vectors = np.empty((rows, dim), "<f4")
    out = vectors.data.cast("B")
    source.file.seek(0)
    done = 0
    while block := source.file.read(min(BLOCK_BYTES, len(out) - done)):
        out[done : done + len(block)] = block
        done += len(block)
        source.report_progress(done, len(out))
    if done < len(out):
        raise FormatError(
            source.name,
            "It ended while it was being read.",
            "Load it again.",
            location=f"byte {done}",
        )
    out.release()
    return vectors.astype(np.float32, copy=False)
