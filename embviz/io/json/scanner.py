"""JSON read value by value from a file: never more of it than one entry is held."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from embviz.io.errors import FormatError, shorten
from embviz.io.source import BYTE_ORDER_MARK, LONGEST_LINE, NOT_UTF8, Source
from embviz.io.summary import Listing

BLOCK_BYTES = 1 << 18
BLANK = " \t\n\r"
MEND = 'Write {"word": [numbers], ...}, or a list of {"word": ..., "vector": [numbers]}.'


class Pairs(list[tuple[str, Any]]):
    """A JSON object as its pairs, so that a key that occurs twice is seen twice."""


# NaN and Infinity are no JSON, but Python writes them: whoever checks the numbers refuses them.
_DECODER = json.JSONDecoder(object_pairs_hook=Pairs)
# Python refuses to count so many digits; as a float the number is only too large.
_PATIENT = json.JSONDecoder(object_pairs_hook=Pairs, parse_int=float)

_TEXTS = re.compile(r'(?:"[^"\\\x00-\x1f]*"[ \t\n\r]*,[ \t\n\r]*)+')


class Scanner:
    """Walks through a JSON text from its start.

    Parameters
    ----------
    source : Source

    Examples
    --------
    >>> import io
    >>> scanner = Scanner(Source(io.BytesIO(b'{"cat": [1, 2], "dog": [3]}'), "pets.json"))
    >>> [(key, scanner.value()) for key in scanner.keys()]
    [('cat', [1, 2]), ('dog', [3])]
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._size = source.size()
        self._offset = len(BYTE_ORDER_MARK) if source.head(3) == BYTE_ORDER_MARK else 0
        self._text, self._at = "", 0
        self._rest = b""
        self._lines = 1
        self._ended = False
        self._cut = Listing()

    def notes(self) -> list[str]:
        """Say what had to be replaced in what was read so far."""
        return self._cut.notes(NOT_UTF8)

    def peek(self) -> str:
        """Return the next character that is not blank, or "" at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in BLANK:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def begins_numbers(self) -> bool:
        """Tell whether the next value is a list whose first item, if any, is no text or list."""
        if self.peek() != "[":
            return False
        while True:
            at = self._at + 1
            while at < len(self._text) and self._text[at] in BLANK:
                at += 1
            if at < len(self._text):
                return self._text[at] not in '"[{'
            if not self._more():
                return True

    def value(self) -> Any:
        """Read the next value whole."""
        self.peek()
        decoder = _DECODER
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._more():
                    continue
                raise self._broken(error.msg, error.pos) from error
            except ValueError:
                decoder = _PATIENT
                continue
            except (RecursionError, MemoryError) as error:
                problem = "It is nested too deeply to be a file of vectors."
                raise FormatError(self.source.name, problem, MEND, line=self.line()) from error
            # A number may go on in the next block.
            if end < len(self._text) or not self._more():
                self._at = end
                return value

    def items(self) -> Iterator[None]:
        """Step through a list: whoever does must read a value at each step."""
        self._take("[")
        if self.peek() == "]":
            self._take("]")
            return
        yield
        while self._take(",]") == ",":
            yield

    def listed(self) -> Iterator[list[Any]]:
        """Step through the values of a list, many plain texts at a time."""
        for _ in self.items():
            while many := _TEXTS.match(self._text, self._at):
                yield json.loads(f"[{many[0].rstrip(BLANK)[:-1]}]")
                self._at = many.end()
                self.peek()
            yield [self.value()]

    def keys(self) -> Iterator[str]:
        """Step through the keys of an object: whoever does must read a value at each step."""
        self._take("{")
        if self.peek() == "}":
            self._take("}")
            return
        while True:
            if self.peek() != '"':
                raise self._broken("Expecting a key in quotes", self._at)
            key = self.value()
            self._take(":")
            yield key
            if self._take(",}") == "}":
                return

    def finish(self) -> None:
        """Raise FormatError unless all was read."""
        if self.peek():
            raise self._broken("Something follows the end", self._at)

    def _take(self, characters: str) -> str:
        found = self.peek()
        if not found or found not in characters:
            raise self._broken(f"Expecting {' or '.join(characters)}", self._at)
        self._at += 1
        return found

    def _more(self) -> bool:
        """Read another block, as long as what is not read yet; tell whether there was one."""
        kept = len(self._text) - self._at
        if self._ended or kept > LONGEST_LINE:
            return False
        self._lines += self._text.count("\n", 0, self._at)
        self.source.file.seek(self._offset)
        block = self.source.file.read(max(BLOCK_BYTES, kept))
        self._offset += len(block)
        self._ended = not block
        self.source.tell_progress(self._offset, self._size)
        self._text, self._at = self._text[self._at :] + self._decoded(self._rest + block), 0
        return True

    def _decoded(self, block: bytes) -> str:
        try:
            text, used = codecs.utf_8_decode(block, "strict", self._ended)
        except UnicodeDecodeError as error:
            line = self._lines + self._text.count("\n", self._at)
            self._cut.add(f"line {line + block.count(10, 0, error.start)}")
            text, used = codecs.utf_8_decode(block, "replace", self._ended)
        self._rest = block[used:]
        return text

    def line(self) -> int:
        """Return the line on which the next character stands."""
        return self._lines + self._text.count("\n", 0, self._at)

    def _broken(self, problem: str, place: int) -> FormatError:
        if len(self._text) - self._at > LONGEST_LINE and not self._ended:
            return FormatError(
                self.source.name,
                f"An entry begins here that is longer than {LONGEST_LINE:,} characters, or broken.",
                MEND,
                line=self.line(),
            )
        start = self._text.rfind("\n", 0, place) + 1
        return FormatError(
            self.source.name,
            f"Here it is no JSON any more: {shorten(problem)} (behind "
            f"{shorten(self._text[max(start, place - 20) : place])!r}).",
            "Correct it, or save it again.",
            line=self._lines + self._text.count("\n", 0, place),
        )
