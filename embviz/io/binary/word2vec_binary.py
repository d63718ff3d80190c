"""Read and write word2vec's binary format: two counts, then tokens and float32 numbers."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from embviz.embedding import EmbeddingMatrix
from embviz.io.atomic_write import atomic_write
from embviz.io.errors import FormatError, shorten
from embviz.io.options import Note
from embviz.io.row_builder import embedding_from_arrays
from embviz.io.source import Source, decode_rows
from embviz.io.text.dialect import COUNT_HEADER, SPACES
from embviz.io.text.labels import Labels
from embviz.io.text.numbers import NUMBER_LIKE

BLOCK_BYTES = 1 << 24
MAX_TOKEN_BYTES = 100_000
MAX_HEADER_BYTES = 64


# Bytes that are in nearly every row of float32 numbers, but not in a line of text.
_NON_TEXT_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f-\xff]")


def is_word2vec_binary(head: bytes) -> bool:
    """Return whether a file starts like word2vec binary: two counts, then binary data."""
    first, end, rest = head.partition(b"\n")
    header = COUNT_HEADER.fullmatch(first.strip(b" \t\r"))
    if not end or not header or len(first) >= MAX_HEADER_BYTES:
        return False
    dim = int(header[2])
    _, space, numbers = rest.partition(b" ")
    fields = SPACES.split(rest.partition(b"\n")[0].strip(b" \t\r"))
    is_text = len(fields) > dim and all(map(NUMBER_LIKE.fullmatch, fields[len(fields) - dim :]))
    has_binary = b"\0" in rest or _NON_TEXT_BYTES.search(numbers[: 4 * dim])
    return bool(space and not is_text and has_binary)


def read_word2vec_binary(
    source: Source, *, name: str, labels: Labels | None = None
) -> EmbeddingMatrix:
    """Read rows of a token, a space and numbers, with or without a line break after each row.

    Raises
    ------
    FormatError
        If the header or the first row is damaged, or a row has no space.
    """
    header = COUNT_HEADER.fullmatch(
        source.head(MAX_HEADER_BYTES).partition(b"\n")[0].strip(b" \t\r")
    )
    if header is None:
        raise FormatError(
            source.name,
            "The first line does not say how many rows and numbers there are.",
            "Save it again in word2vec's binary format.",
            line=1,
        )
    promised, dim = int(header[1]), int(header[2])
    start = source.head(MAX_HEADER_BYTES).index(b"\n") + 1
    width = 4 * dim
    size = source.size()
    source.options.limits.check_shape(source.name, promised, dim)
    # Each row takes at least one letter, a space and its numbers.
    max_rows = (size - start) // (width + 2) + 1
    if not dim or not promised or promised > max_rows:
        raise FormatError(
            source.name,
            f"The first line promises {promised:,} rows of {dim:,} numbers, for which a file of "
            f"{size:,} bytes has no room.",
            "Download it again, or save it again in word2vec's binary format.",
            line=1,
        )
    vectors = np.empty((promised, dim), np.float32)
    out = vectors.view(np.uint8)
    tokens: list[bytes] = []
    source.file.seek(start)
    block, offset = b"", 0
    while len(tokens) < promised:
        more = source.file.read(max(BLOCK_BYTES, 2 * width))
        source.report_progress(source.file.tell(), size)
        block, first = block[offset:] + more, len(tokens)
        offset, starts = _split_rows(block, width, promised - first, tokens)
        if starts:
            block_bytes = np.frombuffer(block, np.uint8)
            windows = np.lib.stride_tricks.sliding_window_view(block_bytes, width)
            out[first : len(tokens)] = windows[starts]
        elif not more:
            break
        elif block.find(b" ", 0, MAX_TOKEN_BYTES) < 0 <= len(block) - MAX_TOKEN_BYTES:
            raise _missing_space_error(source.name, first)
    n_rows = len(tokens)
    if not n_rows:
        raise _missing_space_error(source.name, 0)
    # Some programs write the line break of a row before the next token.
    words, notes = decode_rows(raw.lstrip(b"\n") for raw in tokens)
    if n_rows < promised:
        notes.append(
            Note(f"The first line promises {promised:,} rows; the file has {n_rows:,}.", line=1)
        )
    n_left = len(block) - offset + size - source.file.tell()
    if n_rows == promised and block[offset:].strip(b"\n") + source.file.read(1):
        notes.append(f"The last {n_left:,} bytes belong to no row, and were left out.")
    return embedding_from_arrays(
        source,
        words,
        vectors if n_rows == promised else vectors[:n_rows].copy(),
        name=name,
        notes=notes,
        labels=labels,
    )


def _split_rows(
    block: bytes, width: int, max_rows: int, tokens: list[bytes]
) -> tuple[int, list[int]]:
    """Append the tokens of whole rows; return the offsets of the next row and of all vectors."""
    offset, starts, last = 0, [], len(block) - width
    for _ in range(max_rows):
        end = block.find(b" ", offset, offset + MAX_TOKEN_BYTES)
        if end < 0 or end + 1 > last:
            break
        tokens.append(block[offset:end])
        starts.append(end + 1)
        offset = end + 1 + width
    return offset, starts


def _missing_space_error(file: str, row: int) -> FormatError:
    return FormatError(
        file,
        "No blank follows the token, so the row cannot be read.",
        "Save it again in word2vec's binary format.",
        location=f"row {row + 1}",
    )


def write_word2vec_binary(E: EmbeddingMatrix, path: Path) -> None:
    """Write `E` in word2vec's binary format: tokens and vectors only.

    Raises
    ------
    ValueError
        If a token would be read back as something else.
    """
    for token in E.tokens:
        if " " in token or not token or token.startswith("\n") or len(token) > MAX_TOKEN_BYTES // 4:
            raise ValueError(
                f"The token {shorten(token)!r} is empty, very long or holds a blank, which this "
                "format cannot hold: save as .csv, .tsv or .safetensors."
            )
    with atomic_write(path) as file:
        file.write(f"{len(E)} {E.dim}\n".encode())
        for token, vector in zip(E.tokens, E.vectors, strict=True):
            file.write(token.encode() + b" " + vector.astype("<f4").tobytes() + b"\n")
