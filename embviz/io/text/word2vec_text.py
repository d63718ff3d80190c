"""word2vec's text format, with a first line that counts rows and numbers, and GloVe's, without."""

from __future__ import annotations

import re
from array import array
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import takewhile
from pathlib import Path
from typing import TypeAlias

from embviz.embedding import EmbeddingMatrix, Vectors
from embviz.io.atomic_write import replacing
from embviz.io.errors import FormatError, shorten
from embviz.io.options import Note
from embviz.io.row_builder import Rows, check_token
from embviz.io.source import BYTE_ORDER_MARK, Source, check_text
from embviz.io.summary import Listing
from embviz.io.text.dialect import HEADER, SPACES
from embviz.io.text.fast_float import WORTH_IT, parse_block
from embviz.io.text.labels import Labels
from embviz.io.text.numbers import NUMBER, first_bad, format_numbers, number_error, parse_numbers

SPACES_KEPT = re.compile(rb"([ \t]+)")
WHOLE = re.compile(rb"[+-]?\d+")


def read_text(
    source: Source, dim: int, *, name: str, labels: Labels | None = None
) -> EmbeddingMatrix:
    """Read a token and its numbers from each line.

    The last fields of a line are the numbers, and all before them is the token, which may hold
    spaces.

    Parameters
    ----------
    source : Source
        The file.
    dim : int
        How many numbers a row has, if the first line does not say so.
    name : str
        What to call the embedding.
    labels : Labels, optional
        Columns from another file, for the same rows.

    Raises
    ------
    FormatError
        At the first line that does not fit.
    """
    notes: list[str] = []
    promised = None
    where_from = "as in most of the first lines"
    start, first_line = 0, 1
    number, line, end = _first_filled(source)
    if source.reading.header is not False and (header := HEADER.fullmatch(line)):
        promised, dim = int(header[1]), int(header[2])
        if not dim:
            raise FormatError(
                source.name,
                "The first line promises rows of 0 numbers.",
                "Correct it, or delete it.",
                line=number,
                choices=("header",),
            )
        where_from = f"as line {number} says"
        start, first_line = end, number + 1
    reader = _TextRows(source, Rows(source.name, dim, source.reading), dim, where_from)
    # While one block is taken in, polars parses the next one.
    done, size = start, source.size()
    with ThreadPoolExecutor(1) as pool:
        ahead: deque[tuple[int, bytes, Future[Parsed]]] = deque()
        for number, block in source.blocks(start, first_line):
            ahead.append((number, block, pool.submit(reader.parse, block, number)))
            if len(ahead) > 1:
                done += len(ahead[0][1])
                reader.read(*ahead.popleft())
                source.tell_progress(done, size)
        while ahead:
            reader.read(*ahead.popleft())
    source.tell_progress(size, size)
    if promised is not None and promised != reader.rows.n_read:
        found = f"The first line promises {promised:,} rows; the file has {reader.rows.n_read:,}."
        notes.append(Note(found, line=first_line - 1, choices=("header",)))
    notes += reader.blank.notes("Blank lines were skipped: {}.")
    notes += source.notes()
    return reader.rows.finish(name=name, notes=notes, labels=labels)


def _first_filled(source: Source) -> tuple[int, bytes, int]:
    """Return the first line that is not blank: its number, its content, and where it ends."""
    for number, line in source.lines():
        if bare := line.strip(b" \t\r\n"):
            return number, bare, source.file.tell()
    return 1, b"", 0


Parsed: TypeAlias = tuple[list[str], Vectors] | None


def _begun(block: bytes, number: int) -> bytes:
    return block.removeprefix(BYTE_ORDER_MARK) if number == 1 else block


