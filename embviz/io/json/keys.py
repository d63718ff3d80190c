"""Infer which keys of JSON objects are the word, its numbers and its labels."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from embviz.embedding import MAX_ABS_VALUE
from embviz.io.errors import shorten
from embviz.io.json.scanner import ObjectPairs
from embviz.io.options import Note
from embviz.io.summary import Occurrences
from embviz.io.text.columns import SURE_TOKEN_NAMES, TOKEN_NAMES

VECTOR_NAMES = ("vector", "embedding", "vec", "values", "numbers", "vectors", "embeddings")


class Entry(NamedTuple):
    """A word with its numbers, before validation.

    Attributes
    ----------
    location : str
        The location for messages.
    number : int
        Position in the file, counted from 1, or line number.
    word, numbers
        JSON values of any type.
    labels : mapping of str to str
        Other texts about the word.
    problem : str
        Why it is not a valid entry, if it is not.
    """

    location: str
    number: int
    word: Any = None
    numbers: Any = None
    labels: Mapping[str, str] = {}
    problem: str = ""


class KeyRoles(NamedTuple):
    """The roles of the keys, inferred from the first object; later ones may have another order."""

    word: str | None
    vector: str | None
    dimensions: Sequence[str]
    notes: Sequence[str]

    def parse_entry(self, location: str, number: int, fields: Mapping[str, Any]) -> Entry:
        """Parse an object."""
        if self.word is None:
            if len(fields) != 1:
                problem = f"Expected one word with its numbers, found {len(fields):,} keys."
                return Entry(location, number, problem=problem)
            [(word, numbers)] = fields.items()  # {"cat": [1, 2]}
            return Entry(location, number, word, numbers)
        required = [self.word, *([self.vector] if self.vector else self.dimensions)]
        missing = next((key for key in required if key not in fields), None)
        if missing is not None:
            problem = f"It has no {shorten(missing)!r}, which the first entry has."
            return Entry(location, number, problem=problem)
        if self.vector is None:
            extra = set(_dimension_keys(fields, self.word)) - set(required)
            if extra:
                problem = f"It has {shorten(min(extra))!r}, which the first entry has not."
                return Entry(location, number, problem=problem)
        numbers = fields[self.vector] if self.vector else [fields[key] for key in self.dimensions]
        texts = {k: v for k, v in fields.items() if isinstance(v, str) and k != self.word}
        return Entry(location, number, fields[self.word], numbers, texts)


def find_keys(fields: Mapping[str, Any]) -> KeyRoles:
    """Infer the roles of the keys of the first object, from their names and values.

    Examples
    --------
    >>> find_keys({"kind": "pet", "Word": "cat", "vector": [1, 2]})
    KeyRoles(word='Word', vector='vector', dimensions=[], notes=[])
    """
    by_name = {key.casefold(): key for key in reversed(list(fields))}
    texts = [key for key, value in fields.items() if isinstance(value, str)]
    sure = [by_name[name] for name in SURE_TOKEN_NAMES if name in by_name]
    named = [by_name[name] for name in TOKEN_NAMES if by_name.get(name) in texts]
    word = next(iter(sure + named + texts), None)
    if word is None and len(fields) == 1:
        return KeyRoles(None, None, (), ())
    lists = [key for key, value in fields.items() if isinstance(value, list)]
    lists = [key for key in lists if key != word and not isinstance(fields[key], ObjectPairs)]
    known = [by_name[name] for name in VECTOR_NAMES if by_name.get(name) in lists]
    vector = next(iter(known + lists), None)
    dimensions = [] if vector else _dimension_keys(fields, word)
    notes: list[str] = []
    if word is not None and not sure:
        notes.append(Note(f"The words are those under the key {shorten(word)!r}."))
    if vector is not None and not known:
        notes.append(Note(f"The numbers are those under the key {shorten(vector)!r}."))
    if dimensions:
        first, last = shorten(dimensions[0]), shorten(dimensions[-1])
        notes.append(f"The numbers are those under the keys from {first!r} to {last!r}.")
    used = {word, vector, *dimensions, *texts}
    unused = Occurrences(repr(shorten(key)) for key in fields if key not in used)
    notes += unused.notes("Other keys were left out: {}.")
    return KeyRoles(word, vector, dimensions, notes)


def _dimension_keys(fields: Mapping[str, Any], word: str | None) -> list[str]:
    """Return the keys that are dimensions, in an object with one key per dimension."""
    return [k for k, v in fields.items() if k != word and not isinstance(v, (str, list))]


def describe_value(value: Any) -> str:
    """Return a short description of a value, for a message.

    Examples
    --------
    >>> describe_value([1, 2]), describe_value(None), describe_value(10**400)
    ('a list of 2', 'null', 'a very large number')
    """
    if isinstance(value, ObjectPairs):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if value in (math.inf, -math.inf):
        return "infinite, or far too large"
    if isinstance(value, int) and abs(value) > MAX_ABS_VALUE:
        return "a very large number"
    return shorten(repr(value))
