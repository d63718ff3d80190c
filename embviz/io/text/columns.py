"""Infer from the first records of a table which columns are tokens, labels and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embviz.io.errors import shorten
from embviz.io.options import Note
from embviz.io.summary import MAX_LISTED, Occurrences
from embviz.io.text.numbers import NUMBER_LIKE

# The names of token columns with any content ...
SURE_TOKEN_NAMES = ("token", "word")
# ... and of token columns if they contain text: "label" may as well be the number of a class.
TOKEN_NAMES = (*SURE_TOKEN_NAMES, "term", "name", "text", "label")
# A column of tables that embviz exports, which is neither a label nor a dimension.
ID_NAME = "token id"

Records = Sequence[Sequence[str]]


@dataclass(frozen=True)
class ColumnRoles:
    """The indices of the columns by their role; `token` is None without a column of tokens."""

    has_header: bool
    token: int | None
    dimensions: Sequence[int]
    labels: dict[str, int]
    notes: Sequence[str]


def find_columns(
    head: Records,
    *,
    has_external_tokens: bool = False,
    header: bool | None = None,
    token_column: int | None = None,
) -> ColumnRoles:
    """Infer the roles of the columns.

    Parameters
    ----------
    head : sequence of sequence of str
        The first records of the table, including the header row if there is one.
    has_external_tokens : bool
        Whether the tokens of a table of numbers may be in another file.
    header : bool, optional
        Whether the first record names the columns; inferred by default.
    token_column : int, optional
        The column of the tokens, counted from 1; inferred by default.

    Examples
    --------
    >>> find_columns([["word", "kind", "x"], ["cat", "pet", "0.8"], ["cow", "farm", "0.2"]])
    ColumnRoles(has_header=True, token=0, dimensions=[2], labels={'kind': 1}, notes=[...])
    """
    first = [cell.strip(" \t") for cell in head[0]]
    if header is None and token_column is None and (dim := embviz_header_dim(first)):
        labels = {name: place for place, name in enumerate(unique_names(first[1:-dim]), 1)}
        return ColumnRoles(True, 0, range(len(first) - dim, len(first)), labels, [])

    has_header = _has_header(head) if header is None else header
    names = first if has_header else [""] * len(first)
    numeric, text = _classify_columns(head[has_header:], len(first))
    notes: list[str] = []
    if has_header:
        choices = () if header else ("header",)
        notes.append(Note("Line 1 was taken as the header row.", line=1, choices=choices))
    empty = sorted(set(range(len(first))) - set(numeric) - set(text))
    notes += _note_columns(
        "Column {} is empty, and was left out.", [str(place + 1) for place in empty]
    )

    if token_column is not None and 1 <= token_column <= len(first):
        token: int | None = token_column - 1
    else:
        token = _find_token_column([name.casefold() for name in names], text)
    if token is None and not has_external_tokens:
        token = 0
        guess = "No column holds text, so the first was taken as the tokens."
        notes.append(Note(guess, choices=("token_column",)))
    elif token is not None and token_column is None and len(text) > 1:
        guess = f"Column {token + 1} was taken as the tokens."
        notes.append(Note(guess, choices=("token_column",)))
    if ids := [place for place in numeric if names[place].casefold() == ID_NAME]:
        numeric = [place for place in numeric if place not in ids]
        notes += _note_columns(
            "Column {} holds token ids, and was left out.", [str(place + 1) for place in ids]
        )
    if has_header and not names[0] and numeric[:1] == [0] and token:
        numeric = numeric[1:]
        notes.append("Column 1 is numbered but has no name: taken as row numbers, and left out.")

    numbered = find_numbered_columns(names, [place for place in numeric if place != token])
    extra = sorted(set(numeric) - set(numbered) - {token}) if numbered else []
    if extra:
        notes += _note_columns(
            f"Column {{}} holds numbers, but is none of the {len(numbered)} columns counted like "
            f"{shorten(names[numbered[0]])}: kept as labels.",
            [f"{place + 1} ({shorten(names[place])})" for place in extra],
        )
    dimensions = [place for place in numeric if place != token and place not in set(extra)]

    unique = unique_names(names)
    places = [place for place in text if place != token]
    labels = {unique[place]: place for place in places}
    if not has_header and len(places) == 1:
        labels = {"group": places[0]}
    notes += _note_columns(
        "Column {} holds text, and was kept as labels.",
        [f"{place + 1} ({shorten(name)})" for name, place in labels.items()],
    )
    labels |= {unique[place]: place for place in extra}
    return ColumnRoles(has_header, token, dimensions, labels, notes)


def _note_columns(sentence: str, columns: Sequence[str]) -> list[str]:
    """Return a note on each of a few columns, or one note on many."""
    if len(columns) <= MAX_LISTED:
        return [sentence.replace("{}", column) for column in columns]
    return Occurrences(columns).notes(sentence.replace("Column ", "Columns ", 1))


def embviz_header_dim(header: Sequence[str]) -> int:
    """Return dim for the header that embviz writes (token, labels, d0, d1 and so on), or 0."""
    last = re.fullmatch(r"d(\d{1,9})", header[-1], re.ASCII)
    dim = int(last[1]) + 1 if last else 0
    names = [f"d{i}" for i in range(min(dim, len(header)))]
    return dim if header[0] == "token" and header[-dim:] == names else 0


def _has_header(head: Records) -> bool:
    if len(head) < 2:
        return False
    first = [cell.strip(" \t") for cell in head[0]]
    named = [cell for cell in first if cell.casefold() in TOKEN_NAMES]
    # The default column names of a data frame: ",0,1,2" or "word,0,1,2".
    others = [cell for cell in first if cell and cell not in named]
    if len(others) > 1 and others == [str(i) for i in range(len(others))]:
        return True
    numeric, _ = _classify_columns(head[1:], len(first))
    headings = [first[place] for place in numeric if first[place]]
    words = [cell for cell in headings if not _is_number_like(cell)]
    # A single wrong cell in the first row does not make it a header.
    return bool(words) and (bool(named) or len(words) > len(headings) / 2)


def find_numbered_columns(names: Sequence[str], numeric: Sequence[int]) -> list[int]:
    """Return the columns that are named by a prefix and consecutive numbers: d0, d1 and so on.

    The list is empty if there are fewer than two of them.
    """
    runs: dict[str, list[tuple[int, int]]] = {}
    for place in numeric:
        if match := re.fullmatch(r"(\D*)(\d{1,9})", names[place].strip(), re.ASCII):
            runs.setdefault(match[1], []).append((int(match[2]), place))
    longest = max(runs.values(), key=len, default=[])
    if len(longest) < 2:
        return []
    numbers = [number for number, _ in longest]
    is_consecutive = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return [place for _, place in longest] if is_consecutive else []


def _classify_columns(records: Records, width: int) -> tuple[list[int], list[int]]:
    """Return the columns with at least as many numbers as other texts, and those of text."""
    numeric, text = [], []
    for place in range(width):
        cells = [record[place] for record in records if len(record) > place]
        filled = [cell for cell in cells if cell.strip(" \t")]
        if 2 * sum(map(_is_number_like, filled)) >= len(filled) > 0:
            numeric.append(place)
        elif filled:
            text.append(place)
    return numeric, text


def _find_token_column(names: Sequence[str], text: Sequence[int]) -> int | None:
    by_name = {names[place]: place for place in reversed(text)}
    for name in TOKEN_NAMES:
        if name in SURE_TOKEN_NAMES and name in names:
            return names.index(name)
        if name in by_name:
            return by_name[name]
    return text[0] if text else None


def unique_names(names: Sequence[str]) -> list[str]:
    """Return a name for each column: its own, with its number if the name is missing or repeated.

    Examples
    --------
    >>> unique_names(["word", "", "word"])
    ['word', 'column 2', 'word (column 3)']
    """
    unique: dict[str, None] = {}  # An ordered set.
    for number, name in enumerate(names, 1):
        name = name.strip(" \t") or f"column {number}"
        while name in unique:
            name = f"{name} (column {number})"
        unique[name] = None
    return list(unique)


def _is_number_like(cell: str) -> bool:
    return NUMBER_LIKE.fullmatch(cell.encode()) is not None
