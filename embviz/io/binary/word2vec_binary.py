"""word2vec's binary format: a first line that counts, then tokens and raw float32 numbers."""

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


# Bytes that a line of text does not hold, but nearly every row of float32 numbers does.
_NON_TEXT_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f-\xff]")


def is_word2vec_binary(head: bytes) -> bool:
    """Tell whether a file starts like word2vec binary: two counts, then bytes that are no text."""
    first, end, rest = head.partition(b"\n")
    header = COUNT_HEADER.fullmatch(first.strip(b" \t\r"))
    if not end or not header or len(first) >= MAX_HEADER_BYTES:
        return False
    dim = int(header[2])
    _, blank, numbers = rest.partition(b" ")
    fields = SPACES.split(rest.partition(b"\n")[0].strip(b" \t\r"))
    like_text = len(fields) > dim and all(map(NUMBER_LIKE.fullmatch, fields[len(fields) - dim :]))
    no_text = b"\0" in rest or _NON_TEXT_BYTES.search(numbers[: 4 * dim])
    return bool(blank and not like_text and no_text)


def read_word2vec_binary(
    source: Source, *, name: str, labels: Labels | None = None
) -> EmbeddingMatrix:
    """Read a token, a blank, and the numbers of its row, with or without a line break after them.

    Raises
    ------
    FormatError
        When the file ends before the last row, or a row is not as it should be.
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
    # Each row takes its numbers, a blank and at least one letter: more than fit were never there.
    fit = (size - start) // (width + 2) + 1
    if not dim or not promised or promised > fit:
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
    block, at = b"", 0
    while len(tokens) < promised:
        more = source.file.read(max(BLOCK_BYTES, 2 * width))
        source.report_progress(source.file.tell(), size)
        block, at, first = block[at:] + more, 0, len(tokens)
        at, starts = _split_rows(block, width, promised - first, tokens)
        if starts:
            letters = np.frombuffer(block, np.uint8)
            windows = np.lib.stride_tricks.sliding_window_view(letters, width)
            out[first : len(tokens)] = windows[starts]
        elif not more:
            break
        elif block.find(b" ", 0, MAX_TOKEN_BYTES) < 0 <= len(block) - MAX_TOKEN_BYTES:
            raise _missing_space_error(source.name, first)
    row = len(tokens)
    if not row:
        raise _missing_space_error(source.name, 0)
    # Some programs write the line break of a row before the next token.
    words, notes = decode_rows(raw.lstrip(b"\n") for raw in tokens)
    if row < promised:
        notes.append(
            Note(f"The first line promises {promised:,} rows; the file has {row:,}.", line=1)
        )
    left = len(block) - at + size - source.file.tell()
    if row == promised and block[at:].strip(b"\n") + source.file.read(1):
        notes.append(f"The last {left:,} bytes belong to no row, and were left out.")
    return embedding_from_arrays(
        source.name,
        words,
        vectors if row == promised else vectors[:row].copy(),
        name=name,
        options=source.options,
        notes=notes,
        labels=labels,
    )


def _split_rows(
    block: bytes, width: int, max_rows: int, tokens: list[bytes]
) -> tuple[int, list[int]]:
    """Add the tokens of whole rows; return where the next row begins, and where numbers begin."""
    at, starts, last = 0, [], len(block) - width
    for _ in range(max_rows):
        end = block.find(b" ", at, at + MAX_TOKEN_BYTES)
        if end < 0 or end + 1 > last:
            break
        tokens.append(block[at:end])
        starts.append(end + 1)
        at = end + 1 + width
    return at, starts


def _missing_space_error(file: str, row: int) -> FormatError:
    return FormatError(
        file,
        "No blank follows the token, so the row cannot be read.",
        "Save it again in word2vec's binary format.",
        location=f"row {row + 1}",
    )


def write_word2vec_binary(E: EmbeddingMatrix, path: Path) -> None:
    """Write `E` in word2vec's binary format, which holds tokens and vectors only.

    Raises
    ------
    ValueError
        For a token that would be read back as something else.
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
