"""Collect and validate the rows of an Arrow table, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import MAX_ABS_VALUE, Vectors
from embviz.io.arrow.columns import ArrowColumnRoles
from embviz.io.errors import FormatError
from embviz.io.row_builder import describe_invalid_row, note_skipped_rows
from embviz.io.source import Source
from embviz.io.summary import Occurrences

BATCH_ROWS = 8192


class ArrowRowBuilder:
    """Collect the valid rows.

    Parameters
    ----------
    source : Source
    columns : ArrowColumnRoles
    n_rows : int
        The maximal number of rows.
    """

    def __init__(self, source: Source, columns: ArrowColumnRoles, n_rows: int) -> None:
        self.tokens: list[str] = []
        self.labels: dict[str, list[str]] = {column: [] for column in columns.labels}
        self.kept_rows: list[int] = []
        self.n_read = 0
        self._source = source
        self._columns = columns
        self.n_rows = n_rows
        self._dim = len(columns.dimensions)
        self._vectors: Vectors | None = None
        self._skipped = Occurrences()
        self._size = source.size()
        self._text_cache: dict[str, str] = {}
        self._text_chars = 0

    def vectors(self) -> Vectors:
        """Return the vectors of the rows that were kept."""
        if self._vectors is None:
            raise FormatError(self._source.name, "It has no row.", "Load a file with rows.")
        n = len(self.kept_rows)
        # EmbeddingMatrix would copy a view, because its base is writable.
        return self._vectors if n == self.n_rows else self._vectors[:n].copy()

    def notes(self) -> list[str]:
        """Return a note on the rows that were left out."""
        return note_skipped_rows(self._skipped)

    def add(self, batch: Any) -> None:
        """Add the rows of a batch, in slices, so that temporary arrays stay small."""
        batch.validate(full=True)
        for start in range(0, batch.num_rows, BATCH_ROWS):
            self._add_slice(batch.slice(start, BATCH_ROWS))

    def _add_slice(self, batch: Any) -> None:
        if self.n_read + batch.num_rows > self.n_rows:
            raise ValueError("it has more rows than it says")
        vectors, is_complete = self._read_vectors(batch)
        tokens: Sequence[str | None] | None = None
        if self._columns.token is not None:
            tokens = self._read_texts(batch.column(self._columns.token))
            is_complete &= np.array([token is not None for token in tokens], bool)
        is_valid = is_complete & (np.abs(vectors) <= MAX_ABS_VALUE).all(axis=1)
        for row in np.flatnonzero(~is_valid).tolist():
            if self._source.options.skip_bad:
                self._skipped.add(f"row {self.n_read + row + 1}")
                continue
            problem = (
                f"Expected a word and {self._dim} numbers; one of them is missing, or the list has "
                "another length."
            )
            if is_complete[row]:
                token = tokens[row] if tokens else None
                problem = describe_invalid_row(vectors[row], token, self._columns.dimensions)
            raise FormatError(
                self._source.name,
                problem,
                "Correct the row, or leave it out.",
                location=f"row {self.n_read + row + 1}",
                choices=("skip_bad",),
            )
        keep = np.flatnonzero(is_valid)
        if len(keep):
            if self._vectors is None:
                self._vectors = np.empty((self.n_rows, self._dim), np.float32)
            self._vectors[len(self.kept_rows) : len(self.kept_rows) + len(keep)] = vectors[keep]
        if tokens is not None:
            self.tokens += [tokens[row] or "" for row in keep.tolist()]
        for column, values in self.labels.items():
            texts = self._read_texts(batch.column(column))
            values += [texts[row] or "" for row in keep.tolist()]
        self.kept_rows += (keep + self.n_read).tolist()
        self.n_read += batch.num_rows

    def _read_vectors(self, batch: Any) -> tuple[Vectors, NDArray[np.bool_]]:
        """Return the vectors of a batch, and which of its rows are complete."""
        if self._columns.vectors is None:
            self._check_limits()
            is_complete = np.ones(batch.num_rows, bool)
            values = np.empty((batch.num_rows, self._dim), np.float32)
            for place, column in enumerate(self._columns.dimensions):
                array = batch.column(column)
                is_complete &= ~_null_mask(array)
                values[:, place] = _to_float32(array)
            return values, is_complete
        lists = batch.column(self._columns.vectors)
        lengths = np.asarray(lists.value_lengths().fill_null(-1).to_numpy(zero_copy_only=False))
        if not self._dim:
            # The most frequent length, so that one wrong row does not decide for all others.
            unique, counts = np.unique(lengths[lengths > 0], return_counts=True)
            self._dim = int(unique[np.argmax(counts)]) if len(unique) else 0
        self._check_limits()
        is_complete = lengths == self._dim
        values = np.zeros((len(lists), self._dim), np.float32)
        if self._dim and is_complete.any():
            complete = lists if is_complete.all() else lists.filter(_to_arrow(is_complete))
            flat = complete.flatten()
            values[is_complete] = _to_float32(flat).reshape(-1, self._dim)
            has_null = _null_mask(flat).reshape(-1, self._dim).any(axis=1)
            is_complete[np.flatnonzero(is_complete)[has_null]] = False
        return values, is_complete & (self._dim > 0)

    def _check_limits(self) -> None:
        limits = self._source.options.limits
        limits.check_shape(self._source.name, self.n_rows, self._dim)
        limits.check_unpacked(self._source.name, 4 * self.n_rows * self._dim, self._size)

    def _read_texts(self, column: Any) -> Sequence[str | None]:
        """Return the texts of a column; those of a dictionary are one object per entry."""
        import pyarrow.types as types

        if types.is_dictionary(column.type):
            if column.null_count == len(column):
                return [None] * len(column)
            indices = column.indices.fill_null(0).to_numpy(zero_copy_only=False)
            used, inverse = np.unique(indices, return_inverse=True)
            entries = [
                text if text is None else self._text_cache.setdefault(text, text)
                for text in self._read_texts(column.dictionary.take(_to_arrow(used)))
            ]
            nulls = _null_mask(column).tolist()
            lengths = np.array([len(text or "") for text in entries], np.int64)
            self._check_text_chars(int(lengths[inverse].sum()))
            return [None if n else entries[i] for n, i in zip(nulls, inverse.tolist(), strict=True)]
        if types.is_string_view(column.type):
            views = np.frombuffer(column.buffers()[1], np.int32)[column.offset * 4 :: 4]
            self._check_text_chars(int(views[: len(column)].sum(dtype=np.int64)))
        texts = column.to_pylist()
        return [text if text is None else str(text) for text in texts]

    def _check_text_chars(self, more: int) -> None:
        """Check the total size of texts: any number of rows may point at a long one."""
        self._text_chars += more
        self._source.options.limits.check_unpacked(self._source.name, self._text_chars, self._size)


def _to_arrow(values: Any) -> Any:
    import pyarrow as pa

    return pa.array(values)


def _null_mask(array: Any) -> NDArray[np.bool_]:
    return np.asarray(array.is_null().to_numpy(zero_copy_only=False), bool)


def _to_float32(array: Any) -> Vectors:
    array = array.fill_null(0) if array.null_count else array
    with np.errstate(over="ignore", invalid="ignore"):  # Such rows are invalid.
        return np.asarray(array.to_numpy(zero_copy_only=False)).astype(np.float32, copy=False)
