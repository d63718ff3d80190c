"""Recognizing from the first lines what stands between the fields, and how many are numbers."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from embviz.io.errors import FormatError, shorten
from embviz.io.options import LoadOptions
from embviz.io.source import Source
from embviz.io.text.numbers import NUMBER_LIKE

if TYPE_CHECKING:
    from _csv import Reader  # It has no public name.

SPACES = re.compile(rb"[ \t]+")

# A token and one number would look the same, but for the rows that follow.
COUNT_HEADER = re.compile(rb"(\d{1,15})[ \t]+(\d{1,15})")

# What write_table puts first: such a file is quoted wherever a token could mislead.
EMBVIZ_HEADER = re.compile(rb"token([,;\t])(.*\1)?d\d+\s*")


@dataclass(frozen=True)
class Dialect:
    """How the lines of a file are cut into fields.

    A delimiter of " " stands for runs of spaces or tabs, with the numbers at the end of the line;
    any other for a table of cells. `dim` is how many numbers most lines hold besides a token: 0
    for a list of words, no more than a guess for a table. `n_fields` is how many fields every line
    has: 0 if that differs.
    """

    delimiter: str
    is_quoted: bool = False
    dim: int = 0
    n_fields: int = 0


# In order of trust: where two fit equally well, the first is taken. Tables written without a
# thought for quotes hold tokens like " that a reader of quotes would stumble over.
DIALECTS = (
    Dialect("\t", is_quoted=True),
    Dialect("\t"),
    Dialect(";", is_quoted=True),
    Dialect(",", is_quoted=True),
    Dialect(" "),
)


# How a chosen delimiter is called.
DELIMITERS = {"tab": "\t", "space": " ", ",": ",", ";": ";"}


def sniff(sample: Sequence[bytes], options: LoadOptions | None = None) -> Dialect:
    """Return the layout that finds the most numbers in the first lines of a file.

    Where a delimiter was chosen, only its layouts are tried.

    Examples
    --------
    >>> sniff([b"word;x;y", b"cat;0.8;0.2"])
    Layout(delimiter=';', quoted=True, dim=2, width=3)
    >>> sniff([b", 0.01 0.2", b"at name@domain.com 0.3 -0.4"])
    Layout(delimiter=' ', quoted=False, dim=2, width=0)
    """
    options = options or LoadOptions()
    candidates: Sequence[Dialect] = DIALECTS
    if options.delimiter is not None:
        wanted = DELIMITERS.get(options.delimiter, options.delimiter)
        candidates = tuple(layout for layout in DIALECTS if layout.delimiter == wanted)
    if not candidates:
        raise ValueError(f"Unknown delimiter {wanted!r}; choose one of {', '.join(DELIMITERS)}.")
    counts = options.header is not False and COUNT_HEADER.fullmatch(sample[0].strip(b" \t\r\n"))
    if counts and candidates[-1].delimiter == " " and len(sample) > 1:
        for rows, _ in _fit_dialects(sample[1:], candidates[-1:]):
            if rows.dim > 1:
                return rows
    if options.delimiter is None and (own := EMBVIZ_HEADER.fullmatch(sample[0])):
        return Dialect(own[1].decode(), is_quoted=True, dim=1)
    unknown = Dialect(candidates[-1].delimiter), 0
    return max(_fit_dialects(sample, candidates), key=_rank_dialect, default=unknown)[0]


# Nothing stands between fields where each line has only one.
ONE_COLUMN = Dialect("\t", dim=1, n_fields=1)


def is_one_column(sample: Sequence[bytes]) -> bool:
    """Tell whether each line is a number and nothing else.

    Examples
    --------
    >>> is_one_column([b"0.5", b"-1"]), is_one_column([b"cat 0.5"])
    (True, False)
    """
    return all(NUMBER_LIKE.fullmatch(line.strip(b"\r\n")) for line in sample)


def sniff_columns(sample: Sequence[bytes]) -> Dialect | None:
    """Return the layout that cuts words and labels into columns, if there is more than one.

    Examples
    --------
    >>> sniff_columns([b"cat,animal", b"blue,color"])
    Layout(delimiter=',', quoted=True, dim=0, width=2)
    >>> sniff_columns([b"Paris, France", b"Rome"])
    """
    possible = [layout for layout, _ in _fit_dialects(sample, DIALECTS[:-1])]
    even = [layout for layout in possible if layout.n_fields]
    # A comma may be part of a word; a tab is a delimiter even where the columns are ragged.
    ragged = [layout for layout in possible if layout.delimiter == "\t"]
    return next(iter(even + ragged), None)


def _rank_dialect(measured: tuple[Dialect, int]) -> tuple[bool, int, int]:
    layout, agreeing = measured
    # Tabs are hardly ever part of a token, while numbers and commas are.
    return layout.delimiter == "\t" and layout.n_fields > 0 and layout.dim > 0, layout.dim, agreeing


def _fit_dialects(
    sample: Sequence[bytes], layouts: Sequence[Dialect]
) -> Iterator[tuple[Dialect, int]]:
    """Yield the layouts that can be, filled in, each with how many records agree on its dim."""
    for layout in layouts:
        found: list[int] = []
        widths: list[int] = []
        for fields in _split_fields(layout, sample):
            like_numbers = [bool(NUMBER_LIKE.fullmatch(field)) for field in fields]
            if layout.delimiter == " ":
                like_numbers = list(takewhile(bool, reversed(like_numbers)))
            # One field at least is the token, even if it is a number like 2010.
            found.append(min(sum(like_numbers), len(fields) - 1))
            widths.append(len(fields))
        # What cuts later records but not the first is part of the tokens.
        if widths and widths[0] > 1:
            # Neither a longer token nor a row cut short should decide for all the others.
            dim, agreeing = max(Counter(found).items(), key=lambda item: (item[1], item[0]))
            width = widths[0] if len(set(widths)) == 1 else 0
            yield replace(layout, dim=dim, n_fields=width), agreeing


def _split_fields(dialect: Dialect, lines: Sequence[bytes]) -> Iterator[list[bytes]]:
    if dialect.delimiter == " ":
        yield from (SPACES.split(line.strip(b" \t\r\n")) for line in lines)
        return
    try:
        for cells in make_csv_reader(dialect, (line.decode(errors="replace") for line in lines)):
            if any(cell.strip(" \t") for cell in cells):
                yield [cell.encode() for cell in cells]
    except csv.Error:  # Whoever reads the rows meets it again, and knows the line.
        return


def read_records(source: Source, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the cells of each record of a table, but for empty lines.

    A quoted cell may hold line breaks; the line is the one on which the record ends.
    """
    reader = make_csv_reader(
        dialect, (source.decode(line, number) for number, line in source.lines())
    )
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise FormatError(
            source.name,
            f"The line cannot be cut into cells: {shorten(str(error))}.",
            'Put a cell that holds quotes or line breaks between quotes, and write " as "".',
            line=reader.line_num,
        ) from error


def make_csv_reader(dialect: Dialect, lines: Iterable[str]) -> Reader:
    """Return the csv module's reader for a layout."""
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_MINIMAL if dialect.is_quoted else csv.QUOTE_NONE,
        skipinitialspace=dialect.is_quoted,
        strict=True,
    )
