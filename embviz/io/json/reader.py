"""Read JSON and JSON Lines: words with lists of numbers, in various layouts."""

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
from embviz.io.json.keys import Entry, describe_value
from embviz.io.json.scanner import JSON_HINT, ObjectPairs
from embviz.io.row_builder import RowBuilder
from embviz.io.source import BYTE_ORDER_MARK, MAX_LINE_BYTES, Source
from embviz.io.summary import Occurrences
from embviz.io.text.labels import Labels

# Lines of text may also begin with tokens like {" and [": in JSON a colon or a comma follows.
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
    r"""Return whether a file starts like a JSON object or list.

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
        If it is not JSON, or for an entry without a word or with another number of dimensions.
    """
    is_json_lines = _is_json_lines(source)
    reader = EntryReader(source, is_json_lines=is_json_lines)
    collector = _EntryCollector(source, "line" if is_json_lines else "entry")
    for entry in reader:
        collector.add(entry)
    if collector.rows is None:
        raise FormatError(source.name, "It holds no word with numbers.", JSON_HINT)
    own_labels, notes = collector.label_columns()
    return collector.rows.build(
        name=name, notes=[*reader.notes(), *notes], own_labels=own_labels, labels=labels
    )


def _is_json_lines(source: Source) -> bool:
    """Return whether the first line is a JSON document, and another line follows."""
    content = source.head(MAX_LINE_BYTES).removeprefix(BYTE_ORDER_MARK).lstrip()
    line, _, rest = content.partition(b"\n")
    if not rest.strip():
        return False
    try:
        return isinstance(json.loads(line), (dict, list))
    except (ValueError, RecursionError, MemoryError):
        return False


class _EntryCollector:
    """Validate entries and collect them: all must have as many numbers as the first."""

    def __init__(self, source: Source, unit: str) -> None:
        self.source = source
        self.unit = unit
        self.rows: RowBuilder | None = None
        self._labels: list[Mapping[str, str]] = []

    def add(self, entry: Entry) -> None:
        """Add an entry, or skip it if it is invalid and the options say so."""
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
        try:
            "".join((word, *entry.labels, *entry.labels.values())).encode()
        except UnicodeEncodeError:
            problem = "It holds half a character (a lone surrogate)."
            raise self._error(entry, problem) from None
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
        """Return the labels that every entry has, and a note on the others."""
        keys = dict.fromkeys(key for texts in self._labels for key in texts)
        shared = [key for key in keys if all(key in texts for texts in self._labels)]
        partial = Occurrences(repr(key) for key in keys if key not in set(shared))
        notes = partial.notes("Labels that not every entry has were left out: {}.")
        return {key: [texts[key] for texts in self._labels] for key in shared}, notes


def _are_valid_numbers(numbers: list[Any]) -> bool:
    """Return whether all are finite numbers in range; bool is not a number here."""
    if not {int, float}.issuperset(map(type, numbers)):
        return False
    return bool(max(map(abs, numbers)) <= MAX_ABS_VALUE) and not math.isnan(sum(numbers))
