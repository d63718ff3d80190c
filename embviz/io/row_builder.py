"""Build an embedding from the parsed rows of a file, and note repeated, zero and skipped rows."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import MAX_ABS_VALUE, EmbeddingMatrix, Vectors
from embviz.embedding.matrix import BLOCK_ROWS
from embviz.io.errors import FormatError, shorten
from embviz.io.options import LoadOptions, Note
from embviz.io.source import Source
from embviz.io.summary import Occurrences
from embviz.io.text.labels import Labels

REPEATED_NOTE = "Tokens that occur again, the first row was kept: {}."
ALL_ZERO_NOTE = "All numbers are zero, so nothing is similar to the token: {}."
SKIPPED_NOTE = "Rows that could not be read were left out: {}."


class RowBuilder:
    """Collect rows one by one, and keep the first row of each token.

    Parameters
    ----------
    file : str
        The name of the file in messages.
    dim : int
        Number of dimensions.
    options : LoadOptions, optional
        Only `skip_bad` and `limits` are used.
    unit : str
        The word for a row in messages: "line" for text, "entry" for JSON.
    """

    def __init__(
        self, file: str, dim: int, options: LoadOptions | None = None, *, unit: str = "line"
    ) -> None:
        self.file = file
        self.dim = dim
        self.options = options or LoadOptions()
        self.unit = unit
        self.n_read = 0
        self._tokens: dict[str, None] = {}
        self._numbers = array("f")
        # The line of each kept row, and its index among the rows that were read.
        self._lines = array("q")
        self._indices = array("q")
        self._skipped = Occurrences()
        self._repeats = Occurrences()

    def add(self, token: str, numbers: array[float], line: int) -> bool:
        """Add a row, and return whether it is kept, that is, the first of its token."""
        self.options.limits.check_shape(self.file, len(self._indices) + 1, self.dim, line)
        self.n_read += 1
        self._tokens.setdefault(token)
        if len(self._tokens) == len(self._indices):
            self._repeats.add(lambda: self._describe_repeat(token, line))
            return False
        self._lines.append(line)
        self._indices.append(self.n_read - 1)
        self._numbers.extend(numbers)
        return True

    def _describe_repeat(self, token: str, line: int) -> str:
        first = self._lines[list(self._tokens).index(token)]
        return _describe_repeat(token, self.unit, line, first)

    def add_block(self, tokens: Sequence[str], vectors: Vectors, first_line: int) -> None:
        """Add many rows, one per line from `first_line` on."""
        n = len(self._indices) + len(tokens)
        self._tokens.update(dict.fromkeys(tokens))
        if len(self._tokens) < n:  # A token is repeated: undo, and add the rows one by one.
            while len(self._tokens) > len(self._indices):
                self._tokens.popitem()
            for line, (token, vector) in enumerate(zip(tokens, vectors, strict=True), first_line):
                self.add(token, array("f", vector.tobytes()), line)
            return
        self.options.limits.check_shape(self.file, n, self.dim, first_line)
        offsets = np.arange(len(tokens), dtype=np.int64)
        self._lines.frombytes((first_line + offsets).data.cast("B"))
        self._indices.frombytes((self.n_read + offsets).data.cast("B"))
        self._numbers.frombytes(vectors.data.cast("B"))
        self.n_read += len(tokens)

    def skip(self, error: FormatError) -> None:
        """Leave out a row that cannot be read if the options say so; otherwise raise `error`."""
        if not self.options.skip_bad:
            error.choices = ("skip_bad",)
            raise error
        self.n_read += 1  # Labels of another file have an entry for it.
        self._skipped.add(f"{error.location} ({error.problem})")

    def build(
        self,
        *,
        name: str,
        notes: Iterable[str],
        own_labels: Mapping[str, Sequence[str]] | None = None,
        labels: Labels | None = None,
    ) -> EmbeddingMatrix:
        """Return the embedding.

        `own_labels` have an entry for each row that was kept, `labels` for each that was read.
        """
        if not self._indices:
            raise FormatError(
                self.file,
                f"No {self.unit} holds a token and its numbers.",
                "Load a file with rows.",
            )
        tokens = tuple(self._tokens)
        self._tokens.clear()  # To free memory before the embedding is built.
        columns = dict(own_labels or {})
        if labels:
            labels.check(self.file, self.n_read)
            notes = [*notes, *labels.notes]
            columns |= take_rows(labels.columns, self._indices)
        flat = np.frombuffer(self._numbers, np.float32)
        flat.flags.writeable = False  # Before reshaping, so that EmbeddingMatrix does not copy it.
        return _build_with_notes(
            self.file,
            tokens,
            flat.reshape(-1, self.dim),
            unit=self.unit,
            lines=self._lines,
            skipped=self._skipped,
            repeats=self._repeats,
            notes=notes,
            name=name,
            labels=columns,
        )


def embedding_from_arrays(
    source: Source,
    tokens: Sequence[str],
    vectors: Vectors,
    *,
    name: str,
    notes: Iterable[str] = (),
    own_labels: Mapping[str, Sequence[str]] | None = None,
    labels: Labels | None = None,
    **settings: Any,
) -> EmbeddingMatrix:
    """Build an embedding from all rows of a file at once, with the rules of `RowBuilder`.

    The first row of each token is kept, and rows of zeros are noted. A row with a number that is
    not finite or too large is an error, or left out with the option ``skip_bad``.

    Parameters
    ----------
    source : Source
        Its name is the name of the file in messages; its option `skip_bad` applies.
    tokens : sequence of str
        One per row.
    vectors : ndarray of float32, shape (n_rows, dim)
        Not copied unless rows are left out; it becomes read-only.
    name : str
    notes : iterable of str
    own_labels : mapping of str to sequence of str, optional
        Columns of the file itself, one entry per row.
    labels : Labels, optional
        Columns of another file, one entry per row.
    **settings
        Further arguments of `EmbeddingMatrix`.

    Raises
    ------
    FormatError
        If there are no rows, or a row is invalid.
    """
    file, n = source.name, len(tokens)
    if not n or not vectors.shape[1]:
        raise FormatError(file, "It holds no row of numbers.", "Load a file with rows.")
    columns: dict[str, Sequence[str]] = dict(own_labels or {})
    if labels:
        labels.check(file, n)
        columns |= labels.columns
        notes = [*notes, *labels.notes]
    keep = np.ones(n, bool)
    skipped = Occurrences()
    for row in _find_invalid_rows(vectors):
        if not source.options.skip_bad:
            raise FormatError(
                file,
                describe_invalid_row(vectors[row], tokens[row]),
                "Correct the number, or leave the row out.",
                location=f"row {row + 1}",
                choices=("skip_bad",),
            )
        skipped.add(f"row {row + 1} ({shorten(tokens[row])!r})")
        keep[row] = False
    repeats = Occurrences()
    first_rows: dict[str, int] = {}
    if len(set(tokens)) < n:
        for row, token in enumerate(tokens):
            if keep[row] and (first := first_rows.setdefault(token, row)) != row:
                repeats.add(_describe_repeat(token, "row", row + 1, first + 1))
                keep[row] = False
    rows = np.flatnonzero(keep)
    if not len(rows):
        raise FormatError(file, "No row of it can be kept.", "Load a file with whole rows.")
    if len(rows) < n:
        indices = rows.tolist()
        vectors, tokens = vectors[rows], [tokens[row] for row in indices]
        columns = dict(take_rows(columns, indices))
    vectors.flags.writeable = False
    return _build_with_notes(
        file,
        tokens,
        vectors,
        unit="row",
        lines=rows + 1,
        skipped=skipped,
        repeats=repeats,
        notes=notes,
        name=name,
        labels=columns,
        **settings,
    )


def _build_with_notes(
    file: str,
    tokens: Sequence[str],
    vectors: Vectors,
    *,
    unit: str,
    lines: Sequence[int] | NDArray[np.int64],
    skipped: Occurrences,
    repeats: Occurrences,
    notes: Iterable[str],
    **settings: Any,
) -> EmbeddingMatrix:
    zeros = Occurrences(
        f"{unit} {lines[row]}" for row in np.flatnonzero(~vectors.any(axis=1)).tolist()
    )
    all_notes = [
        *note_skipped_rows(skipped),
        *notes,
        *repeats.notes(REPEATED_NOTE),
        *zeros.notes(ALL_ZERO_NOTE),
    ]
    return build_embedding(file, tokens, vectors, notes=all_notes, **{"source": file, **settings})


def build_embedding(
    file: str, tokens: Sequence[str], vectors: Vectors, **settings: Any
) -> EmbeddingMatrix:
    """Build the embedding of a file.

    Raises
    ------
    FormatError
        If EmbeddingMatrix raises ValueError, as for a lone surrogate in a token of a NumPy array.
    """
    try:
        return EmbeddingMatrix(tokens, vectors, **settings)
    except ValueError as error:
        raise FormatError(
            file,
            f"Its parts do not fit together: {shorten(str(error))}",
            "Correct it, or leave the row out.",
        ) from error


def note_skipped_rows(skipped: Occurrences) -> list[str]:
    """Return a note on the rows that were left out."""
    return [Note(note, choices=("skip_bad",)) for note in skipped.notes(SKIPPED_NOTE)]


def describe_invalid_row(
    vector: Vectors, token: str | None = None, columns: Sequence[str] = ()
) -> str:
    """Return a sentence on the first number of a row that is not finite or too large.

    `columns` are the names of the dimensions, if they have any.
    """
    place = int(np.argmax(~(np.abs(vector) <= MAX_ABS_VALUE)))
    subject = "The row" if token is None else f"The token {shorten(token)!r}"
    column = f" (column {shorten(columns[place])!r})" if columns else ""
    return (
        f"{subject} has {vector[place]:g} at dimension {place}{column}: every value must be a "
        f"number within ±{MAX_ABS_VALUE:g}."
    )


def _describe_repeat(token: str, unit: str, line: int, first: int) -> str:
    return f"{shorten(token)!r} ({unit} {line}, first on {unit} {first})"


def _find_invalid_rows(vectors: Vectors) -> list[int]:
    """Return the rows with a number that is not finite or too large."""
    invalid: list[int] = []
    for start in range(0, len(vectors), BLOCK_ROWS):
        block = vectors[start : start + BLOCK_ROWS]
        if not (block.min() >= -MAX_ABS_VALUE and block.max() <= MAX_ABS_VALUE):
            rows = np.flatnonzero(~(np.abs(block) <= MAX_ABS_VALUE).all(axis=1))
            invalid += (rows + start).tolist()
    return invalid


def take_rows(columns: Mapping[str, Sequence[str]], indices: Sequence[int]) -> dict[str, list[str]]:
    """Return some of the rows of each column.

    Examples
    --------
    >>> take_rows({"kind": ["pet", "farm", "pet"]}, [0, 2])
    {'kind': ['pet', 'pet']}
    """
    return {name: [values[row] for row in indices] for name, values in columns.items()}


def check_token(token: str) -> None:
    """Raise ValueError for a token that cannot be written to a text file."""
    if "\0" in token:
        raise ValueError(
            f"The token {shorten(token)!r} holds a NUL, which text files cannot: save as "
            ".safetensors."
        )
