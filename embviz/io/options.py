"""How a file is to be read, where its content leaves room; how large it may be; what was noted."""

from __future__ import annotations

from dataclasses import dataclass, field

from embviz.io.errors import FormatError
from embviz.jobs import Progress


@dataclass(frozen=True)
class Limits:
    """What a file may hold, checked before memory is taken.

    Attributes
    ----------
    numbers : int
        Numbers in the matrix; each takes 4 bytes.
    tokens : int
        Rows.
    unpacked_bytes : int
        Bytes that an archive, or a compressed part of a file, may unpack to.
    ratio : int
        How many times larger than the file they may be, beyond the first `SAFE_UNPACKED_BYTES` bytes. Vectors
        as text shrink to a third, and no honest file to a hundredth.
    reason : str
        Why there is no more room, in a sentence; said where there are too many rows or numbers.
    """

    numbers: int = 4_000_000_000
    tokens: int = 20_000_000
    unpacked_bytes: int = 64_000_000_000
    ratio: int = 100
    reason: str = ""

    def check_shape(self, file: str, rows: int, dim: int, line: int | None = None) -> None:
        """Raise FormatError for a matrix that is larger than allowed, as seen on some line."""
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
        """Raise FormatError where `packed` bytes unpack to `size` bytes, and that is too many."""
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


# Whatever a file claims, so much can be unpacked without harm.
SAFE_UNPACKED_BYTES = 32_000_000


@dataclass(frozen=True)
class LoadOptions:
    """How a file is to be read. What is None is judged by the content, and noted.

    Attributes
    ----------
    header : bool, optional
        Of text: whether the first line names the columns (or counts the rows).
    delimiter : {",", ";", "tab", "space"}, optional
        Of text: what stands between the fields.
    token_column : int, optional
        Of a table: the column of the tokens, counted from 1.
    skip_bad : bool
        Leave rows out that cannot be read, and list them, instead of refusing the file.
    member : str, optional
        Of an archive or of a file of several arrays: the name of what to load.
    shape : (int, int), optional
        Of raw numbers, which say nothing of themselves: rows and numbers a row.
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
    """A sentence on what was repaired, skipped or guessed, with its place and the other choices.

    Attributes
    ----------
    line : int or None
        Where in the file, counted from 1.
    choices : tuple of str
        The parts of a `LoadOptions` that would decide otherwise.

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
