"""Parquet and Arrow: a column of words, and the numbers in a column of lists or one a dimension."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from embviz.embedding import EmbeddingMatrix
from embviz.io.arrow.batches import BATCH_ROWS, ArrowRows, choose_rows
from embviz.io.arrow.columns import ArrowColumns, find_arrow_columns
from embviz.io.arrow.ipc_check import GOES_ON, MAGIC, check_messages, is_stream
from embviz.io.arrow.parquet_check import check_pages, read_end
from embviz.io.atomic_write import replacing
from embviz.io.errors import refusing
from embviz.io.row_builder import assemble
from embviz.io.source import Lent, Source
from embviz.io.text.labels import Labels

AGAIN = "Download it again, or save it again."

# So much of a column is read at once.
BUFFER_BYTES = 1 << 22


def is_parquet(head: bytes) -> bool:
    """Tell whether a file starts like Parquet."""
    return head.startswith(b"PAR1")


def is_arrow(head: bytes) -> bool:
    """Tell whether a file starts like an Arrow file or stream."""
    return head.startswith(MAGIC) or (head.startswith(GOES_ON) and len(head) > 8 and head[7] == 0)


def read_parquet(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read a Parquet file.

    Raises
    ------
    FormatError
        When it is damaged or larger than allowed, or a row does not fit.
    """
    import pyarrow.parquet as pq

    with refusing(source.name, "Parquet file", AGAIN):
        n_rows = read_end(source)[3]
        file = pq.ParquetFile(_borrowed(source))
        columns = find_arrow_columns(source, file.schema_arrow, tokens_elsewhere=labels is not None)
        check_pages(source, set(columns.needed()))
        # A text that stands in a million rows is read only once.
        file = pq.ParquetFile(
            _borrowed(source), read_dictionary=sorted(columns.texts), buffer_size=BUFFER_BYTES
        )
        batches = file.iter_batches(batch_size=BATCH_ROWS, columns=columns.needed())
        rows = ArrowRows(source, columns, n_rows)
        return _read(source, columns, rows, batches, name, labels)


def read_arrow(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read an Arrow file (Feather) or stream.

    Raises
    ------
    FormatError
        When it is damaged or larger than allowed, or a row does not fit.
    """
    with refusing(source.name, "Arrow file", AGAIN):
        rows = check_messages(source)
        is_one_stream = is_stream(source)
        schema = _open_arrow(source, is_one_stream).schema
        columns = find_arrow_columns(source, schema, tokens_elsewhere=labels is not None)
        # Before the stream is read on: this asks for its size.
        collected = ArrowRows(source, columns, rows)
        opened = _open_arrow(source, is_one_stream)
        batches = opened
        if not is_one_stream:
            batches = (opened.get_batch(i) for i in range(opened.num_record_batches))
        return _read(source, columns, collected, batches, name, labels)


def _open_arrow(source: Source, is_one_stream: bool) -> Any:
    import pyarrow as pa

    # Buffers of a file that is mapped are not copied.
    file = _borrowed(source) if source.path is None else pa.memory_map(str(source.path))
    return pa.ipc.open_stream(file) if is_one_stream else pa.ipc.open_file(file)


def _borrowed(source: Source) -> Any:
    """Return a file for pyarrow, which it cannot close."""
    import pyarrow as pa

    source.file.seek(0)
    return pa.PythonFile(Lent(source.file), "r")


def _read(
    source: Source,
    columns: ArrowColumns,
    rows: ArrowRows,
    batches: Iterable[Any],
    name: str,
    labels: Labels | None,
) -> EmbeddingMatrix:
    for batch in batches:
        rows.add(batch)
        source.tell_progress(rows.n_read, rows.n_rows)
    vectors = rows.vectors()
    notes = [*columns.notes, *rows.notes()]
    tokens: Sequence[str] = rows.tokens
    if labels is not None:
        labels.check(source.name, rows.n_read)
        labels = replace(
            labels, columns=choose_rows(labels.columns, rows.kept), n_rows=len(rows.kept)
        )
    if columns.token is None and labels is not None:
        tokens, labels = labels.split()
        notes.append(labels.naming)
    return assemble(
        source.name,
        tokens,
        vectors,
        name=name,
        reading=source.reading,
        notes=notes,
        kept_labels=rows.labels,
        labels=labels,
    )


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
    # Vectors hardly shrink, so they are not packed: such a file can be checked by its size.
    with replacing(path) as file:
        pq.write_table(
            pa.table({**columns, "vector": vectors}),
            file,
            compression="none",
            use_dictionary=list(E.labels),
        )
