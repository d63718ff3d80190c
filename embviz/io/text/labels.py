"""Read labels from a second file, as for TensorBoard's projector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from embviz.io.errors import FormatError
from embviz.io.magic import reject_non_embeddings
from embviz.io.source import FilePath, Source, open_source
from embviz.io.text.columns import TOKEN_NAMES, unique_names
from embviz.io.text.dialect import read_records, sniff_columns


@dataclass(frozen=True)
class Labels:
    """Columns of text for the rows of another file, in the same order."""

    file: str
    columns: Mapping[str, Sequence[str]]
    n_rows: int
    notes: Sequence[str] = ()

    def check(self, file: str, n_rows: int) -> None:
        """Raise FormatError unless there is one label per row of `file`."""
        if self.n_rows != n_rows:
            raise FormatError(
                self.file,
                f"It has labels for {self.n_rows:,} rows, but {file} has {n_rows:,} rows.",
                "Give each row one line; above them a file of several columns has a header row, "
                "a file of one column has none.",
            )

    @property
    def tokens_note(self) -> str:
        """The note for embeddings with the tokens of this file."""
        return f"The tokens are those of {self.file}, line by line."

    def split_tokens(self) -> tuple[Sequence[str], Labels]:
        """Return the column of the tokens, and the labels without it."""
        by_name = {column.casefold(): column for column in reversed(list(self.columns))}
        names = [by_name[name] for name in TOKEN_NAMES if name in by_name]
        tokens = (names or list(self.columns))[0]
        others = {column: values for column, values in self.columns.items() if column != tokens}
        return self.columns[tokens], replace(self, columns=others)


def read_labels(file: FilePath | BinaryIO) -> Labels:
    """Read one column without a header, or several below a header row.

    Raises
    ------
    FormatError
        If a row has more or fewer cells than the header.
    """
    with open_source(file) as source:
        return read_labels_source(source)


def read_labels_source(source: Source) -> Labels:
    """Read the labels of a source; see `read_labels`."""
    reject_non_embeddings(source)
    dialect = sniff_columns(source.sample())
    if dialect is None:
        return _read_one_column(source)
    records = read_records(source, dialect)
    _, header = next(records)
    columns: dict[str, list[str]] = {name: [] for name in unique_names(header)}
    n_rows = 0
    for line, cells in records:
        if len(cells) != len(header):
            raise FormatError(
                source.name,
                f"Expected {len(header)} cells as in the header row, found {len(cells)}.",
                "Give every row the same number of cells.",
                line=line,
            )
        n_rows += 1
        for values, cell in zip(columns.values(), cells, strict=True):
            values.append(cell)
    return Labels(source.name, columns, n_rows, source.notes())


def _read_one_column(source: Source) -> Labels:
    labels = [source.decode(line.rstrip(b"\r\n"), number) for number, line in source.lines()]
    while labels and not labels[-1]:
        labels.pop()
    return Labels(source.name, {"label": labels}, len(labels), source.notes())
