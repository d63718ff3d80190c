"""Check how much the pages of a Parquet file decompress to, without decompressing them.

The sizes in the footer are claims; the library uses the sizes in the header of each page. These
headers are a few numbers in Thrift's compact protocol.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from embviz.io.errors import FormatError, shorten
from embviz.io.source import Source

MAX_PAGE_HEADER_BYTES = 1 << 20
# In memory a footer is a hundred times larger.
MAX_FOOTER_BYTES = 3_000_000
MAX_PAGES = 1_000_000
MAX_DEPTH = 16
DATA_PAGE, DATA_PAGE_V2 = 5, 8
# Each text repeats the start of the previous one: a small page becomes one of any size.
DELTA_BYTE_ARRAY = 7
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12


@dataclass(frozen=True)
class _ColumnChunk:
    """The description of a part of a column in the footer."""

    path: tuple[str, ...]
    rows: int
    values: int
    begin: int
    end: int


def check_page_sizes(source: Source, columns: Collection[str]) -> None:
    """Check the decompressed size of columns, and that their pages agree with the footer.

    Parameters
    ----------
    source : Source
    columns : collection of str
        The names of the columns to read.

    Raises
    ------
    FormatError
        If the size is too large, or the encoding of a page cannot be checked.
    ValueError, IndexError
        If a page is damaged, or extends beyond the end of the file.
    """
    size = source.size()
    limits = source.options.limits
    values = unpacked = pages = 0
    for column in _iter_column_chunks(read_footer(source), size):
        if column.path[0] not in columns:
            continue
        n_values, offset = 0, column.begin
        while offset < column.end and n_values < column.values:
            header, offset = _read_page_header(source, offset)
            offset += header[3]
            pages += 1
            if header[2] < 0 or header[3] < 0 or offset > column.end or pages > MAX_PAGES:
                raise ValueError(f"a page of column {column.path[0]!r} does not fit")
            unpacked += header[2]
            page: dict[int, Any] = header.get(DATA_PAGE, header.get(DATA_PAGE_V2, {}))
            if page.get(2 if DATA_PAGE in header else 4) == DELTA_BYTE_ARRAY:
                raise FormatError(
                    source.name,
                    f"The column {shorten(column.path[0])!r} is written as DELTA_BYTE_ARRAY, the "
                    "size of which cannot be told before it is read.",
                    "Save it again with dictionaries or plain texts.",
                )
            n_values += max(page.get(1, 0), 0)
            limits.check_unpacked(source.name, max(unpacked, 4 * (values + n_values)), size)
        if n_values != column.values or n_values < column.rows:
            raise ValueError(f"column {column.path[0]!r} has {n_values:,} values")
        values += n_values
        limits.check_shape(source.name, 1, values)


def read_footer(source: Source) -> dict[int, Any]:
    """Return the fields of the footer; pyarrow crashes for some damaged ones.

    Raises
    ------
    FormatError
        If it is too long, or there are too many rows.
    ValueError, IndexError
        If it is damaged.
    """
    size = source.size()
    source.file.seek(max(size - 8, 0))
    length = int.from_bytes(source.file.read(4), "little")
    if length > size - 12:
        raise ValueError("its end is missing")
    if length > MAX_FOOTER_BYTES:
        raise FormatError(
            source.name,
            f"Its end describes its columns in {length:,} bytes; {MAX_FOOTER_BYTES:,} are the "
            "limit here.",
            "Save the numbers of a word as one list, or download it again.",
        )
    source.file.seek(size - 8 - length)
    footer = _ThriftReader(source.file.read(length)).read_struct()
    if not isinstance(footer.get(3), int) or footer[3] < 0:
        raise ValueError("its end does not say how many rows it has")
    source.options.limits.check_shape(source.name, footer[3], 1)
    return footer


def _iter_column_chunks(footer: dict[int, Any], size: int) -> Iterator[_ColumnChunk]:
    rows = 0
    for group in footer.get(4, []):
        rows += group[3]
        for chunk in group[1]:
            metadata = chunk[3]
            begin = metadata[9]
            if 0 < metadata.get(11, 0) < begin:  # The page of the dictionary comes first.
                begin = metadata[11]
            path = tuple(part.decode() for part in metadata[3])
            column = _ColumnChunk(path, group[3], metadata[5], begin, begin + metadata[7])
            if not path or not 0 <= begin <= column.end <= size:
                raise ValueError("a column lies outside of the file")
            yield column
    if rows != footer[3]:
        raise ValueError("its parts have other than all rows")


def _read_page_header(source: Source, offset: int) -> tuple[dict[int, Any], int]:
    """Return the fields of the page header at `offset`, and the offset of its end."""
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
    """A reader of the part of Thrift's compact protocol that Parquet uses."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.offset = 0

    def read_struct(self, depth: int = 0) -> dict[int, Any]:
        """Return the fields of a struct by their ids."""
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
