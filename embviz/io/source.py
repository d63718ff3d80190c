"""The file that readers read from: its name for messages, and its lines with their numbers."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from os import PathLike, fspath
from pathlib import Path, PureWindowsPath
from typing import BinaryIO, TypeAlias

from embviz.io.errors import FormatError, shorten
from embviz.io.options import LoadOptions
from embviz.io.summary import Occurrences

FilePath: TypeAlias = str | PathLike[str]

# Enough for a row of some 300,000 numbers; a longer line is a different kind of file.
MAX_LINE_BYTES = 1 << 22

BLOCK_BYTES = 1 << 23

# Reading more of them only wastes time.
MAX_BLANK_LINES = 1_000_000

SAMPLE_LINES = 100
SAMPLE_BYTES = 1 << 20

NOT_UTF8_NOTE = "Bytes that are not UTF-8 were replaced by U+FFFD: {}."

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Source:
    """A binary file that is read several times, always from its start.

    Parameters
    ----------
    file : binary file
        Open for reading, and seekable.
    name : str
        The name in messages. It is never used as a path.
    path : Path, optional
        The path of the file, if it was opened from one.
    options : LoadOptions, optional
    """

    def __init__(
        self,
        file: BinaryIO,
        name: str,
        path: Path | None = None,
        options: LoadOptions | None = None,
    ) -> None:
        self.file = file
        self.name = shorten(name)
        self.stem = Path(self.name).stem
        self.path = path
        self.options = options or LoadOptions()
        self._invalid_utf8 = Occurrences()

    def size(self) -> int:
        """Return the size of the file in bytes."""
        return self.file.seek(0, os.SEEK_END)

    def head(self, size: int) -> bytes:
        """Return the first `size` bytes, or all for -1."""
        self.file.seek(0)
        return self.file.read(size)

    def report_progress(self, done: int, total: int) -> None:
        """Call the progress callback of the options, if any."""
        if self.options.progress:
            self.options.progress(min(done / max(total, 1), 1.0))

    def blocks(self, start: int = 0, first_line: int = 1) -> Iterator[tuple[int, bytes]]:
        """Yield whole lines in blocks, each with the number of its first line.

        Parameters
        ----------
        start : int
            The offset of the first line in bytes.
        first_line : int
            The number of the line at `start`.
        """
        self.file.seek(start)
        number = first_line
        # The end of the block's last line is found first, so that the block is read in one piece:
        # concatenating two pieces takes as long as reading them.
        while True:
            begin = self.file.tell()
            self.file.seek(begin + BLOCK_BYTES)
            rest = self.file.readline(MAX_LINE_BYTES + 1)
            if len(rest) > MAX_LINE_BYTES:
                raise _line_too_long_error(self.name, number)
            self.file.seek(begin)
            block = self.file.read(BLOCK_BYTES + len(rest))
            if not block:
                return
            yield number, block
            number += block.count(b"\n")

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield each line with its number, counted from 1. Only a newline byte ends a line."""
        size = self.size()
        self.file.seek(0)
        n_blank = 0
        for number in count(1):
            line = self.file.readline(MAX_LINE_BYTES)
            if not line:
                return
            if number % 4096 == 0:
                self.report_progress(self.file.tell(), size)
            if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
                raise _line_too_long_error(self.name, number)
            check_text_line(self.name, number, line)
            n_blank += line.isspace()
            if n_blank > MAX_BLANK_LINES:
                raise FormatError(
                    self.name,
                    f"More than {MAX_BLANK_LINES:,} lines are blank.",
                    "Take them out.",
                    line=number,
                )
            yield number, line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line

    def sample(self) -> list[bytes]:
        """Return the first lines that are not blank, enough to sniff the dialect.

        Raises
        ------
        FormatError
            When all lines are blank.
        """
        lines: list[bytes] = []
        size = 0
        for _, line in self.lines():
            if line.strip(b" \t\r\n"):
                lines.append(line)
                size += len(line)
            if len(lines) == SAMPLE_LINES or (size > SAMPLE_BYTES and len(lines) > 1):
                break
        if not lines:
            raise FormatError(self.name, "The file is empty.", "Load a file of words and vectors.")
        return lines

    def decode(self, text: bytes, line: int) -> str:
        """Decode `text` as UTF-8; note the line if bytes are replaced by U+FFFD."""
        try:
            return text.decode()
        except UnicodeDecodeError:
            self._invalid_utf8.add(f"line {line}")
            return text.decode(errors="replace")

    def notes(self) -> list[str]:
        """Return a note on the lines with bytes that are not UTF-8."""
        return self._invalid_utf8.notes(NOT_UTF8_NOTE)


def decode_rows(rows: Iterable[bytes]) -> tuple[list[str], list[str]]:
    r"""Decode rows as UTF-8, and return notes on rows with bytes replaced by U+FFFD.

    Examples
    --------
    >>> decode_rows([b"cat", b"caf\xe9"])
    (['cat', 'caf�'], ['Bytes that are not UTF-8 were replaced by U+FFFD: row 2.'])
    """
    invalid = Occurrences()
    texts = []
    for row, raw in enumerate(rows, start=1):
        try:
            texts.append(raw.decode())
        except UnicodeDecodeError:
            texts.append(raw.decode(errors="replace"))
            invalid.add(f"row {row}")
    return texts, invalid.notes(NOT_UTF8_NOTE)


class NonClosingFile:
    """A wrapper for libraries that close the files they get: the file stays open."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell
        self.readable = self.seekable = lambda: True
        self.writable = lambda: False

    def close(self) -> None:
        """Do nothing."""

    def flush(self) -> None:
        """Do nothing."""


def check_text_line(file: str, number: int, line: bytes) -> None:
    """Raise FormatError for a line with a NUL byte."""
    if b"\0" in line:
        raise FormatError(
            file,
            "A NUL byte stands here, which text never holds.",
            "Export the vectors as text, in UTF-8.",
            line=number,
        )


def _line_too_long_error(file: str, number: int) -> FormatError:
    return FormatError(
        file,
        f"This line is longer than {MAX_LINE_BYTES:,} bytes.",
        "Write one token and its numbers on each line.",
        line=number,
    )


@contextmanager
def open_source(
    source: FilePath | BinaryIO, options: LoadOptions | None = None
) -> Iterator[Source]:
    """Open a path, or wrap an open binary file, which is read from its start and left open."""
    if isinstance(source, (str, PathLike)):
        path = Path(fspath(source))
        with path.open("rb") as file:
            yield Source(file, path.name, path, options)
        return
    if not hasattr(source, "read") or isinstance(source, io.TextIOBase):
        raise TypeError(f"Expected a path or a file open in binary mode, not {source!r}.")
    name = getattr(source, "name", None)
    # A name sent by a browser may contain folders, with the separators of any system.
    name = PureWindowsPath(name).name if isinstance(name, str) else ""
    seekable = hasattr(source, "seekable") and source.seekable()
    yield Source(source if seekable else io.BytesIO(source.read()), name or "file", None, options)
