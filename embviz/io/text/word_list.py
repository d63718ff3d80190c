"""Read lists of words, with or without a group for each word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from embviz.io.archives.decompress import open_decompressed
from embviz.io.errors import FormatError, shorten
from embviz.io.json.reader import is_json
from embviz.io.magic import HEAD_BYTES, reject_non_embeddings
from embviz.io.options import LoadOptions
from embviz.io.source import FilePath, Source, open_source
from embviz.io.summary import Occurrences
from embviz.io.text.columns import ID_NAME, TOKEN_NAMES
from embviz.io.text.dialect import Dialect, read_records, sniff, sniff_columns

GROUP_NAMES = ("group", "category", "class", "label", "type", "kind", "topic", "theme", "tag")


@dataclass(frozen=True)
class WordList:
    """Words in the order of the file, without repeats.

    Attributes
    ----------
    name : str
        The file's name without its suffix, or the name given to `read_word_list`.
    words : tuple of str
    groups : tuple of str or None
        The group of each word, if the file has groups.
    notes : tuple of str
        Sentences on what was repaired, skipped or guessed.
    """

    name: str
    words: tuple[str, ...]
    groups: tuple[str, ...] | None
    notes: tuple[str, ...]


def read_word_list(
    source: FilePath | BinaryIO, *, name: str | None = None, options: LoadOptions | None = None
) -> WordList:
    r"""Read a list of words: one on each line, or all on one line, or a table of word and group.

    Parameters
    ----------
    source : str, PathLike or binary file
        An open file is read from its start.
    name : str, optional
        The name of the list; by default the file's name without its suffix.
    options : LoadOptions, optional
        Only `member` and `limits` are used.

    Returns
    -------
    WordList
        The words without repeats and, from a table, their groups.

    Raises
    ------
    FormatError
        If the file is of another kind or has no words.

    Examples
    --------
    >>> import io
    >>> read_word_list(io.BytesIO(b"new york\nparis\n")).words
    ('new york', 'paris')
    >>> read_word_list(io.BytesIO(b"word,group\ncat,animal\nblue,color\n")).groups
    ('animal', 'color')
    """
    with open_source(source, options) as outer, open_decompressed(outer) as (file, _):
        reject_non_embeddings(file)
        sample = file.sample()
        dialect = sniff_columns(sample) if len(sample) > 1 else None
        header: tuple[str, ...] = ()
        notes: list[str] = []
        if len(sample) == 1:
            entries = _read_single_line(file)
        elif (dim := sniff(sample).dim) > 1:
            raise FormatError(
                file.name,
                f"This looks like vectors, not a list of words: most lines hold {dim} numbers.",
                "Load it as an embedding.",
            )
        elif dialect:
            entries = _read_two_columns(file, dialect)
            if header := _parse_header(sample[0], dialect):
                next(entries)
                notes.append("Line 1 was taken as the header row.")
                if header[0] != "word":
                    entries = ((line, word, group) for line, group, word in entries)
        else:
            entries = _read_lines(file)

        groups: dict[str, str] = {}
        first_lines: dict[str, int] = {}
        repeats = Occurrences()
        for line, word, group in entries:
            if word in groups:
                first = first_lines[word]
                repeats.add(f"{shorten(word)!r} (line {line}, first on line {first})")
            elif word:
                groups[word] = group
                first_lines[word] = line
        if not groups:
            raise FormatError(file.name, "It holds no words.", "Write one word on each line.")
        notes += repeats.notes("Words that occur again, the first was kept: {}.")
        return WordList(
            name=file.stem if name is None else name,
            words=tuple(groups),
            groups=tuple(groups.values()) if dialect and "id" not in header else None,
            notes=(*notes, *file.notes()),
        )


def is_word_list(source: FilePath | BinaryIO, options: LoadOptions | None = None) -> bool:
    r"""Return whether the first lines of a file look like a list of words rather than vectors.

    Examples
    --------
    >>> import io
    >>> is_word_list(io.BytesIO(b"cat\ndog\n"))
    True
    >>> is_word_list(io.BytesIO(b"cat 0.8 0.2\ndog 0.7 0.3\n"))
    False
    """
    with open_source(source, options) as outer:
        try:
            with open_decompressed(outer) as (file, _):
                if is_json(file.head(HEAD_BYTES)):
                    return False
                reject_non_embeddings(file)
                sample = file.sample()
        except FormatError:
            return False
        finally:
            outer.file.seek(0)
    if sniff(sample).dim == 0:
        return True
    dialect = sniff_columns(sample)
    return dialect is not None and bool(_parse_header(sample[0], dialect))


WordEntries: TypeAlias = Iterator[tuple[int, str, str]]
"""The line, the word and the group of each entry."""


def _read_lines(file: Source) -> WordEntries:
    for number, line in file.lines():
        yield number, file.decode(line.strip(b" \t\r\n"), number), ""


def _read_single_line(file: Source) -> WordEntries:
    for number, line in file.lines():
        words = file.decode(line.strip(b" \t\r\n"), number)
        for word in re.split("[,;\t]" if re.search("[,;\t]", words) else " ", words):
            yield number, word.strip(" "), ""


def _read_two_columns(file: Source, dialect: Dialect) -> WordEntries:
    for line, cells in read_records(file, dialect):
        if len(cells) != 2:
            raise FormatError(
                file.name,
                f"Expected a word and its group, two cells; found {len(cells)}.",
                "Give every word one group, or write one word on each line without separators.",
                line=line,
            )
        first, second = (cell.strip(" \t") for cell in cells)
        yield line, first, second


def _parse_header(line: bytes, dialect: Dialect) -> tuple[str, ...]:
    """Return the roles of two columns named by the header, or () if the line is no header."""
    cells = line.decode(errors="replace").casefold().split(dialect.delimiter)
    roles = [_column_role(cell.strip(' "\r\n')) for cell in cells]
    return tuple(roles) if len(roles) == 2 and roles.count("word") == 1 and all(roles) else ()


def _column_role(heading: str) -> str:
    """Return "word", "group" or "id", or "" for an unknown heading."""
    if heading in GROUP_NAMES:
        return "group"
    return "word" if heading in TOKEN_NAMES else "id" if heading == ID_NAME else ""
