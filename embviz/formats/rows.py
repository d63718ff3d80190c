"""What every reader of vectors does with a row, once it has been parsed."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from embviz.embedding import EmbeddingMatrix
from embviz.formats.errors import FormatError, shorten
from embviz.formats.labels import Labels
from embviz.formats.listing import Listing

# More than a server should take from one file: 2 GB of float32, or of tokens.
MOST_NUMBERS = 500_000_000
MOST_TOKENS = 10_000_000


class Rows:
    """Collects rows: keeps the first of each token, and knows what to note in the end.

    Parameters
    ----------
    file : str
        The name for messages.
    dim : int
        How many numbers each row has.
    """

    def __init__(self, file: str, dim: int) -> None:
        self.file = file
        self.dim = dim
        self.n_read = 0
        self._line_of: dict[str, int] = {}
        self._kept = array("q")
        self._numbers = array("f")
        self._repeats = Listing()

    def add(self, token: str, numbers: array[float], line: int) -> bool:
        """Take one row, and tell whether it is kept: the first of its token is."""
        if len(self._numbers) + self.dim > MOST_NUMBERS or len(self._kept) == MOST_TOKENS:
            raise FormatError(
                self.file,
                f"More than {MOST_NUMBERS:,} numbers or {MOST_TOKENS:,} tokens are too many.",
                "Load its first rows only; they are the most frequent words in most files.",
                line=line,
            )
        self.n_read += 1
        first = self._line_of.setdefault(token, line)
        if len(self._line_of) == len(self._kept):
            self._repeats.add(f"{shorten(token)!r} (line {line}, first on line {first})")
            return False
        self._kept.append(self.n_read - 1)
        self._numbers.extend(numbers)
        return True

    def finish(
        self,
        *,
        name: str,
        notes: Iterable[str],
        kept_labels: Mapping[str, Sequence[str]] | None = None,
        labels: Labels | None = None,
    ) -> EmbeddingMatrix:
        """Return the embedding.

        `kept_labels` have an entry for each row that was kept, `labels` for each that was read.
        """
        if not self.n_read:
            raise FormatError(
                self.file, "No line holds a token and its numbers.", "Load a file with rows."
            )
        columns = dict(kept_labels or {})
        if labels:
            labels.check(self.file, self.n_read)
            notes = [*notes, *labels.notes]
            for column, values in labels.columns.items():
                columns[column] = [values[i] for i in self._kept]
        vectors = np.frombuffer(self._numbers, np.float32).reshape(-1, self.dim)
        vectors.flags.writeable = False
        zeros = Listing()
        lines = list(self._line_of.values())
        for row in np.flatnonzero(~vectors.any(axis=1)):
            zeros.add(f"line {lines[row]}")
        return EmbeddingMatrix(
            self._line_of,
            vectors,
            name=name,
            source=self.file,
            notes=[
                *notes,
                *self._repeats.notes("Tokens that occur again, the first row was kept: {}."),
                *zeros.notes("All numbers are zero, so nothing is similar to the token: {}."),
            ],
            labels=columns,
        )


def check_token(token: str) -> None:
    """Raise ValueError for a token that no text file can hold."""
    if "\0" in token or any("\ud800" <= character <= "\udfff" for character in token):
        raise ValueError(
            f"The token {shorten(token)!r} holds a NUL or half a character (a lone surrogate), "
            "which text files cannot: save as .safetensors."
        )
