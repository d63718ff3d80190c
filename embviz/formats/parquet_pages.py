"""How much the pages of a Parquet file unpack to, found out before any of them is unpacked.

What the end of the file says of its columns is a claim; the library reads what the header of each
page says. These headers are a few numbers in Thrift's compact protocol.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from embviz.formats.errors import FormatError
from embviz.formats.source import Source

LONGEST_HEADER = 1 << 20
# In memory it is thirty times larger.
LONGEST_END = 8_000_000
MOST_PAGES = 1_000_000
DEEPEST = 8
DATA, DICTIONARY, DATA_2 = 5, 7, 8
# Each text repeats the begin of the one before: a page of nothing becomes one of any size.
DELTA_BYTE_ARRAY = 7
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12


def check_end(source: Source) -> None:
    """Refuse a file the end of which describes more than vectors have.

    Raises
    ------
    FormatError
    """
    size = source.size()
    source.file.seek(max(size - 8, 0))
    length = int.from_bytes(source.file.read(4), "little")
    if LONGEST_END < length <= size:
        raise FormatError(
            source.name,
            f"Its end describes its columns in {length:,} bytes; {LONGEST_END:,} are the limit "
            "here.",
            "Save the numbers of a word as one list, or download it again.",
        )


def check_pages(source: Source, metadata: Any, columns: Collection[str]) -> None:
    """Refuse a file some columns of which unpack to too much, or to other than its end says.

    Parameters
    ----------
    source : Source
    metadata : pyarrow.parquet.FileMetaData
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
    limits.check_shape(source.name, metadata.num_rows, 1)
    values = unpacked = pages = 0
    for i in range(metadata.num_row_groups):
        group = metadata.row_group(i)
        for j in range(group.num_columns):
            column = group.column(j)
            # A name may hold dots, and so may the path of a part of it.
            parts = column.path_in_schema.split(".")
            if not any(".".join(parts[: k + 1]) in columns for k in range(len(parts))):
                continue
            found = 0
            place, end = _span(column, size)
            while place < end and found < column.num_values:
                header, place = _header(source, place)
                place += header[3]
                pages += 1
                if header[2] < 0 or header[3] < 0 or place > end or pages > MOST_PAGES:
                    raise ValueError(f"a page of column {column.path_in_schema!r} does not fit")
                unpacked += header[2]
                kept: dict[int, Any] = next(
                    (header[part] for part in (DATA, DATA_2) if part in header), {}
                )
                if kept.get(2 if DATA in header else 4) == DELTA_BYTE_ARRAY:
                    raise FormatError(
                        source.name,
                        f"The column {column.path_in_schema!r} is written as DELTA_BYTE_ARRAY, "
                        "the size of which cannot be told before it is read.",
                        "Save it again with dictionaries or plain texts.",
                    )
                found += max(kept.get(1, 0), 0)
                limits.check_unpacked(source.name, max(unpacked, 4 * (values + found)), size)
            if found != column.num_values or found < group.num_rows:
                raise ValueError(f"column {column.path_in_schema!r} has {found:,} values")
            values += found
            limits.check_shape(source.name, 1, values)


def _span(column: Any, size: int) -> tuple[int, int]:
    """Return where the pages of a column begin and end."""
    begin = column.data_page_offset
    if column.dictionary_page_offset and column.dictionary_page_offset < begin:
        begin = column.dictionary_page_offset
    end = begin + column.total_compressed_size
    if not 0 <= begin <= end <= size:
        raise ValueError("a column lies outside of the file")
    return begin, end


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
            raise ValueError("a page header is nested too deep")
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
            raise ValueError("a page header holds a list")
        length = {_BYTE: 1, _DOUBLE: 8}.get(kind)
        if length is None and kind != _BINARY:
            raise ValueError("a page header of an unknown kind")
        length = self._unsigned() if length is None else length
        self.place += length
        return None

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
