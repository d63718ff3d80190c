"""Lists of words, with a group for each or without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from embviz.io.archives.decompress import open_decompressed
from embviz.io.errors import FormatError, shorten
from embviz.io.json.reader import is_json
from embviz.io.magic import HEAD_BYTES, reject_non_embeddings
from embviz.io.options import LoadOptions
from embviz.io.source import FilePath, Source, open_source
from embviz.io.summary import Occurrences
from embviz.io.text.columns import ID_NAME, TOKEN_NAMES
from embviz.io.text.csv_injection import Unescaper
from embviz.io.text.dialect import Dialect, read_records, sniff, sniff_columns

GROUP_NAMES = ("group", "category", "class", "label", "type", "kind", "topic", "theme", "tag")


@dataclass(frozen=True)
class WordList:
    """Words in the order of the file, each of them once.

    Parameters
    ----------
    name : str
        The file's name without its suffix, unless another was given.
    words : tuple of str
        The words.
    groups : tuple of str or None
        The group of each word, if the file has groups.
    notes : tuple of str
        What reading repaired, skipped or guessed, in sentences.
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
        What to read; an open file is read from its start.
    name : str, optional
        What to call the list instead of the file's own name.
    options : Reading, optional
        Which file of an archive, and limits of size.

    Returns
    -------
    WordList
        The words without repeats and, from a table, their groups.

    Raises
    ------
    FormatError
        When the file is of another kind or has no words.

    Examples
    --------
    >>> import io
    >>> read_word_list(io.BytesIO(b"new york\nparis\n")).words
    ('new york', 'paris')
    >>> read_word_list(io.BytesIO(b"word,group\ncat,animal\nblue,color\n")).groups
    ('animal', 'color')
    """
    with open_source(source, options) as outer, open_decompressed(outer) as (file, _):
        reject_non_embeddings(file.name, file.head(HEAD_BYTES))
        sample = file.sample()
        layout = sniff_columns(sample)
        order: tuple[str, ...] = ()
        notes: list[str] = []
        if len(sample) == 1:
            entries = _read_single_line(file)
        elif (dim := sniff(sample).dim) > 1:
            raise FormatError(
                file.name,
                f"This looks like vectors, not a list of words: most lines hold {dim} numbers.",
                "Load it as an embedding.",
            )
        elif layout:
            entries = _read_two_columns(file, layout)
            if order := _parse_header(sample[0], layout):
                next(entries)
                notes.append("Line 1 was taken as the header row.")
                if order[0] != "word":
                    entries = ((line, word, group) for line, group, word in entries)
        else:
            entries = _read_lines(file)

        groups: dict[str, str] = {}
        line_of: dict[str, int] = {}
        repeats = Occurrences()
        for line, word, group in entries:
            if word in groups:
                first = line_of[word]
                repeats.add(f"{shorten(word)!r} (line {line}, first on line {first})")
            elif word:
                groups[word] = group
                line_of[word] = line
        if not groups:
            raise FormatError(file.name, "It holds no words.", "Write one word on each line.")
        notes += repeats.notes("Words that occur again, the first was kept: {}.")
        grouped = layout and len(sample) > 1 and "id" not in order
        columns = {"group": tuple(groups.values())} if grouped else {}
        plain = Unescaper(tuple(groups), columns) if order else None
        return WordList(
            name=file.stem if name is None else name,
            words=tuple(plain.tokens if plain else groups),
            groups=tuple((plain.labels if plain else columns)["group"]) if columns else None,
            notes=(*notes, *(plain.notes if plain else ()), *file.notes()),
        )


def is_word_list(source: FilePath | BinaryIO, options: LoadOptions | None = None) -> bool:
    r"""Tell from a file's first lines whether it is a list of words rather than vectors.

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
                head = file.head(HEAD_BYTES)
                if is_json(head):
                    return False
                reject_non_embeddings(file.name, head)
                sample = file.sample()
        except FormatError:
            return False
        finally:
            outer.file.seek(0)
    columns = sniff_columns(sample)
    return sniff(sample).dim == 0 or (
        columns is not None and bool(_parse_header(sample[0], columns))
    )


WordEntries = Iterator[tuple[int, str, str]]


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
    """Return what the two columns hold, where the first line says it: else nothing."""
    cells = line.decode(errors="replace").casefold().split(dialect.delimiter)
    kinds = [_heading_kind(cell.strip(' "\r\n')) for cell in cells]
    return tuple(kinds) if len(kinds) == 2 and kinds.count("word") == 1 and all(kinds) else ()


def _heading_kind(heading: str) -> str:
    """Return what stands under a heading, as far as that is known."""
    if heading in GROUP_NAMES:
        return "group"
    return "word" if heading in TOKEN_NAMES else "id" if heading == ID_NAME else ""