class _TextRows:
    """Reads blocks of lines: as a whole where all are plain, else ever smaller, down to lines."""

    def __init__(self, source: Source, rows: Rows, dim: int, where_from: str) -> None:
        self.source = source
        self.rows = rows
        self.dim = dim
        self.where_from = where_from
        self.blank = Listing()
        # Blank lines at the end of a file are nothing to speak of.
        self._last_blank = Listing()

    def parse(self, block: bytes, number: int) -> Parsed:
        """Parse whole lines, the first of which has this number, if all of them are plain."""
        return None if len(block) < WORTH_IT else parse_block(_begun(block, number), self.dim)

    def read(self, number: int, block: bytes, parsed: Future[Parsed] | None = None) -> None:
        """Take in whole lines, the first of which has this number."""
        block = _begun(block, number)
        if block.isspace() and len(block) >= WORTH_IT:
            self._last_blank.add(f"line {number}")
            self._last_blank.take(Listing(), block.count(b"\n") - 1)
        elif len(block) < WORTH_IT:
            self._one_by_one(block, number)
        elif rows := parsed.result() if parsed else self.parse(block, number):
            self.blank.take(self._last_blank)
            self.rows.add_block(*rows, number)
        else:
            half = block.find(b"\n", len(block) // 2) + 1 or block.rfind(b"\n", 0, -1) + 1
            if half in (0, len(block)):
                self._one_by_one(block, number)
            else:
                self.read(number, block[:half])
                self.read(number + block.count(b"\n", 0, half), block[half:])

    def _one_by_one(self, block: bytes, first: int) -> None:
        for number, line in enumerate(block.removesuffix(b"\n").split(b"\n"), start=first):
            check_text(self.source.name, number, line)
            line = line.lstrip(b" \t").rstrip(b" \t\r")
            if not line:
                self._last_blank.add(f"line {number}")
                continue
            self.blank.take(self._last_blank)
            try:
                token, numbers = _parse_row(
                    self.source.name, number, line, self.dim, self.where_from
                )
            except FormatError as error:
                self.rows.skip(error)
            else:
                self.rows.add(self.source.decode(token, number), numbers, number)


def _parse_row(
    file: str, number: int, line: bytes, dim: int, where_from: str
) -> tuple[bytes, array[float]]:
    token, fields = _cut(line, dim)
    if not token or len(fields) < dim or _holds_a_number(token, fields):
        every = SPACES.split(line)
        at_the_end = sum(1 for _ in takewhile(NUMBER.fullmatch, reversed(every)))
        raise FormatError(
            file,
            f"Expected {dim} numbers after the token, {where_from}, "
            f"found {min(at_the_end, len(every) - 1)}.",
            "Give every line the same count of numbers.",
            line=number,
        )
    try:
        return token, parse_numbers(fields)
    except ValueError:
        bad = first_bad(fields)
        place = f"field {len(SPACES.split(line)) - dim + bad + 1}"
        raise number_error(file, number, place, fields[bad]) from None


def _cut(line: bytes, dim: int) -> tuple[bytes, list[bytes]]:
    """Cut the last `dim` fields off a line; fewer, where it has fewer."""
    if b"\t" in line or b"  " in line:
        pieces = SPACES_KEPT.split(line)
        return b"".join(pieces[: -2 * dim]), pieces[1 - 2 * dim :: 2]
    token, *fields = line.rsplit(b" ", dim)
    return token, fields


def _holds_a_number(token: bytes, fields: list[bytes]) -> bool:
    """Tell whether the token ends with what looks like one more number of its row.

    A whole number beside decimals, as in "windows 95", is part of the token.
    """
    last = SPACES.split(token)[-1]
    if len(last) == len(token) or not NUMBER.fullmatch(last):
        return False
    return not WHOLE.fullmatch(last) or all(map(WHOLE.fullmatch, fields))


def write_text(E: EmbeddingMatrix, path: Path) -> None:
    """Write `E` in word2vec's text format, which holds tokens and vectors only.

    Raises
    ------
    ValueError
        For a token that would be read back as something else.
    """
    for token in E.tokens:
        check_token(token)
        why = None
        if not token.strip(" \t") or token != token.strip(" \t"):
            why = "is empty or has spaces at its ends"
        elif "\n" in token:
            why = "holds a line break"
        elif _holds_a_number(token.encode(), [b"0.5"]):
            why = "ends with what would be read as a number"
        if why:
            raise ValueError(
                f"The token {shorten(token)!r} {why}, which this format cannot hold: "
                "save as .csv, .tsv or .safetensors."
            )
    with replacing(path) as file:
        file.write(f"{len(E)} {E.dim}\n".encode())
        for token, vector in zip(E.tokens, E.vectors, strict=True):
            file.write(f"{token} {' '.join(format_numbers(vector))}\n".encode())
