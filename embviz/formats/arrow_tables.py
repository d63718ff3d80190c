"""Parquet and Arrow: a column of words, and the numbers in a column of lists or one a dimension."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix, Vectors
from embviz.formats.columns import TOKEN_NAMES
from embviz.formats.errors import FormatError, shorten
from embviz.formats.json_vectors import VECTOR_NAMES
from embviz.formats.labels import Labels
from embviz.formats.listing import Listing
from embviz.formats.reading import Note
from embviz.formats.rows import SKIPPED, assemble
from embviz.formats.source import Lent, Source

BATCH_ROWS = 8192
MOST_COLUMNS = 100_000
DAMAGED = "Download it again, or save it again."


def is_parquet(head: bytes) -> bool:
    """Tell whether a file starts like Parquet."""
    return head.startswith(b"PAR1")


def is_arrow(head: bytes) -> bool:
    """Tell whether a file starts like an Arrow file or stream."""
    return head.startswith(b"ARROW1") or (
        head.startswith(b"\xff\xff\xff\xff") and len(head) > 8 and head[7] == 0
    )


def read_parquet(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read a Parquet file.

    Raises
    ------
    FormatError
        When it is damaged or larger than allowed, or a row does not fit.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    size = source.size()
    with _refusing(source.name, "Parquet"):
        file = pq.ParquetFile(pa.PythonFile(Lent(source.file), "r"))
        _check_parquet(source, file.metadata, size)
        batches = file.iter_batches(batch_size=BATCH_ROWS)
        return _read(source, file.schema_arrow, batches, name, labels)


def read_arrow(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read an Arrow file (Feather) or stream.

    Raises
    ------
    FormatError
        When it is damaged or larger than allowed, or a row does not fit.
    """
    import pyarrow as pa

    with _refusing(source.name, "Arrow"):
        if source.head(6) == b"ARROW1":
            whole = pa.ipc.open_file(pa.PythonFile(Lent(source.file), "r"))
            batches = (whole.get_batch(i) for i in range(whole.num_record_batches))
            return _read(source, whole.schema, batches, name, labels)
        source.file.seek(0)
        stream = pa.ipc.open_stream(pa.PythonFile(Lent(source.file), "r"))
        return _read(source, stream.schema, iter(stream), name, labels)


@contextmanager
def _refusing(file: str, kind: str) -> Iterator[None]:
    """Turn what pyarrow says of a damaged file into FormatError."""
    import pyarrow as pa

    try:
        yield
    except FormatError:
        raise
    except (
        *(pa.ArrowException, OSError, ValueError, TypeError, KeyError, IndexError),
        *(MemoryError, OverflowError, RecursionError, EOFError),
    ) as error:
        problem = f"This {kind} file is damaged or of an unknown kind ({shorten(str(error))})."
        raise FormatError(file, problem, DAMAGED) from error


def _check_parquet(source: Source, metadata: Any, size: int) -> None:
    """Refuse what would unpack to too much, by what the file says of itself."""
    if metadata.num_columns > MOST_COLUMNS:
        raise FormatError(
            source.name, f"It has more than {MOST_COLUMNS:,} columns.", "Save the numbers as lists."
        )
    source.reading.limits.check_shape(source.name, metadata.num_rows, 1)
    values = unpacked = 0
    for i in range(metadata.num_row_groups):
        group = metadata.row_group(i)
        for j in range(group.num_columns):
            column = group.column(j)
            values += max(column.num_values, 0)
            unpacked += max(column.total_uncompressed_size, 0)
    source.reading.limits.check_shape(source.name, 1, values)
    source.reading.limits.check_unpacked(source.name, max(unpacked, 4 * values), size)


@dataclass(frozen=True)
class _Columns:
    """Which columns of a schema are what."""

    token: str | None
    vectors: str | None
    numbers: Sequence[str]
    labels: Sequence[str]
    notes: Sequence[str]


def _columns(source: Source, schema: Any, labels: Labels | None) -> _Columns:
    import pyarrow.types as kinds

    if len(set(schema.names)) < len(schema.names):
        raise FormatError(source.name, "Two of its columns have one name.", "Rename one of them.")
    text, lists, numbers = [], [], []
    for column in schema:
        kind = column.type.value_type if kinds.is_dictionary(column.type) else column.type
        if kinds.is_string(kind) or kinds.is_large_string(kind):
            text.append(column.name)
        elif _is_list(column.type) and _is_number(column.type.value_type):
            lists.append(column.name)
        elif _is_number(column.type) and not column.name.startswith("__index_level_"):
            numbers.append(column.name)
    notes: list[str] = []
    words = source.reading.words
    if words is not None and 1 <= words <= len(schema.names) and schema.names[words - 1] in text:
        token: str | None = schema.names[words - 1]
    else:
        named = [each for name in TOKEN_NAMES for each in text if each.casefold() == name]
        token = next(iter([*named, *text]), None)
        if len(text) > 1:
            found = f"The column {shorten(str(token))!r} was taken as the tokens."
            notes.append(Note(found, choices=("words",)))
    if token is None and labels is None:
        raise FormatError(
            source.name,
            "No column holds text, so nothing names the rows.",
            "Add a column of words, or give the words in a second file.",
        )
    vectors = None
    if lists:
        named = [each for name in VECTOR_NAMES for each in lists if each.casefold() == name]
        chosen = source.reading.member if source.reading.member in lists else None
        if chosen is None and not named and len(lists) > 1:
            raise FormatError(
                source.name,
                f"{len(lists)} columns hold lists of numbers.",
                "Choose one of them.",
                choices=("member",),
                options=tuple(lists),
            )
        vectors = chosen or next(iter([*named, *lists]))
        notes.append(f"The vectors are the column {shorten(vectors)!r}.")
        numbers = []
    elif not numbers:
        raise FormatError(
            source.name, "No column holds numbers.", "Give each word the numbers of its row."
        )
    others = [each for each in text if each != token]
    return _Columns(token, vectors, numbers, others, notes)


