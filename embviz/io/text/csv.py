"""Tables of tokens and numbers, separated by commas, semicolons or tabs."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import chain, islice
from pathlib import Path

from embviz.embedding import EmbeddingMatrix
from embviz.io.archives.decompress import is_compressed
from embviz.io.atomic_write import atomic_write
from embviz.io.errors import FormatError, shorten
from embviz.io.row_builder import RowBuilder, check_token
from embviz.io.safetensors.tokenizer import is_vocabulary_json
from embviz.io.source import SAMPLE_LINES, Source
from embviz.io.text.columns import find_columns
from embviz.io.text.dialect import Dialect, read_records
from embviz.io.text.labels import Labels, read_labels
from embviz.io.text.numbers import find_bad_number, format_numbers, number_error, parse_numbers


def read_table(
    source: Source, dialect: Dialect, *, name: str, labels: Labels | None = None
) -> EmbeddingMatrix:
    """Read a token and its numbers from each record; other columns of text become labels.

    Parameters
    ----------
    source : Source
    dialect : Dialect
    name : str
    labels : Labels, optional
        Columns from another file, for the same rows. They include the tokens if the table contains
        only numbers.

    Raises
    ------
    FormatError
        For the first row that cannot be read, unless such rows are skipped.
    """
    records = _nonblank_records(source, dialect)
    head = list(islice(records, SAMPLE_LINES))
    columns = find_columns(
        [cells for _, cells in head],
        has_external_tokens=labels is not None,
        header=source.options.header,
        token_column=source.options.token_column,
    )
    if not columns.dimensions:
        raise FormatError(
            source.name, "No column holds numbers.", "Give each token the numbers of its row."
        )
    notes = list(columns.notes)
    tokens: Sequence[str] = ()
    if columns.token is None and labels:
        tokens, labels = labels.split_tokens()
        notes.append(labels.tokens_note)

    width = len(head[0][1])
    first_rows = [cells for _, cells in head[columns.has_header :]]
    comma = dialect.delimiter != "," and _has_decimal_comma(first_rows, columns.dimensions)
    if comma:
        notes.append("Numbers are written with a decimal comma, which was read as a point.")
    rows = RowBuilder(source.name, len(columns.dimensions), source.options)
    own_labels: dict[str, list[str]] = {column: [] for column in columns.labels}
    for line, cells in chain(head[columns.has_header :], records):
        fields = [cells[place].encode() for place in columns.dimensions if place < len(cells)]
        if comma:
            fields = [field.replace(b",", b".") for field in fields]
        try:
            if len(cells) != width:
                raise _cell_count_error(source.name, line, width, len(cells))
            numbers = _parse_cells(source.name, line, columns.dimensions, fields)
        except FormatError as error:
            rows.skip(error)
            continue
        if columns.token is not None:
            token = cells[columns.token]
        else:
            # Too few tokens are an error that states both counts, once all rows are counted.
            token = tokens[rows.n_read] if rows.n_read < len(tokens) else ""
        if rows.add(token, numbers, line):
            for column, values in own_labels.items():
                values.append(cells[columns.labels[column]])
    notes += source.notes()
    return rows.build(name=name, notes=notes, own_labels=own_labels, labels=labels)


def _cell_count_error(file: str, line: int, width: int, n_cells: int) -> FormatError:
    return FormatError(
        file,
        f"Expected {width} cells as in the first row, found {n_cells}.",
        "Give every row the same number of cells, and put quotes around a cell that holds the "
        "separator.",
        line=line,
    )


def _parse_cells(
    file: str, line: int, places: Sequence[int], fields: Sequence[bytes]
) -> array[float]:
    try:
        return parse_numbers(fields)
    except ValueError:
        bad = find_bad_number(fields)
        raise number_error(file, line, f"column {places[bad] + 1}", fields[bad]) from None


def _has_decimal_comma(records: Sequence[Sequence[str]], places: Sequence[int]) -> bool:
    """Return whether the numbers are written as 0,5: some with a comma, none with a point.

    A table with a thousand written as 1,000 has other numbers with a point.
    """
    cells = [cells[place] for cells in records for place in places if place < len(cells)]
    return any("," in cell for cell in cells) and not any("." in cell for cell in cells)


def _nonblank_records(source: Source, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that are not blank; spreadsheets also write rows of separators alone."""
    for line, cells in read_records(source, dialect):
        if any(cell.strip(" \t") for cell in cells):
            yield line, cells


def write_table(E: EmbeddingMatrix, path: Path, delimiter: str) -> None:
    """Write `E` below a header row: token, the names of the labels, d0, d1 and so on.

    Raises
    ------
    ValueError
        If a token or a label contains NUL, which no text file can.
    """
    columns = [E.tokens, *E.labels.values()]
    header = ["token", *E.labels, *(f"d{i}" for i in range(E.dim))]
    for text in chain(header, *columns):
        check_token(text)
    with atomic_write(path) as file:
        file.write(f"{delimiter.join(_quote_cell(cell, delimiter) for cell in header)}\n".encode())
        for *texts, vector in zip(*columns, E.vectors, strict=True):
            cells = [_quote_cell(text, delimiter) for text in texts]
            file.write(f"{delimiter.join([*cells, *format_numbers(vector)])}\n".encode())


def write_tensorboard_pair(E: EmbeddingMatrix, vectors: Path, metadata: Path) -> None:
    """Write numbers to one file, and tokens and labels to another, as TensorBoard reads them.

    Without labels the second file has one column and no header.

    Raises
    ------
    ValueError
        For texts that are not possible in such a file: with line breaks or tabs, or texts that
        would be read back as something else.
    """
    columns = [E.tokens, *E.labels.values()]
    header = [["token", *E.labels]] if E.labels else []
    for text in chain(E.labels, *columns):
        check_token(text)
        if set(text) & set('\t\n\r"') or not text:
            raise ValueError(
                f"The text {shorten(text)!r} is empty or holds a tab, a quote or a line break, "
                "which these files cannot hold: save as one .tsv."
            )
    lines = ["\t".join(texts) + "\n" for texts in chain(header, zip(*columns, strict=True))]
    content = "".join(lines).encode()
    if not _is_read_back_equal(content, E):
        raise ValueError(
            "These tokens and labels would be read back as something else (the first line is "
            f"{shorten(lines[0].rstrip())!r}): save as one .tsv."
        )
    with atomic_write(vectors) as file, atomic_write(metadata) as labels_file:
        for vector in E.vectors:
            file.write("\t".join(format_numbers(vector)).encode() + b"\n")
        labels_file.write(content)


def _is_read_back_equal(content: bytes, E: EmbeddingMatrix) -> bool:
    """Return whether a file of labels is read back as the tokens and labels of `E`."""
    if is_vocabulary_json(content) or is_compressed(content):
        return False
    try:
        tokens, rest = read_labels(BytesIO(content)).split_tokens()
    except FormatError:
        return False
    columns = {name: tuple(values) for name, values in rest.columns.items()}
    return tuple(tokens) == E.tokens and columns == {k: tuple(v) for k, v in E.labels.items()}


def _quote_cell(cell: str, delimiter: str) -> str:
    if cell.startswith(" ") or any(char in cell for char in (delimiter, '"', "\r", "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell
