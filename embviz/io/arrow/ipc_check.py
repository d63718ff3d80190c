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
CONTINUATION = b"\xff\xff\xff\xff"
MAX_MESSAGE_BYTES = 32_000_000
RECORD_BATCH, DICTIONARY = 3, 2
UNCOMPRESSED = -1


def check_message_sizes(source: Source) -> int:
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
    for message, body in _iter_messages(source, size):
        kind, header = (
            _field_offset(message, _root_offset(message), 1),
            _table_offset(message, _root_offset(message), 2),
        )
        if kind is None or message[kind] not in (RECORD_BATCH, DICTIONARY) or header is None:
            continue
        if message[kind] == DICTIONARY:
            header = _table_offset(message, header, 1)
        elif (length := _field_offset(message, header, 0)) is not None:
            rows += _unpack_number("<q", message, length)
        if header is None or rows < 0:
            raise ValueError("a message says nothing of its rows")
        packed = _table_offset(message, header, 3) is not None
        for begin, length in _iter_structs(message, header, 2, "<qq"):
            if not 0 <= begin <= size - body or not 0 <= length <= size - body - begin:
                raise ValueError("a part of it lies outside of the file")
            source.file.seek(body + begin)
            claim = UNCOMPRESSED
            if packed and length >= 8:
                claim = struct.unpack("<q", source.file.read(8))[0]
            unpacked += length if claim == UNCOMPRESSED else max(claim, 0)
        source.options.limits.check_shape(source.name, rows, 1)
        source.options.limits.check_unpacked(source.name, unpacked, size)
    return rows


def is_stream(source: Source) -> bool:
    """Tell whether messages follow each other; else the end of the file says where they are."""
    return source.head(6) != MAGIC


def _iter_messages(source: Source, size: int) -> Iterator[tuple[bytes, int]]:
    """Yield each message, and the place of the body that follows it."""
    if not is_stream(source):
        yield from _iter_footer_messages(source, size)
        return
    place = 0
    while place + 4 <= size:
        message, body, place = _read_message(source, place, size)
        if not message:
            return
        yield message, body


def _iter_footer_messages(source: Source, size: int) -> Iterator[tuple[bytes, int]]:
    """Yield the messages that the end of a file lists."""
    source.file.seek(max(size - 10, 0))
    length = int.from_bytes(source.file.read(4), "little")
    if not 0 < length <= min(MAX_MESSAGE_BYTES, size - 10) or source.file.read(6) != MAGIC:
        raise ValueError("its end is missing")
    source.file.seek(size - 10 - length)
    end = source.file.read(length)
    for number in (2, 3):
        for place, head, body in _iter_structs(end, _root_offset(end), number, "<qi4xq"):
            if not 0 <= place <= size:
                raise ValueError("its end points outside of it")
            message, begin, after = _read_message(source, place, size)
            # The library goes by the end of the file, and so must be what was looked at here.
            if not message or begin != place + head or after != begin + body:
                raise ValueError("its end says other than its parts")
            yield message, begin


def _read_message(source: Source, place: int, size: int) -> tuple[bytes, int, int]:
    """Return the message at a place, where its body begins, and where it ends."""
    source.file.seek(place)
    first = source.file.read(4)
    place += 4
    if first == CONTINUATION:
        first = source.file.read(4)
        place += 4
    length = int.from_bytes(first, "little")
    if length > min(MAX_MESSAGE_BYTES, size - place):
        raise ValueError(f"a message of {length:,} bytes")
    if length == 0:
        return b"", place, place
    message = source.file.read(length)
    at = _field_offset(message, _root_offset(message), 3)
    body = 0 if at is None else _unpack_number("<q", message, at)
    if not 0 <= body <= size - place - length:
        raise ValueError(f"a body of {body:,} bytes reaches beyond its end")
    return message, place + length, place + length + body


def _unpack_number(kind: str, message: bytes, place: int) -> Any:
    if place < 0:
        raise ValueError("a message points before its begin")
    return struct.unpack_from(kind, message, place)[0]


def _root_offset(message: bytes) -> int:
    return int(_unpack_number("<I", message, 0))


def _field_offset(message: bytes, table: int, number: int) -> int | None:
    """Return where a field of a flatbuffer's table lies, if it is there."""
    kinds = table - _unpack_number("<i", message, table)
    if 4 + 2 * number + 2 > _unpack_number("<H", message, kinds):
        return None
    offset = _unpack_number("<H", message, kinds + 4 + 2 * number)
    return table + offset if offset else None


def _table_offset(message: bytes, table: int, number: int) -> int | None:
    place = _field_offset(message, table, number)
    return None if place is None else place + _unpack_number("<I", message, place)


def _iter_structs(message: bytes, table: int, number: int, kind: str) -> Iterator[tuple[Any, ...]]:
    """Yield the structs of a vector."""
    start = _table_offset(message, table, number)
    if start is None:
        return
    length = _unpack_number("<I", message, start) * struct.calcsize(kind)
    if start + 4 + length > len(message):
        raise ValueError("a message has more parts than room")
    yield from struct.iter_unpack(kind, message[start + 4 : start + 4 + length])
