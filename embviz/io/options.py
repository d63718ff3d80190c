"""Options of reading a file, limits of its size, and notes on what was guessed or repaired."""

from __future__ import annotations

from dataclasses import dataclass, field

from embviz.io.errors import FormatError
from embviz.jobs import Progress

# Files that decompress to fewer bytes are harmless whatever their ratio.
SAFE_UNPACKED_BYTES = 32_000_000


@dataclass(frozen=True)
class Limits:
    """Limits of size, checked before memory is allocated.

    Attributes
    ----------
    numbers : int
        Numbers in the matrix; each takes 4 bytes.
    tokens : int
        Rows.
    unpacked_bytes : int
        Bytes that an archive, or a compressed part of a file, may decompress to.
    ratio : int
        Largest ratio of these bytes to the file, beyond the first `SAFE_UNPACKED_BYTES`.
        Vectors as text compress to a third, and no real file to a hundredth.
    reason : str
        Why there is no more memory, in a sentence for the message.
    """

    numbers: int = 4_000_000_000
    tokens: int = 20_000_000
    unpacked_bytes: int = 64_000_000_000
    ratio: int = 100
    reason: str = ""

    def check_shape(self, file: str, rows: int, dim: int, line: int | None = None) -> None:
        """Raise FormatError for a matrix that is too large."""
        if rows > self.tokens or rows * dim > self.numbers:
            raise FormatError(
                file,
                f"{rows:,} rows of {dim:,} numbers are too many: here a file may have "
                f"{self.tokens:,} rows and {self.numbers:,} numbers."
                + (f" {self.reason}" if self.reason else ""),
                "Load its first rows only; they are the most frequent words in most files.",
                line=line,
            )

    def check_unpacked(self, file: str, size: int, packed: int) -> None:
        """Raise FormatError if `packed` bytes decompress to `size` bytes and that is too many."""
        if size > self.unpacked_bytes:
            raise FormatError(
                file,
                f"It unpacks to more than {self.unpacked_bytes:,} bytes, which is the limit here.",
                "Unpack it, keep the most frequent words, and load that.",
            )
        if size > SAFE_UNPACKED_BYTES and size > self.ratio * packed:
            raise FormatError(
                file,
                f"It unpacks to more than {self.ratio} times its size, which no file of vectors "
                "does: the limit here.",
                "If you trust it, unpack it yourself and load what is inside.",
            )


@dataclass(frozen=True)
class LoadOptions:
    """Options for reading a file. Those that are None are inferred from the content, with a note.

    Attributes
    ----------
    header : bool, optional
        Whether the first line of a text file names the columns (or counts the rows).
    delimiter : {",", ";", "tab", "space"}, optional
        The separator between the fields of a text file.
    token_column : int, optional
        The column of a table that holds the tokens, counted from 1.
    skip_bad : bool
        Leave out rows that cannot be read, with a note, instead of raising FormatError.
    member : str, optional
        The name of the file, array, tensor or column to load, if there are several.
    shape : (int, int), optional
        Rows and columns of a file of bare numbers, which has no header.
    limits : Limits
    progress : callable, optional
        See `embviz.jobs.Progress`.
    """

    header: bool | None = None
    delimiter: str | None = None
    token_column: int | None = None
    skip_bad: bool = False
    member: str | None = None
    shape: tuple[int, int] | None = None
    limits: Limits = field(default_factory=Limits)
    progress: Progress | None = field(default=None, compare=False)


class Note(str):
    """A sentence on something repaired, skipped or guessed, with its line and the alternatives.

    Attributes
    ----------
    line : int or None
        The line of the file, counted from 1.
    choices : tuple of str
        The fields of `LoadOptions` that change the outcome.

    Examples
    --------
    >>> note = Note("Line 1 was taken as the header row.", line=1, choices=("header",))
    >>> note, note.line, note.choices
    ('Line 1 was taken as the header row.', 1, ('header',))
    """

    line: int | None
    choices: tuple[str, ...]

    def __new__(cls, text: str, *, line: int | None = None, choices: tuple[str, ...] = ()) -> Note:
        """Make a note of a sentence."""
        note = super().__new__(cls, text)
        note.line = line
        note.choices = choices
        return note
