"""How much an Arrow file unpacks to, found out before any of it is unpacked.

Arrow's own library takes a file at its word, and a compressed buffer may grow ten-thousandfold.
Each buffer says in its first bytes how large it becomes; where the buffers lie is said by the
messages, flatbuffers of a few fields.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from embviz.io.source import Source

MAGIC = b"ARROW1"
GOES_ON = b"\xff\xff\xff\xff"
LONGEST_MESSAGE = 32_000_000
RECORD_BATCH, DICTIONARY = 3, 2
NOT_PACKED = -1


def check_messages(source: Source) -> int:
    """Refuse a file that unpacks to too much, and return how many rows it says it has.

    Raises
    ------
    FormatError
        When it says that it holds more than is allowed.
    ValueError, struct.error
        When a message is not as it should be, or reaches beyond the file.
    """
    size = source.size()
    rows = unpacked = 0
    for message, body in _messages(source, size):
        kind, header = _field(message, _root(message), 1), _table(message, _root(message), 2)
        if kind is None or message[kind] not in (RECORD_BATCH, DICTIONARY) or header is None:
            continue
        if message[kind] == DICTIONARY:
            header = _table(message, header, 1)
        elif (length := _field(message, header, 0)) is not None:
            rows += _number("<q", message, length)
        if header is None or rows < 0:
            raise ValueError("a message says nothing of its rows")
        packed = _table(message, header, 3) is not None
        for begin, length in _vector(message, header, 2, "<qq"):
            if not 0 <= begin <= size - body or not 0 <= length <= size - body - begin:
                raise ValueError("a part of it lies outside of the file")
            source.file.seek(body + begin)
            claim = NOT_PACKED
            if packed and length >= 8:
                claim = struct.unpack("<q", source.file.read(8))[0]
            unpacked += length if claim == NOT_PACKED else max(claim, 0)
        source.reading.limits.check_shape(source.name, rows, 1)
        source.reading.limits.check_unpacked(source.name, unpacked, size)
    return rows


def is_stream(source: Source) -> bool:
    """Tell whether messages follow each other; else the end of the file says where they are."""
    return source.head(6) != MAGIC


def _messages(source: Source, size: int) -> Iterator[tuple[bytes, int]]:
    """Yield each message, and the place of the body that follows it."""
    if not is_stream(source):
        yield from _listed(source, size)
        return
    place = 0
    while place + 4 <= size:
        message, body, place = _message(source, place, size)
        if not message:
            return
        yield message, body


def _listed(source: Source, size: int) -> Iterator[tuple[bytes, int]]:
    """Yield the messages that the end of a file lists."""
    source.file.seek(max(size - 10, 0))
    length = int.from_bytes(source.file.read(4), "little")
    if not 0 < length <= min(LONGEST_MESSAGE, size - 10) or source.file.read(6) != MAGIC:
        raise ValueError("its end is missing")
    source.file.seek(size - 10 - length)
    end = source.file.read(length)
    for number in (2, 3):
        for place, head, body in _vector(end, _root(end), number, "<qi4xq"):
            if not 0 <= place <= size:
                raise ValueError("its end points outside of it")
            message, begin, after = _message(source, place, size)
            # The library goes by the end of the file, and so must be what was looked at here.
            if not message or begin != place + head or after != begin + body:
                raise ValueError("its end says other than its parts")
            yield message, begin


def _message(source: Source, place: int, size: int) -> tuple[bytes, int, int]:
    """Return the message at a place, where its body begins, and where it ends."""
    source.file.seek(place)
    first = source.file.read(4)
    place += 4
    if first == GOES_ON:
        first = source.file.read(4)
        place += 4
    length = int.from_bytes(first, "little")
    if length > min(LONGEST_MESSAGE, size - place):
        raise ValueError(f"a message of {length:,} bytes")
    if length == 0:
        return b"", place, place
    message = source.file.read(length)
    at = _field(message, _root(message), 3)
    body = 0 if at is None else _number("<q", message, at)
    if not 0 <= body <= size - place - length:
        raise ValueError(f"a body of {body:,} bytes reaches beyond its end")
    return message, place + length, place + length + body


def _number(kind: str, message: bytes, place: int) -> Any:
    if place < 0:
        raise ValueError("a message points before its begin")
    return struct.unpack_from(kind, message, place)[0]


def _root(message: bytes) -> int:
    return int(_number("<I", message, 0))


def _field(message: bytes, table: int, number: int) -> int | None:
    """Return where a field of a flatbuffer's table lies, if it is there."""
    kinds = table - _number("<i", message, table)
    if 4 + 2 * number + 2 > _number("<H", message, kinds):
        return None
    offset = _number("<H", message, kinds + 4 + 2 * number)
    return table + offset if offset else None


def _table(message: bytes, table: int, number: int) -> int | None:
    place = _field(message, table, number)
    return None if place is None else place + _number("<I", message, place)


def _vector(message: bytes, table: int, number: int, kind: str) -> Iterator[tuple[Any, ...]]:
    """Yield the structs of a vector."""
    start = _table(message, table, number)
    if start is None:
        return
    length = _number("<I", message, start) * struct.calcsize(kind)
    if start + 4 + length > len(message):
        raise ValueError("a message has more parts than room")
    yield from struct.iter_unpack(kind, message[start + 4 : start + 4 + length])
