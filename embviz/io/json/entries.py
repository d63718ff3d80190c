"""The forms in which JSON holds words with numbers, brought to one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from embviz.io.errors import FormatError, shorten
from embviz.io.json.keys import Entry, KeyRoles, describe_value, find_keys
from embviz.io.json.scanner import JsonScanner, ObjectPairs
from embviz.io.source import Source
from embviz.io.summary import Occurrences

WORD_LIST_KEYS = ("words", "tokens", "vocab", "vocabulary", "labels", "index")
VECTOR_LIST_KEYS = ("vectors", "embeddings", "matrix", "weights", "data")


class EntryReader:
    """The entries of a file: one walk through it, and what was noticed on the way.

    Parameters
    ----------
    source : Source
    is_json_lines : bool
        Whether each line is JSON of its own.
    """

    def __init__(self, source: Source, *, is_json_lines: bool) -> None:
        self.source = source
        self.is_json_lines = is_json_lines
        self.scanner = JsonScanner(source)
        self._notes: list[str] = []
        self._keys: KeyRoles | None = None

    def notes(self) -> list[str]:
        """Say what was guessed and replaced."""
        return [*self.scanner.notes(), *self._notes]

    def __iter__(self) -> Iterator[Entry]:
        """Yield them one after the other."""
        if self.is_json_lines:
            number = 0
            while self.scanner.peek():
                number = self.scanner.line_number()
                yield self._parse_entry(f"line {number}", number, self.scanner.read_value())
            return
        if self.scanner.peek() == "{":
            yield from self._read_object()
        else:
            for number, _ in enumerate(self.scanner.iter_items(), start=1):
                yield self._parse_entry(f"entry {number}", number, self.scanner.read_value())
        self.scanner.check_end()

    def _read_object(self) -> Iterator[Entry]:
        keys = self.scanner.iter_keys()
        for number, key in enumerate(keys, start=1):
            if number == 1 and not self.scanner.is_number_list():
                two = _find_parallel_lists(self.source)
                if two:
                    yield from self._pair_lists(two, key, keys)
                    return
            yield Entry(f"key {shorten(key)!r}", number, key, self.scanner.read_value())

    def _pair_lists(self, two: _ParallelLists, key: str, others: Iterator[str]) -> Iterator[Entry]:
        """Give each word of the one list its numbers of the other."""
        if len(two.words) != two.n_vectors:
            raise FormatError(
                self.source.name,
                f"It has {len(two.words):,} words and {two.n_vectors:,} lists of numbers.",
                "Give each word one list.",
            )
        unused = Occurrences()
        while True:
            if key == two.vectors_key and two.n_vectors:
                two.vectors_key = None
                words = enumerate(two.words, start=1)
                for (number, word), _ in zip(words, self.scanner.iter_items(), strict=True):
                    yield Entry(f"entry {number}", number, word, self.scanner.read_value())
            else:
                _skip_value(self.scanner)
                if key not in (two.words_key, two.vectors_key):
                    unused.add(repr(shorten(key)))
            try:
                key = next(others)
            except StopIteration:
                self._notes += unused.notes("Other keys were left out: {}.")
                return

    def _parse_entry(self, place: str, number: int, item: Any) -> Entry:
        """Understand an object, or a list of a word and its numbers."""
        if isinstance(item, ObjectPairs):
            fields = dict(item)
            if self._keys is None:
                self._keys = find_keys(fields)
                self._notes += self._keys.notes
            return self._keys.parse_entry(place, number, fields)
        if isinstance(item, list) and len(item) == 2 and isinstance(item[1], list):
            return Entry(place, number, item[0], item[1])
        if isinstance(item, list) and len(item) > 1 and isinstance(item[0], str):
            return Entry(place, number, item[0], item[1:])
        problem = f"Expected a word with its numbers, found {describe_value(item)}."
        return Entry(place, number, problem=problem)


class _ParallelLists:
    """A list of words and a list of vectors under keys of one object."""

    def __init__(self) -> None:
        self.words: list[Any] = []
        self.words_key: str | None = None
        self.vectors_key: str | None = None
        self.n_vectors = 0


def _find_parallel_lists(source: Source) -> _ParallelLists | None:
    """Look for two such lists: the words are kept, the vectors only counted."""
    scanner, two = JsonScanner(source), _ParallelLists()
    for key in scanner.iter_keys():
        is_list = scanner.peek() == "[" and not scanner.is_number_list()
        if is_list and two.words_key is None and key.casefold() in WORD_LIST_KEYS:
            two.words_key = key
            for some in scanner.iter_value_batches():
                two.words += some
                source.options.limits.check_shape(source.name, len(two.words), 1)
        elif is_list and two.vectors_key is None and key.casefold() in VECTOR_LIST_KEYS:
            two.vectors_key = key
            two.n_vectors = _skip_value(scanner)
        else:
            _skip_value(scanner)
    return two if two.words_key is not None and two.vectors_key is not None else None


def _skip_value(scanner: JsonScanner) -> int:
    """Pass over a value, a list item by item, and return how many it has."""
    if scanner.peek() != "[":
        scanner.read_value()
        return 0
    count = 0
    for _ in scanner.iter_items():
        scanner.read_value()
        count += 1
    return count
