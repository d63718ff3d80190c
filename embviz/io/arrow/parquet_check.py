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

LONGEST_HEADER = 1 << 20
# In memory it is a hundred times larger.
LONGEST_END = 3_000_000
MOST_PAGES = 1_000_000
DEEPEST = 16
DATA, DICTIONARY, DATA_2 = 5, 7, 8
# Each text repeats the begin of the one before: a page of nothing becomes one of any size.
DELTA_BYTE_ARRAY = 7
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12


@dataclass(frozen=True)
class _Column:
    """What the end of a file says of a part of a column."""

    path: tuple[str, ...]
    rows: int
    values: int
    begin: int
    end: int


def check_pages(source: Source, columns: Collection[str]) -> None:
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
    limits = source.reading.limits
    values = unpacked = pages = 0
    for column in _columns(read_end(source), size):
        if column.path[0] not in columns:
            continue
        found, place = 0, column.begin
        while place < column.end and found < column.values:
            header, place = _header(source, place)
            place += header[3]
            pages += 1
            if header[2] < 0 or header[3] < 0 or place > column.end or pages > MOST_PAGES:
                raise ValueError(f"a page of column {column.path[0]!r} does not fit")
            unpacked += header[2]
            kept: dict[int, Any] = next(
                (header[part] for part in (DATA, DATA_2) if part in header), {}
            )
            if kept.get(2 if DATA in header else 4) == DELTA_BYTE_ARRAY:
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


def read_end(source: Source) -> dict[int, Any]:
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
    if length > LONGEST_END:
        raise FormatError(
            source.name,
            f"Its end describes its columns in {length:,} bytes; {LONGEST_END:,} are the limit "
            "here.",
            "Save the numbers of a word as one list, or download it again.",
        )
    source.file.seek(size - 8 - length)
    end = _Compact(source.file.read(length)).struct()
    if not isinstance(end.get(3), int) or end[3] < 0:
        raise ValueError("its end does not say how many rows it has")
    source.reading.limits.check_shape(source.name, end[3], 1)
    return end


def _columns(end: dict[int, Any], size: int) -> Iterator[_Column]:
    rows = 0
    for group in end.get(4, []):
        rows += group[3]
        for chunk in group[1]:
            about = chunk[3]
            begin = about[9]
            if 0 < about.get(11, 0) < begin:
                begin = about[11]
            path = tuple(part.decode() for part in about[3])
            column = _Column(path, group[3], about[5], begin, begin + about[7])
            if not path or not 0 <= begin <= column.end <= size:
                raise ValueError("a column lies outside of the file")
            yield column
    if rows != end[3]:
        raise ValueError("its parts have other than all rows")


def _header(source: Source, place: int) -> tuple[dict[int, Any], int]:
    """Return the fields of the page header at `place`, and where it ends."""
    for length in (1 << 12, LONGEST_HEADER):
        source.file.seek(place)
        reader = _Compact(source.file.read(length))
        try:
            header = reader.struct()
        except IndexError:
            continue
        if isinstance(header.get(2), int) and isinstance(header.get(3), int):
            return header, place + reader.place
        break
    raise ValueError("a page does not say how large it is")


class _Compact:
    """Reads Thrift's compact protocol, as far as page headers need it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Return the fields of a struct by their numbers."""
        if depth > DEEPEST:
            raise ValueError("its parts are nested too deep")
        fields: dict[int, Any] = {}
        number = 0
        while kind := self._byte():
            number = number + (kind >> 4) if kind >> 4 else self._integer()
            fields[number] = self._value(kind & 15, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if _BYTE < kind < _DOUBLE:
            return self._integer()
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind in (_LIST, _SET):
            return self._list(depth)
        length = {_BYTE: 1, _DOUBLE: 8}.get(kind)
        if length is None and kind != _BINARY:
            raise ValueError("a part of it is of an unknown kind")
        length = self._unsigned() if length is None else length
        self.place += length
        if self.place > len(self.content):
            raise IndexError("a part of it reaches beyond its end")
        return self.content[self.place - length : self.place]

    def _list(self, depth: int) -> list[Any]:
        first = self._byte()
        count = first >> 4 if first >> 4 < 15 else self._unsigned()
        kind = first & 15
        if count > len(self.content) - self.place:
            raise IndexError("a list of it reaches beyond its end")
        if kind in (_TRUE, _FALSE):
            return [self._byte() == _TRUE for _ in range(count)]
        return [self._value(kind, depth + 1) for _ in range(count)]

    def _byte(self) -> int:
        self.place += 1
        return self.content[self.place - 1]

    def _unsigned(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128 or shift > 70:
                return number

    def _integer(self) -> int:
        number = self._unsigned()
        return number >> 1 ^ -(number & 1)
