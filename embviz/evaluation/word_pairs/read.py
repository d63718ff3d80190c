"""Read files of word pairs."""

from __future__ import annotations

import math
import re
from typing import BinaryIO, TypeAlias

from embviz.evaluation.text_lines import read_text_lines
from embviz.io import FilePath, FormatError, shorten
from embviz.io.source import open_source

WordPair: TypeAlias = tuple[str, str, float]

MAX_PAIRS = 100_000
FORMAT_HINT = 'Write for example "cat,dog,7.5".'


def read_pairs(source: FilePath | BinaryIO) -> list[WordPair]:
    r"""Read pairs of words with a score, separated by tabs, semicolons, commas or spaces.

    Further columns, lines that begin with # and a header row are ignored.

    Raises
    ------
    FormatError
        If the file is not UTF-8 text, a line does not begin with two words and a number, or the
        file has no pairs or more than `MAX_PAIRS`.

    Examples
    --------
    >>> import io
    >>> read_pairs(io.BytesIO(b"Word 1,Word 2,Human (mean)\nlove,sex,6.77\n"))
    [('love', 'sex', 6.77)]
    """
    pairs: list[WordPair] = []
    is_first = True
    with open_source(source) as file:
        for number, text in read_text_lines(file):
            line = text.strip()
            if not line or line.startswith("#"):
                continue
            pair = _parse_pair(line)
            if pair is not None:
                pairs.append(pair)
            elif not is_first:
                problem = f"Expected two words and a number, found {shorten(line)!r}."
                raise FormatError(file.name, problem, FORMAT_HINT, line=number)
            is_first = False
            if len(pairs) > MAX_PAIRS:
                problem = f"It holds more than {MAX_PAIRS:,} pairs."
                raise FormatError(file.name, problem, "Keep fewer.", line=number)
        if not pairs:
            problem = "It holds no pair of words with a score."
            raise FormatError(file.name, problem, FORMAT_HINT)
    return pairs


def _parse_pair(line: str) -> WordPair | None:
    """Split a line at its delimiter; None if it does not begin with two words and a number."""
    delimiter = next((mark for mark in "\t;," if mark in line), None)
    cells = line.split(delimiter) if delimiter else re.split(" +", line)
    cells = [cell.strip(' "') for cell in cells]
    if len(cells) < 3 or not (cells[0] and cells[1]):
        return None
    try:
        score = float(cells[2])
    except ValueError:
        return None
    return (cells[0], cells[1], score) if math.isfinite(score) else None
