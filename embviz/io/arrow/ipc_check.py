"""Check how much an Arrow file decompresses to, without decompressing it.

Arrow's library trusts the file, and a compressed buffer may grow ten-thousandfold. The first bytes
of each buffer are its decompressed size. The positions of the buffers are in the messages, which
are flatbuffers of a few fields.
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
    """Check the decompressed size of a file, and return the number of rows that it claims.

    Raises
    ------
    FormatError
        If the size or the number of rows is too large.
    ValueError, struct.error
        If a message is damaged, or extends beyond the end of the file.
    """
    size = source.size()
    rows = unpacked = 0
    for message, body in _iter_messages(source, size):
        kind = _field_offset(message, _root_offset(message), 1)
        header = _table_offset(message, _root_offset(message), 2)
        if kind is None or message[kind] not in (RECORD_BATCH, DICTIONARY) or header is None:
            continue
        if message[kind] == DICTIONARY:
            header = _table_offset(message, header, 1)
        elif (length := _field_offset(message, header, 0)) is not None:
            rows += _unpack_number("<q", message, length)
        if header is None or rows < 0:
            raise ValueError("a message says nothing of its rows")
        is_compressed = _table_offset(message, header, 3) is not None
        for begin, length in _iter_structs(message, header, 2, "<qq"):
            if not 0 <= begin <= size - body or not 0 <= length <= size - body - begin:
                raise ValueError("a part of it lies outside of the file")
            source.file.seek(body + begin)
            claimed = UNCOMPRESSED
            if is_compressed and length >= 8:
                claimed = struct.unpack("<q", source.file.read(8))[0]
            unpacked += length if claimed == UNCOMPRESSED else max(claimed, 0)
        source.options.limits.check_shape(source.name, rows, 1)
        source.options.limits.check_unpacked(source.name, unpacked, size)
    return rows


def is_stream(source: Source) -> bool:
    """Return whether the file is a stream of messages, without a footer that lists them."""
    return source.head(6) != MAGIC


def _iter_messages(source: Source, size: int) -> Iterator[tuple[bytes, int]]:
    """Yield each message, and the offset of its body."""
    if not is_stream(source):
        yield from _iter_footer_messages(source, size)
        return
    offset = 0
    while offset + 4 <= size:
        message, body, offset = _read_message(source, offset, size)
        if not message:
            return
        yield message, body


def _iter_footer_messages(source: Source, size: int) -> Iterator[tuple[bytes, int]]:
    """Yield the messages that the footer lists."""
    source.file.seek(max(size - 10, 0))
    length = int.from_bytes(source.file.read(4), "little")
    if not 0 < length <= min(MAX_MESSAGE_BYTES, size - 10) or source.file.read(6) != MAGIC:
        raise ValueError("its end is missing")
    source.file.seek(size - 10 - length)
    footer = source.file.read(length)
    for number in (2, 3):
        for offset, head, body in _iter_structs(footer, _root_offset(footer), number, "<qi4xq"):
            if not 0 <= offset <= size:
                raise ValueError("its end points outside of it")
            message, begin, end = _read_message(source, offset, size)
            # The library uses the lengths in the footer, so they must be those checked here.
            if not message or begin != offset + head or end != begin + body:
                raise ValueError("its end says other than its parts")
            yield message, begin


def _read_message(source: Source, offset: int, size: int) -> tuple[bytes, int, int]:
    """Return the message at an offset, and the offsets of its body and of the body's end."""
    source.file.seek(offset)
    prefix = source.file.read(4)
    offset += 4
    if prefix == CONTINUATION:
        prefix = source.file.read(4)
        offset += 4
    length = int.from_bytes(prefix, "little")
    if length > min(MAX_MESSAGE_BYTES, size - offset):
        raise ValueError(f"a message of {length:,} bytes")
    if length == 0:
        return b"", offset, offset
    message = source.file.read(length)
    field = _field_offset(message, _root_offset(message), 3)
    body = 0 if field is None else _unpack_number("<q", message, field)
    if not 0 <= body <= size - offset - length:
        raise ValueError(f"a body of {body:,} bytes reaches beyond its end")
    return message, offset + length, offset + length + body


def _unpack_number(code: str, message: bytes, offset: int) -> Any:
    if offset < 0:
        raise ValueError("a message points before its begin")
    return struct.unpack_from(code, message, offset)[0]


def _root_offset(message: bytes) -> int:
    return int(_unpack_number("<I", message, 0))


def _field_offset(message: bytes, table: int, number: int) -> int | None:
    """Return the offset of a field of a flatbuffer's table, or None if it is absent."""
    vtable = table - _unpack_number("<i", message, table)
    if 4 + 2 * number + 2 > _unpack_number("<H", message, vtable):
        return None
    offset = _unpack_number("<H", message, vtable + 4 + 2 * number)
    return table + offset if offset else None


def _table_offset(message: bytes, table: int, number: int) -> int | None:
    offset = _field_offset(message, table, number)
    return None if offset is None else offset + _unpack_number("<I", message, offset)


def _iter_structs(message: bytes, table: int, number: int, code: str) -> Iterator[tuple[Any, ...]]:
    """Yield the structs of a vector; `code` is their format in the struct module."""
    start = _table_offset(message, table, number)
    if start is None:
        return
    length = _unpack_number("<I", message, start) * struct.calcsize(code)
    if start + 4 + length > len(message):
        raise ValueError("a message has more parts than room")
    yield from struct.iter_unpack(code, message[start + 4 : start + 4 + length])
