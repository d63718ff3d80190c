"""Output to a terminal, with escapes for unprintable characters."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

# Seconds between two updates of a progress bar.
REFRESH_SECONDS = 0.1


def escape_unprintable(text: str) -> str:
    r"""Escape characters that a terminal would interpret or not show.

    Examples
    --------
    >>> print(escape_unprintable("cat\x1b[31m\n"))
    cat\x1b[31m\n
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def print_message(text: str) -> None:
    """Write a line to stderr."""
    sys.stderr.write(f"{text}\n")


def print_result(text: str) -> None:
    """Write lines to stdout."""
    # One by one: an unbuffered stream silently drops what a pipe does not accept at once.
    sys.stdout.writelines(f"{line}\n" for line in text.split("\n"))


def print_json(result: Mapping[str, Any]) -> None:
    """Write a result as JSON in ASCII."""
    print_result(json.dumps(result, indent=2).replace("\x7f", "\\u007f"))


def format_fields(fields: Iterable[tuple[str, str]]) -> str:
    """Format names and values as two columns.

    Examples
    --------
    >>> print(format_fields([("rows", "3"), ("numbers a row", "100")]))
    rows           3
    numbers a row  100
    """
    fields = list(fields)
    width = max(len(name) for name, _ in fields)
    return "\n".join(f"{name:{width}}  {text}".rstrip() for name, text in fields)


def format_ranking(tokens: Iterable[str], scores: Iterable[float], unit: str) -> str:
    """Format a ranking as columns, the words last, since their widths depend on the font.

    Examples
    --------
    >>> print(format_ranking(["dog", "car"], [0.75, -0.5], "cosine"))
         cosine  word
    1    0.7500  dog
    2   -0.5000  car
    """
    numbers = [f"{score:.4f}" if abs(score) < 1e6 else f"{score:.4e}" for score in scores]
    width = max(map(len, [unit, *numbers])) + 2
    rank_width = len(str(len(numbers)))
    lines = [f"{'':{rank_width}}  {unit:>{width}}  word"]
    for rank, (token, number) in enumerate(zip(tokens, numbers, strict=True), start=1):
        lines.append(f"{rank:>{rank_width}}  {number:>{width}}  {escape_unprintable(token)}")
    return "\n".join(lines)


class ProgressBar:
    """Progress on one line of a terminal; nothing if the stream is not a terminal."""

    def __init__(self, label: str, file: TextIO | None = None) -> None:
        self._label = escape_unprintable(label)
        self._file = sys.stderr if file is None else file
        self._is_terminal = self._file.isatty()
        # Short tasks end before the first refresh.
        self._next_refresh = time.monotonic() + REFRESH_SECONDS
        self._width = 0

    def __call__(self, share: float) -> None:
        """Show the share that is done, from 0 to 1."""
        if self._is_terminal and time.monotonic() >= self._next_refresh:
            self._next_refresh = time.monotonic() + REFRESH_SECONDS
            line = f"{self._label} {share:4.0%}"
            self._width = max(self._width, len(line))
            self._file.write(f"\r{line}")
            self._file.flush()

    def clear(self) -> None:
        """Clear the line."""
        if self._width:
            self._file.write(f"\r{'':{self._width}}\r")
            self._file.flush()
            self._width = 0
