"""word2vec's text format, with a first line that counts rows and numbers, and GloVe's, without."""

from __future__ import annotations

import re
from array import array
from itertools import takewhile
from pathlib import Path

from embviz.embedding import EmbeddingMatrix
from embviz.formats.errors import FormatError, shorten
from embviz.formats.labels import Labels
from embviz.formats.layout import HEADER, SPACES
from embviz.formats.listing import Listing
from embviz.formats.numbers import NUMBER, first_bad, format_numbers, number_error, parse_numbers
from embviz.formats.rows import Rows, check_token
from embviz.formats.source import Source

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
    blank = Listing()
    rows = Rows(source.name, dim)
    promised = None
    where_from = "as in most of the first lines"
    last = 0
    for number, line in source.lines():
        line = line.lstrip(b" \t").rstrip(b" \t\r\n")
        if not line:
            continue
        if not last and (header := HEADER.fullmatch(line)):
            promised, dim = int(header[1]), int(header[2])
            if not dim:
                raise FormatError(
                    source.name,
                    "The first line promises rows of 0 numbers.",
                    "Correct it, or delete it.",
                    line=number,
                )
            rows = Rows(source.name, dim)
            where_from = f"as line {number} says"
        else:
            for empty in range(last + 1, number):
                blank.add(f"line {empty}")
            token, numbers = _parse_row(source.name, number, line, dim, where_from)
            rows.add(source.decode(token, number), numbers, number)
        last = number
    if promised is not None and promised != rows.n_read:
        notes.append(f"The first line promises {promised:,} rows; the file has {rows.n_read:,}.")
    notes += blank.notes("Blank lines were skipped: {}.")
    notes += source.notes()
    return rows.finish(name=name, notes=notes, labels=labels)


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
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{len(E)} {E.dim}\n")
        for token, vector in zip(E.tokens, E.vectors, strict=True):
            file.write(f"{token} {' '.join(format_numbers(vector))}\n")
