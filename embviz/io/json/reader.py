"""JSON and JSON Lines: words with lists of numbers, in the forms that people write."""

from __future__ import annotations

import json
import math
import re
from array import array
from collections.abc import Mapping
from typing import Any

from embviz.embedding import MAX_ABS_VALUE, EmbeddingMatrix
from embviz.io.errors import FormatError
from embviz.io.json.entries import EntryReader
from embviz.io.json.keys import VECTOR_NAMES, Entry, describe_value
from embviz.io.json.scanner import JSON_HINT, ObjectPairs
from embviz.io.row_builder import RowBuilder
from embviz.io.source import BYTE_ORDER_MARK, MAX_LINE_BYTES, Source
from embviz.io.summary import Occurrences
from embviz.io.text.labels import Labels

__all__ = ["VECTOR_NAMES", "is_json", "read_json"]

# Tokens like {" and [" begin lines of text, too: in JSON a colon or a comma follows the quotes.
JSON_START = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*(?:
        \{\s*"(?:[^"\\\x00-\x1f]|\\.)*(?:"\s*(?::|\Z)|\\?\Z)
        | \[\s*"(?:[^"\\\x00-\x1f]|\\.)*(?:"\s*(?:[,\]]|\Z)|\\?\Z)
        | \[\s*(?:\{\s*"|\[\s*")
        | (?:\{\s*\}|\[\s*\])\s*\Z
        | \[{20}
    )""",
    re.DOTALL | re.VERBOSE,
)


def is_json(head: bytes) -> bool:
    r"""Tell whether a file starts like a JSON object or list.

    Examples
    --------
    >>> is_json(b'{"cat": [1, 2]}'), is_json(b"[ 0.1 0.2"), is_json(b'{" 0.1 0.2\n')
    (True, False, False)
    """
    return bool(JSON_START.match(head))


def read_json(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read words with their numbers, entry by entry.

    Raises
    ------
    FormatError
        Where it is no JSON, or a word has no list of numbers as long as the first one's.
    """
    by_lines = _is_json_lines(source)
    entries = EntryReader(source, is_json_lines=by_lines)
    reader = _EntryCollector(source, "line" if by_lines else "entry")
    for entry in entries:
        reader.add(entry)
    if reader.rows is None:
        raise FormatError(source.name, "It holds no word with numbers.", JSON_HINT)
    kept, notes = reader.label_columns()
    return reader.rows.build(
        name=name, notes=[*entries.notes(), *notes], own_labels=kept, labels=labels
    )


def _is_json_lines(source: Source) -> bool:
    """Tell whether the first line is JSON of its own, and another one follows."""
    content = source.head(MAX_LINE_BYTES).removeprefix(BYTE_ORDER_MARK).lstrip()
    line, _, rest = content.partition(b"\n")
    if not rest.strip():
        return False
    try:
        return isinstance(json.loads(line), (dict, list))
    except (ValueError, RecursionError, MemoryError):
        return False


class _EntryCollector:
    """Collects entries, once they are found to be a word and as many numbers as the first has."""

    def __init__(self, source: Source, unit: str) -> None:
        self.source = source
        self.unit = unit
        self.rows: RowBuilder | None = None
        self._labels: list[Mapping[str, str]] = []

    def add(self, entry: Entry) -> None:
        """Take an entry, or leave it out where that was chosen."""
        rows = self.rows
        if rows is None:
            rows = self.rows = RowBuilder(self.source.name, 0, self.source.options, unit=self.unit)
        try:
            values = self._parse_numbers(entry, rows.dim)
        except FormatError as error:
            rows.skip(error)
            return
        rows.dim = rows.dim or len(values)
        if rows.add(entry.word, values, entry.number):
            self._labels.append(entry.labels)

    def _parse_numbers(self, entry: Entry, dim: int) -> array[float]:
        word, numbers = entry.word, entry.numbers
        if entry.problem:
            raise self._error(entry, entry.problem)
        if not isinstance(word, str):
            raise self._error(entry, f"The word is {describe_value(word)}, and no text.")
        if not all(map(_is_valid_unicode, (word, *entry.labels, *entry.labels.values()))):
            raise self._error(entry, "It holds half a character (a lone surrogate).")
        if not isinstance(numbers, list) or isinstance(numbers, ObjectPairs) or not numbers:
            raise self._error(
                entry, f"Expected a list of numbers, found {describe_value(numbers)}."
            )
        if dim and len(numbers) != dim:
            raise self._error(
                entry, f"Expected {dim} numbers as in the first entry, found {len(numbers)}."
            )
        if not _are_valid_numbers(numbers):
            place = next(i for i, number in enumerate(numbers) if not _are_valid_numbers([number]))
            raise self._error(
                entry,
                f"Dimension {place} is {describe_value(numbers[place])}, and no number within "
                f"±{MAX_ABS_VALUE:g}.",
            )
        return array("f", numbers)

    def _error(self, entry: Entry, problem: str) -> FormatError:
        return FormatError(
            self.source.name, problem, "Correct it, or delete it.", location=entry.location
        )

    def label_columns(self) -> tuple[dict[str, list[str]], list[str]]:
        """Return the columns of text that every kept entry has, and what is to be noted."""
        keys = dict.fromkeys(key for texts in self._labels for key in texts)
        shared = [key for key in keys if all(key in texts for texts in self._labels)]
        partly = Occurrences()
        for key in keys.keys() - set(shared):
            partly.add(repr(key))
        notes = partly.notes("Labels that not every entry has were left out: {}.")
        return {key: [texts[key] for texts in self._labels] for key in shared}, notes


def _is_valid_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _are_valid_numbers(numbers: list[Any]) -> bool:
    """Say whether all are numbers that an embedding can hold. True is an int to Python."""
    if not {int, float}.issuperset(map(type, numbers)):
        return False
    return bool(max(map(abs, numbers)) <= MAX_ABS_VALUE) and not math.isnan(sum(numbers))