def _is_list(kind: Any) -> bool:
    import pyarrow.types as kinds

    return bool(kinds.is_list(kind) or kinds.is_large_list(kind) or kinds.is_fixed_size_list(kind))


def _is_number(kind: Any) -> bool:
    import pyarrow.types as kinds

    return bool(kinds.is_floating(kind) or kinds.is_integer(kind))


def _read(
    source: Source, schema: Any, batches: Iterator[Any], name: str, labels: Labels | None
) -> EmbeddingMatrix:
    columns = _columns(source, schema, labels)
    reader = _Batches(source, columns)
    for batch in batches:
        batch.validate(full=True)
        reader.add(batch)
    if not reader.parts:
        raise FormatError(source.name, "It has no row.", "Load a file with rows.")
    notes = [*columns.notes, *reader.notes()]
    tokens: Sequence[str] = reader.tokens
    vectors = np.concatenate(reader.parts)
    if columns.token is None and labels is not None:
        tokens, labels = labels.split()
        notes.append(f"The tokens are those of {labels.file}, line by line.")
        labels.check(source.name, len(vectors))
    return assemble(
        source.name,
        tokens,
        vectors,
        name=name,
        reading=source.reading,
        notes=notes,
        kept_labels=reader.labels,
        labels=labels,
    )


class _Batches:
    """Collects the rows of batches, once they are found to be whole."""

    def __init__(self, source: Source, columns: _Columns) -> None:
        self.source = source
        self.columns = columns
        self.parts: list[Vectors] = []
        self.tokens: list[str] = []
        self.labels: dict[str, list[str]] = {column: [] for column in columns.labels}
        self._row = 0
        self._dim = len(columns.numbers)
        self._bad = Listing()

    def notes(self) -> list[str]:
        """Say which rows were left out."""
        return [Note(note, choices=("skip_bad",)) for note in self._bad.notes(SKIPPED)]

    def add(self, batch: Any) -> None:
        vectors, whole = self._numbers(batch)
        self.source.reading.limits.check_shape(
            self.source.name, self._row + len(whole), max(self._dim, 1)
        )
        tokens = None
        if self.columns.token is not None:
            tokens = batch.column(self.columns.token).to_pylist()
            whole &= np.array([token is not None for token in tokens], bool)
        for row in np.flatnonzero(~whole):
            self._refuse(int(row), batch)
        self.parts.append(vectors[whole])
        keep = np.flatnonzero(whole).tolist()
        if tokens is not None:
            self.tokens += [tokens[row] for row in keep]
        for column, values in self.labels.items():
            texts = batch.column(column).to_pylist()
            values += [texts[row] or "" for row in keep]
        self._row += len(whole)

    def _refuse(self, row: int, batch: Any) -> None:
        where = f"row {self._row + row + 1}"
        error = FormatError(
            self.source.name,
            f"Expected a word and {self._dim} numbers; one of them is missing, or the list has "
            "another length.",
            "Correct the row, or leave it out.",
            where=where,
            choices=("skip_bad",),
        )
        if not self.source.reading.skip_bad:
            raise error
        self._bad.add(where)

    def _numbers(self, batch: Any) -> tuple[Vectors, NDArray[np.bool_]]:
        """Return the numbers of a batch, and which of its rows are whole."""
        if self.columns.vectors is None:
            arrays = [batch.column(column) for column in self.columns.numbers]
            whole = np.ones(batch.num_rows, bool)
            for array in arrays:
                whole &= ~_nulls(array)
            filled = [_floats(array.fill_null(0)) for array in arrays]
            return np.column_stack(filled), whole
        lists = batch.column(self.columns.vectors)
        lengths = np.asarray(lists.value_lengths().fill_null(-1).to_numpy(zero_copy_only=False))
        if not self._dim and (lengths > 0).any():
            self._dim = int(lengths[lengths > 0][0])
        whole = lengths == self._dim
        kept = lists.filter(_mask(whole))
        flat = kept.flatten()
        values = np.zeros((len(whole), self._dim), np.float32)
        values[whole] = _floats(flat.fill_null(0)).reshape(-1, max(self._dim, 1))[:, : self._dim]
        holes = _nulls(flat).reshape(-1, max(self._dim, 1)).any(axis=1)
        whole[np.flatnonzero(whole)[holes]] = False
        return values, whole


def _mask(whole: NDArray[np.bool_]) -> Any:
    import pyarrow as pa

    return pa.array(whole)


def _nulls(array: Any) -> NDArray[np.bool_]:
    return np.asarray(array.is_null().to_numpy(zero_copy_only=False), bool)


def _floats(array: Any) -> Vectors:
    with np.errstate(over="ignore"):  # What is too large is refused with its row.
        return np.asarray(array.to_numpy(zero_copy_only=False)).astype(np.float32)


def write_parquet(E: EmbeddingMatrix, path: Path) -> None:
    """Write `E` as a column ``token``, the labels, and ``vector``, lists of float32.

    Raises
    ------
    ValueError
        When a label is called like one of these columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if clash := {"token", "vector"} & set(E.labels):
        raise ValueError(f"The labels {min(clash)!r} are called like a column of the format.")
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(E.vectors.ravel()), E.dim)
    columns = {"token": pa.array(E.tokens, pa.string())}
    columns |= {name: pa.array(values, pa.string()) for name, values in E.labels.items()}
    with path.open("wb") as file:
        pq.write_table(pa.table({**columns, "vector": vectors}), file)
