"""Text for a terminal: whatever a file holds, it moves no cursor and changes no color."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

# Seconds between two looks at the progress.
REFRESH_SECONDS = 0.1


def escape_unprintable(text: str) -> str:
    r"""Return `text` with escapes in place of characters that a terminal would obey or hide.

    Examples
    --------
    >>> print(escape_unprintable("cat\x1b[31m\n"))
    cat\x1b[31m\n
    """
    if text.isprintable():
        return text
    escaped = (c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return "".join(escaped)


def print_message(text: str) -> None:
    """Write a line for the person, beside the results."""
    sys.stderr.write(f"{text}\n")


def print_result(text: str) -> None:
    """Write lines of the results."""
    # One by one: an unbuffered stream drops, without a word, what a pipe does not take at once.
    sys.stdout.writelines(f"{line}\n" for line in text.split("\n"))


def print_json(result: Mapping[str, Any]) -> None:
    """Write results for another program: ASCII only."""
    print_result(json.dumps(result, indent=2).replace("\x7f", "\\u007f"))


def format_fields(lines: Iterable[tuple[str, str]]) -> str:
    """Return names and what they stand for, one below the other.

    Examples
    --------
    >>> print(format_fields([("rows", "3"), ("numbers a row", "100")]))
    rows           3
    numbers a row  100
    """
    lines = list(lines)
    width = max(len(name) for name, _ in lines)
    return "\n".join(f"{name:{width}}  {text}".rstrip() for name, text in lines)


def format_ranking(tokens: Iterable[str], scores: Iterable[float], unit: str) -> str:
    """Return words with their scores, the numbers first: the widths of words are a matter of fonts.

    Examples
    --------
    >>> print(format_ranking(["dog", "car"], [0.75, -0.5], "cosine"))
         cosine  word
    1    0.7500  dog
    2   -0.5000  car
    """
    written = [f"{score:.4f}" if abs(score) < 1e6 else f"{score:.4e}" for score in scores]
    width = max(map(len, [unit, *written])) + 2
    side = len(str(len(written)))
    lines = [f"{'':{side}}  {unit:>{width}}  word"]
    for place, (token, score) in enumerate(zip(tokens, written, strict=True), start=1):
        lines.append(f"{place:>{side}}  {score:>{width}}  {escape_unprintable(token)}")
    return "\n".join(lines)


class ProgressBar:
    """Says on one line of a terminal how far something is; elsewhere nothing."""

    def __init__(self, label: str, file: TextIO | None = None) -> None:
        self._label = escape_unprintable(label)
        self._file = sys.stderr if file is None else file
        self._is_terminal = self._file.isatty()
        self._next_refresh = (
            time.monotonic() + REFRESH_SECONDS
        )  # What is done in a moment needs no line.
        self._width = 0

    def __call__(self, share: float) -> None:
        """Show the share that is done."""
        if self._is_terminal and time.monotonic() >= self._next_refresh:
            self._next_refresh = time.monotonic() + REFRESH_SECONDS
            line = f"{self._label} {share:4.0%}"
            self._width = max(self._width, len(line))
            self._file.write(f"\r{line}")
            self._file.flush()

    def clear(self) -> None:
        """Leave an empty line."""
        if self._width:
            self._file.write(f"\r{'':{self._width}}\r")
            self._file.flush()
            self._width = 0
