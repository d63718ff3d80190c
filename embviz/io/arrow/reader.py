"""Read Parquet and Arrow: a column of words, and a column of lists or one column per dimension."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from embviz.embedding import EmbeddingMatrix
from embviz.io.arrow.batches import BATCH_ROWS, ArrowRowBuilder
from embviz.io.arrow.columns import ArrowColumnRoles, find_arrow_columns
from embviz.io.arrow.ipc_check import CONTINUATION, MAGIC, check_message_sizes, is_stream
from embviz.io.arrow.parquet_check import check_page_sizes, read_footer
from embviz.io.atomic_write import atomic_write
from embviz.io.errors import convert_errors
from embviz.io.row_builder import embedding_from_arrays, take_rows
from embviz.io.source import NonClosingFile, Source
from embviz.io.text.labels import Labels

DAMAGED = "This {} file is damaged or of an unknown kind ({{}})."
DAMAGED_HINT = "Download it again, or save it again."

# Bytes of a column that are read at once.
BUFFER_BYTES = 1 << 22


def is_parquet(head: bytes) -> bool:
    """Return whether a file starts like Parquet."""
    return head.startswith(b"PAR1")


def is_arrow(head: bytes) -> bool:
    """Return whether a file starts like an Arrow file or stream."""
    return head.startswith(MAGIC) or (
        head.startswith(CONTINUATION) and len(head) > 8 and head[7] == 0
    )


def read_parquet(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read a Parquet file.

    Raises
    ------
    FormatError
        If it is damaged or too large, or a row is invalid.
    """
    import pyarrow.parquet as pq

    with convert_errors(source.name, DAMAGED.format("Parquet"), DAMAGED_HINT):
        n_rows = read_footer(source)[3]
        file = pq.ParquetFile(_as_arrow_file(source))
        columns = find_arrow_columns(
            source, file.schema_arrow, has_external_tokens=labels is not None
        )
        check_page_sizes(source, set(columns.column_names()))
        # As dictionaries, so that repeated texts are read only once.
        file = pq.ParquetFile(
            _as_arrow_file(source),
            read_dictionary=sorted(columns.text_columns),
            buffer_size=BUFFER_BYTES,
        )
        batches = file.iter_batches(batch_size=BATCH_ROWS, columns=columns.column_names())
        rows = ArrowRowBuilder(source, columns, n_rows)
    _add_batches(source, "Parquet", rows, batches)
    return _build_embedding(source, columns, rows, name, labels)


def read_arrow(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read an Arrow file (Feather) or stream.

    Raises
    ------
    FormatError
        If it is damaged or too large, or a row is invalid.
    """
    with convert_errors(source.name, DAMAGED.format("Arrow"), DAMAGED_HINT):
        n_rows = check_message_sizes(source)
        as_stream = is_stream(source)
        schema = _open_arrow(source, as_stream).schema
        columns = find_arrow_columns(source, schema, has_external_tokens=labels is not None)
        # Before the stream is opened again, because the size of the file is determined by seeking.
        rows = ArrowRowBuilder(source, columns, n_rows)
        reader = _open_arrow(source, as_stream)
        batches = reader
        if not as_stream:
            batches = (reader.get_batch(i) for i in range(reader.num_record_batches))
    _add_batches(source, "Arrow", rows, batches)
    return _build_embedding(source, columns, rows, name, labels)


def _open_arrow(source: Source, as_stream: bool) -> Any:
    import pyarrow as pa

    # Buffers of a mapped file are not copied.
    file = _as_arrow_file(source) if source.path is None else pa.memory_map(str(source.path))
    return pa.ipc.open_stream(file) if as_stream else pa.ipc.open_file(file)


def _as_arrow_file(source: Source) -> Any:
    """Return a file for pyarrow that it cannot close."""
    import pyarrow as pa

    source.file.seek(0)
    return pa.PythonFile(NonClosingFile(source.file), "r")


def _add_batches(source: Source, kind: str, rows: ArrowRowBuilder, batches: Iterable[Any]) -> None:
    iterator = iter(batches)
    while True:
        with convert_errors(source.name, DAMAGED.format(kind), DAMAGED_HINT):
            batch = next(iterator, None)
            if batch is None:
                return
            rows.add(batch)
        source.report_progress(rows.n_read, rows.n_rows)


def _build_embedding(
    source: Source,
    columns: ArrowColumnRoles,
    rows: ArrowRowBuilder,
    name: str,
    labels: Labels | None,
) -> EmbeddingMatrix:
    vectors = rows.vectors()
    notes = [*columns.notes, *rows.notes()]
    tokens: Sequence[str] = rows.tokens
    if labels is not None:
        labels.check(source.name, rows.n_read)
        labels = replace(
            labels, columns=take_rows(labels.columns, rows.kept_rows), n_rows=len(rows.kept_rows)
        )
    if columns.token is None and labels is not None:
        tokens, labels = labels.split_tokens()
        notes.append(labels.tokens_note)
    return embedding_from_arrays(
        source,
        tokens,
        vectors,
        name=name,
        notes=notes,
        own_labels=rows.labels,
        labels=labels,
    )


def write_parquet(E: EmbeddingMatrix, path: Path) -> None:
    """Write `E` as a column ``token``, the labels, and ``vector``, lists of float32.

    Raises
    ------
    ValueError
        If a label has the name of one of these columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if clash := {"token", "vector"} & set(E.labels):
        raise ValueError(f"The labels {min(clash)!r} are called like a column of the format.")
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(E.vectors.ravel()), E.dim)
    columns = {"token": pa.array(E.tokens, pa.string())}
    columns |= {name: pa.array(values, pa.string()) for name, values in E.labels.items()}
    # Vectors hardly compress, and the size of an uncompressed file is within the limits of `load`.
    with atomic_write(path) as file:
        pq.write_table(
            pa.table({**columns, "vector": vectors}),
            file,
            compression="none",
            use_dictionary=list(E.labels),
        )
