"""What every reader of vectors does with a row, once it has been parsed."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import BLOCK_ROWS, MAX_ABS_VALUE, EmbeddingMatrix, Vectors
from embviz.io.errors import FormatError, shorten
from embviz.io.options import LoadOptions, Note
from embviz.io.summary import Occurrences
from embviz.io.text.csv_injection import Unescaper
from embviz.io.text.labels import Labels

REPEATED_NOTE = "Tokens that occur again, the first row was kept: {}."
ALL_ZERO_NOTE = "All numbers are zero, so nothing is similar to the token: {}."
SKIPPED_NOTE = "Rows that could not be read were left out: {}."


class RowBuilder:
    """Collects rows: keeps the first of each token, and knows what to note in the end.

    Parameters
    ----------
    file : str
        The name for messages.
    dim : int
        How many numbers each row has.
    options : Reading, optional
        Whether rows that cannot be read are left out, and how many there may be.
    unit : str
        What a row is called in messages: "line" of text, "row" of other files.
    """

    def __init__(
        self, file: str, dim: int, options: LoadOptions | None = None, *, unit: str = "line"
    ) -> None:
        self.file = file
        self.dim = dim
        self.options = options or LoadOptions()
        self.unit = unit
        self.n_read = 0
        self._bad_rows = Occurrences()
        self._tokens: dict[str, None] = {}
        self._lines = array("q")
        self._kept_rows = array("q")
        self._numbers = array("f")
        self._repeats = Occurrences()

    def add(self, token: str, numbers: array[float], line: int) -> bool:
        """Take one row, and tell whether it is kept: the first of its token is."""
        self.options.limits.check_shape(self.file, len(self._kept_rows) + 1, self.dim, line)
        self.n_read += 1
        self._tokens.setdefault(token)
        if len(self._tokens) == len(self._kept_rows):
            self._repeats.add(lambda: self._describe_repeat(token, line))
            return False
        self._lines.append(line)
        self._kept_rows.append(self.n_read - 1)
        self._numbers.extend(numbers)
        return True

    def _describe_repeat(self, token: str, line: int) -> str:
        first = self._lines[list(self._tokens).index(token)]
        return f"{shorten(token)!r} ({self.unit} {line}, first on {self.unit} {first})"

    def add_block(self, tokens: Sequence[str], vectors: Vectors, first_line: int) -> None:
        """Take many rows, one a line from `first_line` on."""
        n = len(self._kept_rows) + len(tokens)
        self._tokens.update(dict.fromkeys(tokens))
        if len(self._tokens) < n:  # Some token was there before: row by row, and from the start.
            while len(self._tokens) > len(self._kept_rows):
                self._tokens.popitem()
            for line, (token, vector) in enumerate(zip(tokens, vectors, strict=True), first_line):
                self.add(token, array("f", vector.tobytes()), line)
            return
        self.options.limits.check_shape(self.file, n, self.dim, first_line)
        counted = np.arange(len(tokens), dtype=np.int64)
        self._lines.frombytes((first_line + counted).data.cast("B"))
        self._kept_rows.frombytes((self.n_read + counted).data.cast("B"))
        self._numbers.frombytes(vectors.data.cast("B"))
        self.n_read += len(tokens)

    def skip(self, error: FormatError) -> None:
        """Leave out a row that cannot be read, where that was chosen; else raise `error`."""
        if not self.options.skip_bad:
            error.choices = ("skip_bad",)
            raise error
        self.n_read += 1  # A label of another file may belong to it.
        self._bad_rows.add(f"{error.location} ({error.problem})")

    def build(
        self,
        *,
        name: str,
        notes: Iterable[str],
        own_labels: Mapping[str, Sequence[str]] | None = None,
        labels: Labels | None = None,
        unescape: bool = False,
    ) -> EmbeddingMatrix:
        """Return the embedding.

        `own_labels` have an entry for each row that was kept, `labels` for each that was read.
        `unescape` says whether the file may have been written for one: see `spreadsheet`.
        """
        if not self._kept_rows:
            raise FormatError(
                self.file,
                f"No {self.unit} holds a token and its numbers.",
                "Load a file with rows.",
            )
        tokens: Sequence[str] = tuple(self._tokens)
        self._tokens.clear()  # Its memory is needed again at once.
        columns = dict(own_labels or {})
        if unescape:
            plain = Unescaper(tokens, columns)
            tokens, columns, notes = plain.tokens, dict(plain.labels), [*notes, *plain.notes]
        if labels:
            labels.check(self.file, self.n_read)
            notes = [*notes, *labels.notes]
            for column, values in labels.columns.items():
                columns[column] = [values[i] for i in self._kept_rows]
        flat = np.frombuffer(self._numbers, np.float32)
        flat.flags.writeable = False  # Before it is reshaped: so it is kept, and not copied.
        vectors = flat.reshape(-1, self.dim)
        zeros = Occurrences()
        for row in np.flatnonzero(~vectors.any(axis=1)):
            zeros.add(f"{self.unit} {self._lines[row]}")
        return build_embedding(
            self.file,
            tokens,
            vectors,
            name=name,
            source=self.file,
            notes=[
                *note_skipped_rows(self._bad_rows),
                *notes,
                *self._repeats.notes(REPEATED_NOTE),
                *zeros.notes(ALL_ZERO_NOTE),
            ],
            labels=columns,
        )


def note_skipped_rows(occurrences: Occurrences) -> list[str]:
    """Say which rows were left out, and that they could be refused instead."""
    return [Note(note, choices=("skip_bad",)) for note in occurrences.notes(SKIPPED_NOTE)]


def embedding_from_arrays(
    file: str,
    tokens: Sequence[str],
    vectors: Vectors,
    *,
    name: str,
    options: LoadOptions,
    notes: Iterable[str] = (),
    own_labels: Mapping[str, Sequence[str]] | None = None,
    labels: Labels | None = None,
    **settings: Any,
) -> EmbeddingMatrix:
    """Make an embedding of all rows of a file at once, as `RowBuilder` does of one after the other.

    The first row of a token is kept, and rows of zeros are noted. A row with a number that is not
    finite, or too large, is refused, or left out where that was chosen.

    Parameters
    ----------
    file : str
        The name for messages.
    tokens : sequence of str
        One a row.
    vectors : ndarray of float32, shape (n_rows, dim)
        Kept without a copy when nothing is left out; it becomes read-only.
    name, reading, notes
    own_labels : mapping of str to sequence of str, optional
        Columns of the file itself, one entry a row.
    labels : Labels, optional
        Columns of another file, one entry a row.
    **settings
        Further arguments of `EmbeddingMatrix`.

    Raises
    ------
    FormatError
        Without rows, or at the first that cannot be kept.
    """
    n = len(tokens)
    if not n or not vectors.shape[1]:
        raise FormatError(file, "It holds no row of numbers.", "Load a file with rows.")
    columns = dict(own_labels or {})
    if labels:
        labels.check(file, n)
        columns |= labels.columns
        notes = [*notes, *labels.notes]
    keep = np.ones(n, bool)
    bad = Occurrences()
    for row in _find_invalid_rows(vectors):
        place = int(np.argmax(~(np.abs(vectors[row]) <= MAX_ABS_VALUE)))
        error = FormatError(
            file,
            f"The token {shorten(tokens[row])!r} has {vectors[row, place]:g} at dimension {place}: "
            f"every value must be a number within ±{MAX_ABS_VALUE:g}.",
            "Correct the number, or leave the row out.",
            location=f"row {row + 1}",
            choices=("skip_bad",),
        )
        if not options.skip_bad:
            raise error
        bad.add(f"row {row + 1} ({shorten(tokens[row])!r})")
        keep[row] = False
    repeats = Occurrences()
    first_of: dict[str, int] = {}
    if len(set(tokens)) < n:
        for row, token in enumerate(tokens):
            if keep[row] and first_of.setdefault(token, row) != row:
                first = first_of[token] + 1
                repeats.add(f"{shorten(token)!r} (row {row + 1}, first on row {first})")
                keep[row] = False
    rows = np.flatnonzero(keep)
    if not len(rows):
        raise FormatError(file, "No row of it can be kept.", "Load a file with whole rows.")
    zeros = Occurrences()
    for row in rows[~_has_nonzero(vectors)[rows]]:
        zeros.add(f"row {row + 1}")
    if len(rows) < n:
        vectors, tokens = vectors[rows], [tokens[row] for row in rows.tolist()]
        columns = {
            column: [values[row] for row in rows.tolist()] for column, values in columns.items()
        }
    vectors.flags.writeable = False
    return build_embedding(
        file,
        tokens,
        vectors,
        name=name,
        notes=[
            *note_skipped_rows(bad),
            *notes,
            *repeats.notes(REPEATED_NOTE),
            *zeros.notes(ALL_ZERO_NOTE),
        ],
        labels=columns,
        **{"source": file, **settings},
    )


def build_embedding(
    file: str, tokens: Sequence[str], vectors: Vectors, **settings: Any
) -> EmbeddingMatrix:
    """Make the embedding of a file, which may hold text that an embedding cannot.

    Raises
    ------
    FormatError
        For half a character, which JSON and NumPy can write and UTF-8 cannot.
    """
    try:
        return EmbeddingMatrix(tokens, vectors, **settings)
    except ValueError as error:
        raise FormatError(
            file,
            f"Its parts do not fit together: {shorten(str(error))}",
            "Correct it, or leave the row out.",
        ) from error


def _find_invalid_rows(vectors: Vectors) -> list[int]:
    """Return the rows with a number that an embedding cannot hold."""
    unfit: list[int] = []
    for start in range(0, len(vectors), BLOCK_ROWS):
        block = vectors[start : start + BLOCK_ROWS]
        if not (block.min() >= -MAX_ABS_VALUE and block.max() <= MAX_ABS_VALUE):
            rows = np.flatnonzero(~(np.abs(block) <= MAX_ABS_VALUE).all(axis=1))
            unfit += (rows + start).tolist()
    return unfit


def _has_nonzero(vectors: Vectors) -> NDArray[np.bool_]:
    """Say of each row whether it has a number other than 0."""
    blocks = range(0, len(vectors), BLOCK_ROWS)
    return np.concatenate([vectors[i : i + BLOCK_ROWS].any(axis=1) for i in blocks])


def check_token(token: str) -> None:
    """Raise ValueError for a token that no text file can hold."""
    if "\0" in token or any("\ud800" <= character <= "\udfff" for character in token):
        raise ValueError(
            f"The token {shorten(token)!r} holds a NUL or half a character (a lone surrogate), "
            "which text files cannot: save as .safetensors."
        )
