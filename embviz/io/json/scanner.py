"""Scan JSON value by value, with no more than one value of a file in memory."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from embviz.io.errors import FormatError, shorten
from embviz.io.source import BYTE_ORDER_MARK, MAX_LINE_BYTES, NOT_UTF8_NOTE, Source
from embviz.io.summary import Occurrences

BLOCK_BYTES = 1 << 18
WHITESPACE = " \t\n\r"
JSON_HINT = 'Write {"word": [numbers], ...}, or a list of {"word": ..., "vector": [numbers]}.'


class ObjectPairs(list[tuple[str, Any]]):
    """A JSON object as a list of pairs, so that repeated keys are not lost."""


# NaN and Infinity are not JSON, but Python writes them; they are rejected later, as numbers.
_DECODER = json.JSONDecoder(object_pairs_hook=ObjectPairs)
# Python does not parse integers of very many digits; as a float they are only out of range.
_BIG_INT_DECODER = json.JSONDecoder(object_pairs_hook=ObjectPairs, parse_int=float)

_PLAIN_STRINGS = re.compile(r'(?:"[^"\\\x00-\x1f]*"[ \t\n\r]*,[ \t\n\r]*)+')


class JsonScanner:
    """A scanner of JSON text, from the start of a file.

    Parameters
    ----------
    source : Source

    Examples
    --------
    >>> import io
    >>> scanner = JsonScanner(Source(io.BytesIO(b'{"cat": [1, 2], "dog": [3]}'), "pets.json"))
    >>> [(key, scanner.read_value()) for key in scanner.iter_keys()]
    [('cat', [1, 2]), ('dog', [3])]
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._size = source.size()
        self._offset = len(BYTE_ORDER_MARK) if source.head(3) == BYTE_ORDER_MARK else 0
        self._text, self._pos = "", 0
        self._partial_bytes = b""
        self._first_line = 1
        self._is_at_end = False
        self._invalid_utf8 = Occurrences()

    def notes(self) -> list[str]:
        """Return notes on bytes that were replaced so far."""
        return self._invalid_utf8.notes(NOT_UTF8_NOTE)

    def peek(self) -> str:
        """Return the next character that is not whitespace, or "" at the end."""
        while True:
            while self._pos < len(self._text):
                if self._text[self._pos] not in WHITESPACE:
                    return self._text[self._pos]
                self._pos += 1
            if not self._read_block():
                return ""

    def is_number_list(self) -> bool:
        """Return whether the next value is a list, and its first item no string, list or object."""
        if self.peek() != "[":
            return False
        while True:
            pos = self._pos + 1
            while pos < len(self._text) and self._text[pos] in WHITESPACE:
                pos += 1
            if pos < len(self._text):
                return self._text[pos] not in '"[{'
            if not self._read_block():
                return True

    def read_value(self) -> Any:
        """Read the next value."""
        self.peek()
        decoder = _DECODER
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._pos)
            except json.JSONDecodeError as error:
                if self._read_block():
                    continue
                raise self._syntax_error(error.msg, error.pos) from error
            except ValueError:
                decoder = _BIG_INT_DECODER
                continue
            except (RecursionError, MemoryError) as error:
                problem = "It is nested too deeply to be a file of vectors."
                raise FormatError(
                    self.source.name, problem, JSON_HINT, line=self.line_number()
                ) from error
            # A number may continue in the next block.
            if end < len(self._text) or not self._read_block():
                self._pos = end
                return value

    def iter_items(self) -> Iterator[None]:
        """Iterate over a list; the caller must read one value at each step."""
        self._expect("[")
        if self.peek() == "]":
            self._expect("]")
            return
        yield
        while self._expect(",]") == ",":
            yield

    def iter_value_batches(self) -> Iterator[list[Any]]:
        """Iterate over the values of a list, with many plain strings in one batch."""
        for _ in self.iter_items():
            while strings := _PLAIN_STRINGS.match(self._text, self._pos):
                yield json.loads(f"[{strings[0].rstrip(WHITESPACE)[:-1]}]")
                self._pos = strings.end()
                self.peek()
            yield [self.read_value()]

    def iter_keys(self) -> Iterator[str]:
        """Iterate over the keys of an object; the caller must read one value at each step."""
        self._expect("{")
        if self.peek() == "}":
            self._expect("}")
            return
        while True:
            if self.peek() != '"':
                raise self._syntax_error("Expecting a key in quotes", self._pos)
            key = self.read_value()
            self._expect(":")
            yield key
            if self._expect(",}") == "}":
                return

    def check_end(self) -> None:
        """Raise FormatError unless only whitespace is left."""
        if self.peek():
            raise self._syntax_error("Something follows the end", self._pos)

    def _expect(self, characters: str) -> str:
        character = self.peek()
        if not character or character not in characters:
            raise self._syntax_error(f"Expecting {' or '.join(characters)}", self._pos)
        self._pos += 1
        return character

    def _read_block(self) -> bool:
        """Read another block, at least as long as the unread text; return whether there was one."""
        n_left = len(self._text) - self._pos
        if self._is_at_end or n_left > MAX_LINE_BYTES:
            return False
        self._first_line += self._text.count("\n", 0, self._pos)
        self.source.file.seek(self._offset)
        block = self.source.file.read(max(BLOCK_BYTES, n_left))
        self._offset += len(block)
        self._is_at_end = not block
        self.source.report_progress(self._offset, self._size)
        self._text = self._text[self._pos :] + self._decode(self._partial_bytes + block)
        self._pos = 0
        return True

    def _decode(self, block: bytes) -> str:
        try:
            text, used = codecs.utf_8_decode(block, "strict", self._is_at_end)
        except UnicodeDecodeError as error:
            line = self._first_line + self._text.count("\n", self._pos)
            self._invalid_utf8.add(f"line {line + block.count(10, 0, error.start)}")
            text, used = codecs.utf_8_decode(block, "replace", self._is_at_end)
        self._partial_bytes = block[used:]
        return text

    def line_number(self) -> int:
        """Return the line of the next character."""
        return self._first_line + self._text.count("\n", 0, self._pos)

    def _syntax_error(self, problem: str, pos: int) -> FormatError:
        if len(self._text) - self._pos > MAX_LINE_BYTES and not self._is_at_end:
            return FormatError(
                self.source.name,
                f"An entry begins here that is longer than {MAX_LINE_BYTES:,} characters, or "
                "broken.",
                JSON_HINT,
                line=self.line_number(),
            )
        start = self._text.rfind("\n", 0, pos) + 1
        return FormatError(
            self.source.name,
            f"Here it is no JSON any more: {shorten(problem)} (behind "
            f"{shorten(self._text[max(start, pos - 20) : pos])!r}).",
            "Correct it, or save it again.",
            line=self._first_line + self._text.count("\n", 0, pos),
        )
