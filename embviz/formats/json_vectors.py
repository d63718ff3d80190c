"""JSON and JSON Lines: words with lists of numbers, in the forms that people write."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from embviz.embedding import LARGEST_VALUE, EmbeddingMatrix
from embviz.formats.columns import SURE_TOKEN_NAMES, TOKEN_NAMES
from embviz.formats.errors import FormatError, shorten
from embviz.formats.labels import Labels
from embviz.formats.rows import Rows
from embviz.formats.source import Source

# Tokens like {} and [[ begin lines of text, too.
START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(\{\s*\"|\[\s*(\"|\{\s*\"|\[\s*\")|(\{\s*\}|\[\s*\])\s*$)|\[{20}"
)
VECTOR_NAMES = ("vector", "embedding", "vec", "values", "numbers", "vectors", "embeddings")
LISTS = {
    "words": ("words", "tokens", "vocab", "vocabulary", "labels", "index"),
    "vectors": ("vectors", "embeddings", "matrix", "weights", "data"),
}
# As text it is much larger than as numbers, and all of it is held at once.
LARGEST = 1_000_000_000
MEND = 'Write {"word": [numbers], ...}, or a list of {"word": ..., "vector": [numbers]}.'
TOO_DEEP = "It is nested too deeply to be a file of vectors."


def is_json(head: bytes) -> bool:
    r"""Tell whether a file starts like a JSON object or list.

    Examples
    --------
    >>> is_json(b'{"cat": [1, 2]}'), is_json(b"[ 0.1 0.2")
    (True, False)
    """
    return bool(START.match(head))


def read_json(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read words with their numbers.

    Raises
    ------
    FormatError
        Where it is no JSON, or a word has no list of numbers as long as the first one's.
    """
    size = source.size()
    if size > LARGEST:
        raise FormatError(
            source.name,
            f"JSON of {size:,} bytes is too large: here it may have {LARGEST:,}.",
            "Save the vectors as text, Parquet or safetensors.",
        )
    reader = _Reader(source)
    for place, word, numbers, extra in _entries(source):
        reader.add(place, word, numbers, extra)
    if reader.rows is None:
        raise FormatError(source.name, "It holds no word with numbers.", MEND)
    return reader.rows.finish(
        name=name, notes=source.notes(), kept_labels=reader.kept_labels(), labels=labels
    )


# A place for messages, the word, its numbers, and other texts that belong to it.
Entry = tuple[str, Any, Any, Mapping[str, str]]


