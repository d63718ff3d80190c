"""Files of word pairs."""

from __future__ import annotations

import math
import re
from typing import BinaryIO, TypeAlias

from embviz.io import HEAD_BYTES, FilePath, FormatError, open_source, reject_non_embeddings, shorten

WordPair: TypeAlias = tuple[str, str, float]

MAX_PAIRS = 100_000


def read_pairs(source: FilePath | BinaryIO) -> list[WordPair]:
    r"""Read pairs of words with a score: "word other 7.5", with tabs, commas or blanks between.

    Further columns are left aside, and so are lines that begin with #, and a header row.

    Raises
    ------
    FormatError
        When the file is no text in UTF-8, or a line does not hold two words and a number.

    Examples
    --------
    >>> import io
    >>> read_pairs(io.BytesIO(b"Word 1,Word 2,Human (mean)\nlove,sex,6.77\n"))
    [('love', 'sex', 6.77)]
    """
    pairs: list[WordPair] = []
    first = True
    with open_source(source) as file:
        reject_non_embeddings(file.name, file.head(HEAD_BYTES))
        for number, raw in file.lines():
            try:
                line = raw.decode().strip()
            except UnicodeDecodeError:
                problem = "This line is not text in UTF-8."
                raise FormatError(file.name, problem, "Save it as UTF-8.", line=number) from None
            if not line or line.startswith("#"):
                continue
            pair = _parse_pair(line)
            if pair is not None:
                pairs.append(pair)
            elif not first:
                problem = f"Expected two words and a number, found {shorten(line)!r}."
                mend = 'Write for example "cat,dog,7.5".'
                raise FormatError(file.name, problem, mend, line=number)
            first = False
            if len(pairs) > MAX_PAIRS:
                problem = f"It holds more than {MAX_PAIRS:,} pairs."
                raise FormatError(file.name, problem, "Keep fewer.", line=number)
        if not pairs:
            problem = "It holds no pair of words with a score."
            raise FormatError(file.name, problem, 'Write for example "cat,dog,7.5".')
    return pairs


def _parse_pair(line: str) -> WordPair | None:
    """Read one line by the delimiter it holds; None when it holds no pair."""
    delimiter = next((each for each in "\t;," if each in line), None)
    cells = line.split(delimiter) if delimiter else re.split(" +", line)
    cells = [cell.strip(' "') for cell in cells]
    if len(cells) < 3 or not (cells[0] and cells[1]):
        return None
    try:
        score = float(cells[2])
    except ValueError:
        return None
    return (cells[0], cells[1], score) if math.isfinite(score) else None
