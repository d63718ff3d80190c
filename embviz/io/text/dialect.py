"""Sniff the delimiter of a text file from its first lines, and how many fields are numbers."""

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
    from _csv import Reader  # The type has no public name.

SPACES = re.compile(rb"[ \t]+")

# The header of word2vec: rows and dimensions. A row of a token and one number looks the same.
COUNT_HEADER = re.compile(rb"(\d{1,15})[ \t]+(\d{1,15})")

# The header of `write_table`, which quotes every token that could be ambiguous.
EMBVIZ_HEADER = re.compile(rb"token([,;\t])(.*\1)?d\d+\s*")


@dataclass(frozen=True)
class Dialect:
    """The rules that split the lines of a file into fields.

    Attributes
    ----------
    delimiter : str
        " " means runs of spaces or tabs, with the numbers at the end of the line; any other
        delimiter means a table.
    is_quoted : bool
        Whether cells may be in quotes.
    dim : int
        Count of numbers that most lines have besides a token: 0 for a list of words, only a guess
        for a table.
    n_fields : int
        The number of fields of every line, or 0 if it differs.
    """

    delimiter: str
    is_quoted: bool = False
    dim: int = 0
    n_fields: int = 0


# If several fit equally well, the first is used. Files that were written without quoting contain
# tokens like " that cannot be parsed as quoted.
DIALECTS = (
    Dialect("\t", is_quoted=True),
    Dialect("\t"),
    Dialect(";", is_quoted=True),
    Dialect(",", is_quoted=True),
    Dialect(" "),
)


# The values of `LoadOptions.delimiter`.
DELIMITERS = {"tab": "\t", "space": " ", ",": ",", ";": ";"}


def sniff(sample: Sequence[bytes], options: LoadOptions | None = None) -> Dialect:
    """Return the dialect that finds the most numbers in the first lines of a file.

    If the options name a delimiter, only its dialects are tried.

    Examples
    --------
    >>> sniff([b"word;x;y", b"cat;0.8;0.2"])
    Dialect(delimiter=';', is_quoted=True, dim=2, n_fields=3)
    >>> sniff([b", 0.01 0.2", b"at name@domain.com 0.3 -0.4"])
    Dialect(delimiter=' ', is_quoted=False, dim=2, n_fields=0)
    """
    options = options or LoadOptions()
    candidates: Sequence[Dialect] = DIALECTS
    if options.delimiter is not None:
        delimiter = DELIMITERS.get(options.delimiter, options.delimiter)
        candidates = tuple(dialect for dialect in DIALECTS if dialect.delimiter == delimiter)
    if not candidates:
        raise ValueError(f"Unknown delimiter {delimiter!r}; choose one of {', '.join(DELIMITERS)}.")
    counts = options.header is not False and COUNT_HEADER.fullmatch(sample[0].strip(b" \t\r\n"))
    if counts and candidates[-1].delimiter == " " and len(sample) > 1:
        for dialect, _ in _fit_dialects(sample[1:], candidates[-1:]):
            if dialect.dim > 1:
                return dialect
    if options.delimiter is None and (header := EMBVIZ_HEADER.fullmatch(sample[0])):
        return Dialect(header[1].decode(), is_quoted=True, dim=1)
    unknown = Dialect(candidates[-1].delimiter), 0
    return max(_fit_dialects(sample, candidates), key=_rank_dialect, default=unknown)[0]


# Lines of one field, which have no delimiter.
ONE_COLUMN = Dialect("\t", dim=1, n_fields=1)


def is_one_column(sample: Sequence[bytes]) -> bool:
    """Return whether each line is a single number.

    Examples
    --------
    >>> is_one_column([b"0.5", b"-1"]), is_one_column([b"cat 0.5"])
    (True, False)
    """
    return all(NUMBER_LIKE.fullmatch(line.strip(b"\r\n")) for line in sample)


def sniff_columns(sample: Sequence[bytes]) -> Dialect | None:
    """Return the dialect of a table of words and labels, if it has more than one column.

    Examples
    --------
    >>> sniff_columns([b"cat,animal", b"blue,color"])
    Dialect(delimiter=',', is_quoted=True, dim=0, n_fields=2)
    >>> sniff_columns([b"Paris, France", b"Rome"])
    """
    fitting = [dialect for dialect, _ in _fit_dialects(sample, DIALECTS[:-1])]
    even = [dialect for dialect in fitting if dialect.n_fields]
    # A comma may be part of a word; a tab is a delimiter even in ragged rows.
    ragged = [dialect for dialect in fitting if dialect.delimiter == "\t"]
    return next(iter(even + ragged), None)


def _rank_dialect(fit: tuple[Dialect, int]) -> tuple[bool, int, int]:
    dialect, n_agreeing = fit
    # Tabs are hardly ever part of a token, while numbers and commas are.
    is_tab_table = dialect.delimiter == "\t" and dialect.n_fields > 0 and dialect.dim > 0
    return is_tab_table, dialect.dim, n_agreeing


def _fit_dialects(
    sample: Sequence[bytes], dialects: Sequence[Dialect]
) -> Iterator[tuple[Dialect, int]]:
    """Yield the dialects that split the sample, and how many of its records agree on their dim."""
    for dialect in dialects:
        dims: list[int] = []
        widths: list[int] = []
        for fields in _split_fields(dialect, sample):
            is_number = [bool(NUMBER_LIKE.fullmatch(field)) for field in fields]
            if dialect.delimiter == " ":
                is_number = list(takewhile(bool, reversed(is_number)))
            # At least one field is the token, even if it is a number like 2010.
            dims.append(min(sum(is_number), len(fields) - 1))
            widths.append(len(fields))
        # A delimiter that is only in later records is part of their tokens.
        if widths and widths[0] > 1:
            # The majority decides, not a longer token or a row that was cut short.
            dim, n_agreeing = max(Counter(dims).items(), key=lambda item: (item[1], item[0]))
            n_fields = widths[0] if len(set(widths)) == 1 else 0
            yield replace(dialect, dim=dim, n_fields=n_fields), n_agreeing


def _split_fields(dialect: Dialect, lines: Sequence[bytes]) -> Iterator[list[bytes]]:
    if dialect.delimiter == " ":
        yield from (SPACES.split(line.strip(b" \t\r\n")) for line in lines)
        return
    try:
        for cells in make_csv_reader(dialect, (line.decode(errors="replace") for line in lines)):
            if any(cell.strip(" \t") for cell in cells):
                yield [cell.encode() for cell in cells]
    except csv.Error:  # `read_records` raises it again, with the line.
        return


def read_records(source: Source, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of each record of a table, without empty lines.

    A quoted cell may contain line breaks; the number is that of the last line of the record.
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
    """Return the csv module's reader for a dialect."""
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_MINIMAL if dialect.is_quoted else csv.QUOTE_NONE,
        skipinitialspace=dialect.is_quoted,
        strict=True,
    )
