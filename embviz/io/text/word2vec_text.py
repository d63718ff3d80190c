"""Read and write word2vec text, with a header of two counts, and GloVe text, without a header."""

from __future__ import annotations

import re
from array import array
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import takewhile
from pathlib import Path
from typing import TypeAlias

from embviz.embedding import EmbeddingMatrix, Vectors
from embviz.io.atomic_write import atomic_write
from embviz.io.errors import FormatError, shorten
from embviz.io.options import Note
from embviz.io.row_builder import RowBuilder, check_token
from embviz.io.source import BYTE_ORDER_MARK, Source, check_text_line
from embviz.io.summary import Occurrences
from embviz.io.text.dialect import COUNT_HEADER, SPACES
from embviz.io.text.fast_float import MIN_BLOCK_BYTES, parse_block
from embviz.io.text.labels import Labels
from embviz.io.text.numbers import (
    NUMBER,
    find_bad_number,
    format_numbers,
    number_error,
    parse_numbers,
)

SPACES_GROUP = re.compile(rb"([ \t]+)")
INTEGER = re.compile(rb"[+-]?\d+")


def read_word2vec_text(
    source: Source, dim: int, *, name: str, labels: Labels | None = None
) -> EmbeddingMatrix:
    """Read a token and its numbers from each line.

    The last fields of a line are the numbers, and everything before them is the token, which may
    contain spaces.

    Parameters
    ----------
    source : Source
    dim : int
        Numbers per row, if the file has no header.
    name : str
    labels : Labels, optional
        Columns from another file, for the same rows.

    Raises
    ------
    FormatError
        For the first row that cannot be read, unless such rows are skipped.
    """
    notes: list[str] = []
    promised = None
    dim_origin = "as in most of the first lines"
    start, first_line = 0, 1
    number, line, end = _first_nonblank_line(source)
    if source.options.header is not False and (header := COUNT_HEADER.fullmatch(line)):
        promised, dim = int(header[1]), int(header[2])
        if not dim:
            raise FormatError(
                source.name,
                "The first line promises rows of 0 numbers.",
                "Correct it, or delete it.",
                line=number,
                choices=("header",),
            )
        dim_origin = f"as line {number} says"
        start, first_line = end, number + 1
    reader = _TextBlockReader(source, RowBuilder(source.name, dim, source.options), dim, dim_origin)
    # While the rows of one block are added, polars parses the next one.
    done, size = start, source.size()
    with ThreadPoolExecutor(1) as pool:
        pending: deque[tuple[int, bytes, Future[ParsedBlock]]] = deque()
        for number, block in source.blocks(start, first_line):
            pending.append((number, block, pool.submit(reader.parse, block, number)))
            if len(pending) > 1:
                done += len(pending[0][1])
                reader.read(*pending.popleft())
                source.report_progress(done, size)
        while pending:
            reader.read(*pending.popleft())
    source.report_progress(size, size)
    if promised is not None and promised != reader.rows.n_read:
        problem = f"The first line promises {promised:,} rows; the file has {reader.rows.n_read:,}."
        notes.append(Note(problem, line=first_line - 1, choices=("header",)))
    notes += reader.blank_lines.notes("Blank lines were skipped: {}.")
    notes += source.notes()
    return reader.rows.build(name=name, notes=notes, labels=labels)


def _first_nonblank_line(source: Source) -> tuple[int, bytes, int]:
    """Return the number, the content and the end offset of the first line that is not blank."""
    for number, line in source.lines():
        if content := line.strip(b" \t\r\n"):
            return number, content, source.file.tell()
    return 1, b"", 0


ParsedBlock: TypeAlias = tuple[list[str], Vectors] | None


def _strip_bom(block: bytes, number: int) -> bytes:
    return block.removeprefix(BYTE_ORDER_MARK) if number == 1 else block