class _Reader:
    """Collects entries, once they are found to be a word and as many numbers as the first has."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.rows: Rows | None = None
        self._labels: list[Mapping[str, str]] = []
        self._number = 0

    def add(self, place: str, word: Any, numbers: Any, extra: Mapping[str, str]) -> None:
        self._number += 1
        try:
            values = self._checked(place, word, numbers)
        except FormatError as error:
            if self.rows is None:
                self.rows = Rows(self.source.name, 0, self.source.reading, unit="entry")
            self.rows.skip(error)
            return
        if self.rows is None or not self.rows.dim:
            first = self.rows
            self.rows = Rows(self.source.name, len(values), self.source.reading, unit="entry")
            if first is not None:
                self.rows.take_skipped(first)
        if self.rows.add(word, values, self._number):
            self._labels.append(extra)

    def _checked(self, place: str, word: Any, numbers: Any) -> array[float]:
        if not isinstance(word, str):
            raise self._error(place, f"The word is {_said(word)}, and no text.")
        if any("\ud800" <= character <= "\udfff" for character in word):
            raise self._error(place, "The word holds half a character (a lone surrogate).")
        if not isinstance(numbers, list) or isinstance(numbers, _Pairs) or not numbers:
            raise self._error(place, f"Expected a list of numbers, found {_said(numbers)}.")
        if self.rows is not None and self.rows.dim and len(numbers) != self.rows.dim:
            raise self._error(
                place,
                f"Expected {self.rows.dim} numbers as in the first entry, found {len(numbers)}.",
            )
        for dimension, number in enumerate(numbers):
            # True is an int to Python.
            fits = isinstance(number, (int, float)) and not isinstance(number, bool)
            if not fits or not -LARGEST_VALUE <= number <= LARGEST_VALUE:
                raise self._error(
                    place,
                    f"Dimension {dimension} is {_said(number)}, and no number within "
                    f"±{LARGEST_VALUE:g}.",
                )
        return array("f", numbers)

    def _error(self, place: str, problem: str) -> FormatError:
        return FormatError(self.source.name, problem, "Correct it, or delete it.", where=place)

    def kept_labels(self) -> dict[str, list[str]]:
        """Return the columns of text that every kept entry has."""
        first = self._labels[0] if self._labels else {}
        shared = [key for key in first if all(key in each for each in self._labels)]
        return {key: [each[key] for each in self._labels] for key in shared}


def _entries(source: Source) -> Iterator[Entry]:
    content = source.decode(source.head(-1).removeprefix(b"\xef\xbb\xbf"), 1)
    try:
        whole = _parsed(content)
    except json.JSONDecodeError as error:
        lines = content.splitlines() if "\n" in content else []
        if len(lines) < 2 or not _is_line(lines[0]):
            raise _broken(source.name, error) from error
        yield from _lines(source, content)
        return
    except (RecursionError, ValueError, MemoryError) as error:
        raise _impossible(source.name, error) from error
    yield from _whole(source, whole)


def _is_line(line: str) -> bool:
    try:
        return isinstance(_parsed(line), (dict, list))
    except (ValueError, RecursionError):
        return False


def _lines(source: Source, content: str) -> Iterator[Entry]:
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield from _one(source, f"line {number}", _parsed(line))
        except json.JSONDecodeError as error:
            raise _broken(source.name, error, number) from error
        except (RecursionError, ValueError) as error:
            if isinstance(error, FormatError):
                raise
            raise _impossible(source.name, error, number) from error


def _whole(source: Source, whole: Any) -> Iterator[Entry]:
    if isinstance(whole, _Pairs):
        lists = _two_lists(whole)
        if lists:
            words, vectors = lists
            if len(words) != len(vectors):
                raise FormatError(
                    source.name,
                    f"It has {len(words):,} words and {len(vectors):,} lists of numbers.",
                    "Give each word one list.",
                )
            for number, (word, vector) in enumerate(zip(words, vectors, strict=True), start=1):
                yield f"entry {number}", word, vector, {}
            return
        for key, value in whole:
            yield f"key {shorten(key)!r}", key, value, {}
        return
    for number, item in enumerate(whole, start=1):
        yield from _one(source, f"entry {number}", item)


def _two_lists(whole: _Pairs) -> tuple[list[Any], list[Any]] | None:
    by_name = {key.casefold(): value for key, value in whole if isinstance(value, list)}
    words = next((by_name[name] for name in LISTS["words"] if name in by_name), None)
    vectors = next((by_name[name] for name in LISTS["vectors"] if name in by_name), None)
    if words is None or vectors is None:
        return None
    # Two words that happen to be called so have lists of numbers both.
    return (words, vectors) if not words or not isinstance(words[0], (int, float)) else None


def _one(source: Source, place: str, item: Any) -> Iterator[Entry]:
    if isinstance(item, _Pairs):
        yield _object(place, dict(item))
    elif isinstance(item, list) and len(item) == 2:
        yield place, item[0], item[1], {}
    elif isinstance(item, list) and item and isinstance(item[0], str):
        yield place, item[0], item[1:], {}
    else:
        problem = f"Expected a word with its numbers, found {_said(item)}."
        raise FormatError(source.name, problem, MEND, where=place)


def _object(place: str, fields: Mapping[str, Any]) -> Entry:
    words = [key for key in fields if key.casefold() in SURE_TOKEN_NAMES]
    words += [key for key in fields if key.casefold() in TOKEN_NAMES]
    words += [key for key, value in fields.items() if isinstance(value, str)]
    if not words and len(fields) == 1:  # {"cat": [1, 2]} on a line.
        [(word, numbers)] = fields.items()
        return place, word, numbers, {}
    vectors = [key for key in fields if key.casefold() in VECTOR_NAMES]
    vectors += [key for key, value in fields.items() if isinstance(value, list)]
    word_key = words[0] if words else None
    numbers = fields[vectors[0]] if vectors else _spread(fields, word_key)
    texts = {k: v for k, v in fields.items() if isinstance(v, str) and k != word_key}
    return place, fields[word_key] if word_key else None, numbers, texts


def _spread(fields: Mapping[str, Any], word: str | None) -> list[Any]:
    """Return the numbers of an object that has a key for each dimension."""
    return [v for k, v in fields.items() if k != word and not isinstance(v, (str, list, _Pairs))]


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as its pairs, so that a key that occurs twice is seen twice."""


def _parsed(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_Pairs, parse_constant=_no_number)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a finite number")


def _said(value: Any) -> str:
    """Return a value briefly, for a message."""
    if isinstance(value, _Pairs):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int) and abs(value) > LARGEST_VALUE:
        return "a very large number"
    return shorten(repr(value))


def _broken(file: str, error: json.JSONDecodeError, line: int | None = None) -> FormatError:
    return FormatError(
        file,
        f"Here it is no JSON any more: {shorten(error.msg)} (column {error.colno:,}).",
        "Correct it, or save it again.",
        line=error.lineno if line is None else line,
    )


def _impossible(file: str, error: BaseException, line: int | None = None) -> FormatError:
    deep = isinstance(error, (RecursionError, MemoryError))
    problem = TOO_DEEP if deep else f"It cannot be read: {shorten(str(error))}."
    return FormatError(file, problem, MEND, line=line)
