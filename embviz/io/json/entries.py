"""Read the various layouts of words and numbers in JSON as a stream of entries."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from embviz.io.errors import FormatError, shorten
from embviz.io.json.keys import Entry, KeyRoles, describe_value, find_keys
from embviz.io.json.scanner import JsonScanner, ObjectPairs
from embviz.io.source import Source
from embviz.io.summary import Occurrences

WORD_LIST_KEYS = ("words", "tokens", "vocab", "vocabulary", "labels", "index")
VECTOR_LIST_KEYS = ("vectors", "embeddings", "matrix", "weights", "data")


class EntryReader:
    """Iterate over the entries of a file, and collect notes.

    Parameters
    ----------
    source : Source
    is_json_lines : bool
        Whether each line is a JSON document.
    """

    def __init__(self, source: Source, *, is_json_lines: bool) -> None:
        self.source = source
        self.is_json_lines = is_json_lines
        self.scanner = JsonScanner(source)
        self._notes: list[str] = []
        self._keys: KeyRoles | None = None

    def notes(self) -> list[str]:
        """Return notes on what was guessed and replaced."""
        return [*self.scanner.notes(), *self._notes]

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries in the order of the file."""
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
                lists = _find_parallel_lists(self.source)
                if lists:
                    yield from self._pair_lists(lists, key, keys)
                    return
            yield Entry(f"key {shorten(key)!r}", number, key, self.scanner.read_value())

    def _pair_lists(
        self, lists: _ParallelLists, first_key: str, other_keys: Iterator[str]
    ) -> Iterator[Entry]:
        """Pair the words of one list with the vectors of the other."""
        if len(lists.words) != lists.n_vectors:
            raise FormatError(
                self.source.name,
                f"It has {len(lists.words):,} words and {lists.n_vectors:,} lists of numbers.",
                "Give each word one list.",
            )
        unused = Occurrences()
        vectors_key = lists.vectors_key if lists.n_vectors else None
        for key in chain([first_key], other_keys):
            if key == vectors_key:
                vectors_key = None  # A repeated key is left out.
                words = enumerate(lists.words, start=1)
                for (number, word), _ in zip(words, self.scanner.iter_items(), strict=True):
                    yield Entry(f"entry {number}", number, word, self.scanner.read_value())
            else:
                _skip_value(self.scanner)
                if key not in (lists.words_key, vectors_key):
                    unused.add(repr(shorten(key)))
        self._notes += unused.notes("Other keys were left out: {}.")

    def _parse_entry(self, location: str, number: int, item: Any) -> Entry:
        """Parse an object, or a list of a word and its numbers."""
        if isinstance(item, ObjectPairs):
            fields = dict(item)
            if self._keys is None:
                self._keys = find_keys(fields)
                self._notes += self._keys.notes
            return self._keys.parse_entry(location, number, fields)
        if isinstance(item, list) and len(item) == 2 and isinstance(item[1], list):
            return Entry(location, number, item[0], item[1])
        if isinstance(item, list) and len(item) > 1 and isinstance(item[0], str):
            return Entry(location, number, item[0], item[1:])
        problem = f"Expected a word with its numbers, found {describe_value(item)}."
        return Entry(location, number, problem=problem)


class _ParallelLists:
    """A list of words and a list of vectors in one object."""

    def __init__(self) -> None:
        self.words: list[Any] = []
        self.words_key: str | None = None
        self.vectors_key: str | None = None
        self.n_vectors = 0


def _find_parallel_lists(source: Source) -> _ParallelLists | None:
    """Return the list of words and the number of vectors, if the object has both lists."""
    scanner, lists = JsonScanner(source), _ParallelLists()
    for key in scanner.iter_keys():
        is_list = scanner.peek() == "[" and not scanner.is_number_list()
        if is_list and lists.words_key is None and key.casefold() in WORD_LIST_KEYS:
            lists.words_key = key
            for batch in scanner.iter_value_batches():
                lists.words += batch
                source.options.limits.check_shape(source.name, len(lists.words), 1)
        elif is_list and lists.vectors_key is None and key.casefold() in VECTOR_LIST_KEYS:
            lists.vectors_key = key
            lists.n_vectors = _skip_value(scanner)
        else:
            _skip_value(scanner)
    return lists if lists.words_key is not None and lists.vectors_key is not None else None


def _skip_value(scanner: JsonScanner) -> int:
    """Skip a value, and return how many items it has if it is a list."""
    if scanner.peek() != "[":
        scanner.read_value()
        return 0
    count = 0
    for _ in scanner.iter_items():
        scanner.read_value()
        count += 1
    return count