class _TextBlockReader:
    """Read blocks of lines: whole if polars can parse them, otherwise halved, down to lines."""

    def __init__(self, source: Source, rows: RowBuilder, dim: int, dim_origin: str) -> None:
        self.source = source
        self.rows = rows
        self.dim = dim
        self.dim_origin = dim_origin
        self.blank_lines = Occurrences()
        # Blank lines are noted only if a row follows.
        self._trailing_blank_lines = Occurrences()

    def parse(self, block: bytes, number: int) -> ParsedBlock:
        """Parse a block that starts with line `number`, or return None; see `parse_block`."""
        if len(block) < MIN_BLOCK_BYTES:
            return None
        return parse_block(_strip_bom(block, number), self.dim)

    def read(self, number: int, block: bytes, parsed: Future[ParsedBlock] | None = None) -> None:
        """Add the rows of a block that starts with line `number`."""
        block = _strip_bom(block, number)
        if block.isspace() and len(block) >= MIN_BLOCK_BYTES:
            self._trailing_blank_lines.add(f"line {number}")
            self._trailing_blank_lines.merge(Occurrences(), block.count(b"\n") - 1)
        elif len(block) < MIN_BLOCK_BYTES:
            self._read_lines(block, number)
        elif rows := parsed.result() if parsed else self.parse(block, number):
            self.blank_lines.merge(self._trailing_blank_lines)
            self.rows.add_block(*rows, number)
        else:
            half = block.find(b"\n", len(block) // 2) + 1 or block.rfind(b"\n", 0, -1) + 1
            if half in (0, len(block)):
                self._read_lines(block, number)
            else:
                self.read(number, block[:half])
                self.read(number + block.count(b"\n", 0, half), block[half:])

    def _read_lines(self, block: bytes, first: int) -> None:
        for number, line in enumerate(block.removesuffix(b"\n").split(b"\n"), start=first):
            check_text_line(self.source.name, number, line)
            line = line.lstrip(b" \t").rstrip(b" \t\r")
            if not line:
                self._trailing_blank_lines.add(f"line {number}")
                continue
            self.blank_lines.merge(self._trailing_blank_lines)
            try:
                token, numbers = _parse_row(
                    self.source.name, number, line, self.dim, self.dim_origin
                )
            except FormatError as error:
                self.rows.skip(error)
            else:
                self.rows.add(self.source.decode(token, number), numbers, number)


def _parse_row(
    file: str, number: int, line: bytes, dim: int, dim_origin: str
) -> tuple[bytes, array[float]]:
    token, fields = _split_row(line, dim)
    if not token or len(fields) < dim or _ends_with_number(token, fields):
        all_fields = SPACES.split(line)
        n_numbers = sum(1 for _ in takewhile(NUMBER.fullmatch, reversed(all_fields)))
        raise FormatError(
            file,
            f"Expected {dim} numbers after the token, {dim_origin}, "
            f"found {min(n_numbers, len(all_fields) - 1)}.",
            "Give every line the same count of numbers.",
            line=number,
        )
    try:
        return token, parse_numbers(fields)
    except ValueError:
        bad = find_bad_number(fields)
        place = f"field {len(SPACES.split(line)) - dim + bad + 1}"
        raise number_error(file, number, place, fields[bad]) from None


def _split_row(line: bytes, dim: int) -> tuple[bytes, list[bytes]]:
    """Split the last `dim` fields off a line, or fewer if it has fewer."""
    if b"\t" in line or b"  " in line:
        pieces = SPACES_GROUP.split(line)
        return b"".join(pieces[: -2 * dim]), pieces[1 - 2 * dim :: 2]
    token, *fields = line.rsplit(b" ", dim)
    return token, fields


def _ends_with_number(token: bytes, fields: list[bytes]) -> bool:
    """Return whether the token ends with a field that looks like one more number of its row.

    An integer before decimals, as in "windows 95", is part of the token.
    """
    last = SPACES.split(token)[-1]
    if len(last) == len(token) or not NUMBER.fullmatch(last):
        return False
    return not INTEGER.fullmatch(last) or all(map(INTEGER.fullmatch, fields))


def write_word2vec_text(E: EmbeddingMatrix, path: Path) -> None:
    """Write `E` in word2vec's text format: tokens and vectors only.

    Raises
    ------
    ValueError
        If a token would be read back as something else.
    """
    for token in E.tokens:
        check_token(token)
        reason = None
        if not token.strip(" \t") or token != token.strip(" \t"):
            reason = "is empty or has spaces at its ends"
        elif "\n" in token:
            reason = "holds a line break"
        elif _ends_with_number(token.encode(), [b"0.5"]):
            reason = "ends with what would be read as a number"
        if reason:
            raise ValueError(
                f"The token {shorten(token)!r} {reason}, which this format cannot hold: "
                "save as .csv, .tsv or .safetensors."
            )
    with atomic_write(path) as file:
        file.write(f"{len(E)} {E.dim}\n".encode())
        for token, vector in zip(E.tokens, E.vectors, strict=True):
            file.write(f"{token} {' '.join(format_numbers(vector))}\n".encode())
