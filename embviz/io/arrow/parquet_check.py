"""How much the pages of a Parquet file unpack to, found out before any of them is unpacked.

What the end of the file says of its columns is a claim; the library reads what the header of each
page says. These headers are a few numbers in Thrift's compact protocol.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from embviz.io.errors import FormatError, shorten
from embviz.io.source import Source

MAX_PAGE_HEADER_BYTES = 1 << 20
# In memory it is a hundred times larger.
MAX_FOOTER_BYTES = 3_000_000
MAX_PAGES = 1_000_000
MAX_DEPTH = 16
DATA_PAGE, DICTIONARY_PAGE, DATA_PAGE_V2 = 5, 7, 8
# Each text repeats the begin of the one before: a page of nothing becomes one of any size.
DELTA_BYTE_ARRAY = 7
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12


@dataclass(frozen=True)
class _ColumnChunk:
    """What the end of a file says of a part of a column."""

    path: tuple[str, ...]
    rows: int
    values: int
    begin: int
    end: int


def check_page_sizes(source: Source, columns: Collection[str]) -> None:
    """Refuse a file some columns of which unpack to too much, or to other than its end says.

    Parameters
    ----------
    source : Source
    columns : collection of str
        The names of those that will be read.

    Raises
    ------
    FormatError
        When they hold more than is allowed, or in a way that cannot be checked.
    ValueError, IndexError
        When a page is not as it should be, or reaches beyond the file.
    """
    size = source.size()
    limits = source.options.limits
    values = unpacked = pages = 0
    for column in _iter_column_chunks(read_footer(source), size):
        if column.path[0] not in columns:
            continue
        found, place = 0, column.begin
        while place < column.end and found < column.values:
            header, place = _read_page_header(source, place)
            place += header[3]
            pages += 1
            if header[2] < 0 or header[3] < 0 or place > column.end or pages > MAX_PAGES:
                raise ValueError(f"a page of column {column.path[0]!r} does not fit")
            unpacked += header[2]
            kept: dict[int, Any] = next(
                (header[part] for part in (DATA_PAGE, DATA_PAGE_V2) if part in header), {}
            )
            if kept.get(2 if DATA_PAGE in header else 4) == DELTA_BYTE_ARRAY:
                raise FormatError(
                    source.name,
                    f"The column {shorten(column.path[0])!r} is written as DELTA_BYTE_ARRAY, the "
                    "size of which cannot be told before it is read.",
                    "Save it again with dictionaries or plain texts.",
                )
            found += max(kept.get(1, 0), 0)
            limits.check_unpacked(source.name, max(unpacked, 4 * (values + found)), size)
        if found != column.values or found < column.rows:
            raise ValueError(f"column {column.path[0]!r} has {found:,} values")
        values += found
        limits.check_shape(source.name, 1, values)


def read_footer(source: Source) -> dict[int, Any]:
    """Return the fields of a file's end, which describes it; pyarrow dies of some that are wrong.

    Raises
    ------
    FormatError
        When it is longer than that of vectors, or they have too many rows.
    ValueError, IndexError
        When it is not as it should be.
    """
    size = source.size()
    source.file.seek(max(size - 8, 0))
    length = int.from_bytes(source.file.read(4), "little")
    if length > size - 12:
        raise ValueError("its end is missing")
    if length > MAX_FOOTER_BYTES:
        raise FormatError(
            source.name,
            f"Its end describes its columns in {length:,} bytes; {MAX_FOOTER_BYTES:,} are the limit "
            "here.",
            "Save the numbers of a word as one list, or download it again.",
        )
    source.file.seek(size - 8 - length)
    end = _ThriftReader(source.file.read(length)).read_struct()
    if not isinstance(end.get(3), int) or end[3] < 0:
        raise ValueError("its end does not say how many rows it has")
    source.options.limits.check_shape(source.name, end[3], 1)
    return end


def _iter_column_chunks(end: dict[int, Any], size: int) -> Iterator[_ColumnChunk]:
    rows = 0
    for group in end.get(4, []):
        rows += group[3]
        for chunk in group[1]:
            about = chunk[3]
            begin = about[9]
            if 0 < about.get(11, 0) < begin:
                begin = about[11]
            path = tuple(part.decode() for part in about[3])
            column = _ColumnChunk(path, group[3], about[5], begin, begin + about[7])
            if not path or not 0 <= begin <= column.end <= size:
                raise ValueError("a column lies outside of the file")
            yield column
    if rows != end[3]:
        raise ValueError("its parts have other than all rows")


def _read_page_header(source: Source, offset: int) -> tuple[dict[int, Any], int]:
    """Return the fields of the page header at `offset`, and where it ends."""
    for length in (1 << 12, MAX_PAGE_HEADER_BYTES):
        source.file.seek(offset)
        reader = _ThriftReader(source.file.read(length))
        try:
            header = reader.read_struct()
        except IndexError:
            continue
        if isinstance(header.get(2), int) and isinstance(header.get(3), int):
            return header, offset + reader.offset
        break
    raise ValueError("a page does not say how large it is")


class _ThriftReader:
    """Reads Thrift's compact protocol, as far as page headers need it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.offset = 0

    def read_struct(self, depth: int = 0) -> dict[int, Any]:
        """Return the fields of a struct by their numbers."""
        if depth > MAX_DEPTH:
            raise ValueError("its parts are nested too deep")
        fields: dict[int, Any] = {}
        number = 0
        while kind := self._read_byte():
            number = number + (kind >> 4) if kind >> 4 else self._read_zigzag()
            fields[number] = self._read_value(kind & 15, depth)
        return fields

    def _read_value(self, kind: int, depth: int) -> Any:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if _BYTE < kind < _DOUBLE:
            return self._read_zigzag()
        if kind == _STRUCT:
            return self.read_struct(depth + 1)
        if kind in (_LIST, _SET):
            return self._read_list(depth)
        length = {_BYTE: 1, _DOUBLE: 8}.get(kind)
        if length is None and kind != _BINARY:
            raise ValueError("a part of it is of an unknown kind")
        length = self._read_varint() if length is None else length
        self.offset += length
        if self.offset > len(self.content):
            raise IndexError("a part of it reaches beyond its end")
        return self.content[self.offset - length : self.offset]

    def _read_list(self, depth: int) -> list[Any]:
        first = self._read_byte()
        count = first >> 4 if first >> 4 < 15 else self._read_varint()
        kind = first & 15
        if count > len(self.content) - self.offset:
            raise IndexError("a list of it reaches beyond its end")
        if kind in (_TRUE, _FALSE):
            return [self._read_byte() == _TRUE for _ in range(count)]
        return [self._read_value(kind, depth + 1) for _ in range(count)]

    def _read_byte(self) -> int:
        self.offset += 1
        return self.content[self.offset - 1]

    def _read_varint(self) -> int:
        number = shift = 0
        while True:
            byte = self._read_byte()
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128 or shift > 70:
                return number

    def _read_zigzag(self) -> int:
        number = self._read_varint()
        return number >> 1 ^ -(number & 1)
