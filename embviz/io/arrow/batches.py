"""The rows of an Arrow table: words, labels and numbers, batch by batch, each found to be whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import MAX_ABS_VALUE, Vectors
from embviz.io.arrow.columns import ArrowColumnRoles
from embviz.io.errors import FormatError, shorten
from embviz.io.row_builder import note_skipped_rows
from embviz.io.source import Source
from embviz.io.summary import Occurrences

BATCH_ROWS = 8192


class ArrowRowBuilder:
    """Collects the rows that are whole.

    Parameters
    ----------
    source : Source
    columns : ArrowColumns
    n_rows : int
        How many rows will come at most.
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
        self._bad_rows = Occurrences()
        self._size = source.size()
        self._text_cache: dict[str, str] = {}
        self._text_chars = 0

    def vectors(self) -> Vectors:
        """Return the numbers of the rows that were kept."""
        if self._vectors is None:
            raise FormatError(self._source.name, "It has no row.", "Load a file with rows.")
        n = len(self.kept_rows)
        # A part would be copied: whoever holds the whole could still change it.
        return self._vectors if n == self.n_rows else self._vectors[:n].copy()

    def notes(self) -> list[str]:
        """Say which rows were left out."""
        return note_skipped_rows(self._bad_rows)

    def add(self, batch: Any) -> None:
        """Take the rows of a batch, some at a time: what is made on the way stays small."""
        batch.validate(full=True)
        for start in range(0, batch.num_rows, BATCH_ROWS):
            self._add_slice(batch.slice(start, BATCH_ROWS))

    def _add_slice(self, batch: Any) -> None:
        if self.n_read + batch.num_rows > self.n_rows:
            raise ValueError("it has more rows than it says")
        vectors, whole = self._read_vectors(batch)
        tokens: Sequence[str | None] | None = None
        if self._columns.token is not None:
            tokens = self._read_texts(batch.column(self._columns.token))
            whole &= np.array([token is not None for token in tokens], bool)
        fit = (np.abs(vectors) <= MAX_ABS_VALUE).all(axis=1)
        for row in np.flatnonzero(~(whole & fit)).tolist():
            token = tokens[row] if tokens else None
            self._reject_row(
                self._describe_problem(vectors[row], token) if whole[row] else None, row
            )
        keep = np.flatnonzero(whole & fit)
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

    def _describe_problem(self, vector: Vectors, token: str | None) -> str:
        place = int(np.argmax(~(np.abs(vector) <= MAX_ABS_VALUE)))
        named = self._columns.dimensions
        column = f" (column {shorten(named[place])!r})" if named else ""
        return (
            f"{'The row' if token is None else f'The token {shorten(token)!r}'} has "
            f"{vector[place]:g} at dimension {place}{column}: every value must be a number within "
            f"±{MAX_ABS_VALUE:g}."
        )

    def _reject_row(self, problem: str | None, row: int) -> None:
        where = f"row {self.n_read + row + 1}"
        if self._source.options.skip_bad:
            self._bad_rows.add(where)
            return
        raise FormatError(
            self._source.name,
            problem
            or f"Expected a word and {self._dim} numbers; one of them is missing, or the list has "
            "another length.",
            "Correct the row, or leave it out.",
            location=where,
            choices=("skip_bad",),
        )

    def _read_vectors(self, batch: Any) -> tuple[Vectors, NDArray[np.bool_]]:
        """Return the numbers of a batch, and which of its rows are whole."""
        if self._columns.vectors is None:
            self._check_limits()
            whole = np.ones(batch.num_rows, bool)
            values = np.empty((batch.num_rows, self._dim), np.float32)
            for place, column in enumerate(self._columns.dimensions):
                array = batch.column(column)
                whole &= ~_null_mask(array)
                values[:, place] = _to_float32(array)
            return values, whole
        lists = batch.column(self._columns.vectors)
        lengths = np.asarray(lists.value_lengths().fill_null(-1).to_numpy(zero_copy_only=False))
        if not self._dim:
            # As long as most are: a single wrong row must not decide for all others.
            found, counts = np.unique(lengths[lengths > 0], return_counts=True)
            self._dim = int(found[np.argmax(counts)]) if len(found) else 0
        self._check_limits()
        whole = lengths == self._dim
        values = np.zeros((len(whole), self._dim), np.float32)
        if self._dim and whole.any():
            flat = (lists if whole.all() else lists.filter(_to_arrow(whole))).flatten()
            values[whole] = _to_float32(flat).reshape(-1, self._dim)
            holes = _null_mask(flat).reshape(-1, self._dim).any(axis=1)
            whole[np.flatnonzero(whole)[holes]] = False
        return values, whole & (self._dim > 0)

    def _check_limits(self) -> None:
        limits = self._source.options.limits
        limits.check_shape(self._source.name, self.n_rows, self._dim)
        limits.check_unpacked(self._source.name, 4 * self.n_rows * self._dim, self._size)

    def _read_texts(self, column: Any) -> Sequence[str | None]:
        """Return the texts of a column; of a dictionary each only once in memory."""
        import pyarrow.types as types

        if types.is_dictionary(column.type):
            places = column.indices.fill_null(0).to_numpy(zero_copy_only=False)
            used, back = np.unique(places, return_inverse=True)
            if column.null_count == len(column):
                return [None] * len(column)
            entries = self._read_texts(column.dictionary.take(_to_arrow(used)))
            once = [
                text if text is None else self._text_cache.setdefault(text, text)
                for text in entries
            ]
            nulls = _null_mask(column).tolist()
            lengths = np.array([len(text or "") for text in once], np.int64)
            self._check_text_chars(int(lengths[back].sum()))
            return [None if n else once[i] for n, i in zip(nulls, back.tolist(), strict=True)]
        if types.is_string_view(column.type):
            views = np.frombuffer(column.buffers()[1], np.int32)[column.offset * 4 :: 4]
            self._check_text_chars(int(views[: len(column)].sum(dtype=np.int64)))
        texts = column.to_pylist()
        return [text if text is None else str(text) for text in texts]

    def _check_text_chars(self, more: int) -> None:
        """Refuse texts that come to too much: any number of rows may point at a long one."""
        self._text_chars += more
        self._source.options.limits.check_unpacked(self._source.name, self._text_chars, self._size)


def take_rows(columns: Mapping[str, Sequence[str]], indices: Sequence[int]) -> dict[str, list[str]]:
    """Return some of the rows of each column.

    Examples
    --------
    >>> take_rows({"kind": ["pet", "farm", "pet"]}, [0, 2])
    {'kind': ['pet', 'pet']}
    """
    return {name: [values[row] for row in indices] for name, values in columns.items()}


def _to_arrow(values: Any) -> Any:
    import pyarrow as pa

    return pa.array(values)


def _null_mask(array: Any) -> NDArray[np.bool_]:
    return np.asarray(array.is_null().to_numpy(zero_copy_only=False), bool)


def _to_float32(array: Any) -> Vectors:
    array = array.fill_null(0) if array.null_count else array
    with np.errstate(over="ignore", invalid="ignore"):  # Such rows are refused with their place.
        return np.asarray(array.to_numpy(zero_copy_only=False)).astype(np.float32, copy=False)
