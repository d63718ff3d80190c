"""Which columns of a table hold tokens, labels and numbers, judged by its first records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embviz.io.errors import shorten
from embviz.io.options import Note
from embviz.io.summary import MAX_LISTED, Occurrences
from embviz.io.text.numbers import NUMBER_LIKE

# A column headed like this holds the tokens, whatever is in it ...
SURE_TOKEN_NAMES = ("token", "word")
# ... and one headed like this if it holds text: "label" may as well be the number of a class.
TOKEN_NAMES = (*SURE_TOKEN_NAMES, "term", "name", "text", "label")
# What embviz exports beside the words: a number that says nothing of what they mean.
ID_NAME = "token id"

Records = Sequence[Sequence[str]]


@dataclass(frozen=True)
class ColumnRoles:
    """What the columns hold, by their places; `token` is None where no column holds the tokens."""

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
    """Tell the columns apart.

    Parameters
    ----------
    head : sequence of sequence of str
        The first records of the table, a header row among them if there is one.
    has_external_tokens : bool
        Whether a table of numbers only may be one whose tokens stand in another file.
    header : bool, optional
        Whether the first record names the columns; judged by the content without it.
    token_column : int, optional
        The column of the tokens, counted from 1; judged by the content without it.

    Examples
    --------
    >>> find_columns([["word", "kind", "x"], ["cat", "pet", "0.8"], ["cow", "farm", "0.2"]])
    Columns(has_header=True, token=0, numbers=[2], labels={'kind': 1}, notes=[...])
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
        found = "Line 1 was taken as the header row."
        notes.append(Note(found, line=1, choices=() if header else ("header",)))
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
        found = "No column holds text, so the first was taken as the tokens."
        notes.append(Note(found, choices=("token_column",)))
    elif token is not None and token_column is None and len(text) > 1:
        found = f"Column {token + 1} was taken as the tokens."
        notes.append(Note(found, choices=("token_column",)))
    if ids := [place for place in numeric if names[place].casefold() == ID_NAME]:
        numeric = [place for place in numeric if place not in ids]
        notes += _note_columns(
            "Column {} holds token ids, and was left out.", [str(i + 1) for i in ids]
        )
    if has_header and not names[0] and numeric[:1] == [0] and token:
        numeric = numeric[1:]
        notes.append("Column 1 is numbered but has no name: taken as row numbers, and left out.")
    run = find_numbered_columns(names, [place for place in numeric if place != token])
    beside = sorted(set(numeric) - set(run) - {token}) if run else []
    if beside:
        notes += _note_columns(
            f"Column {{}} holds numbers, but is none of the {len(run)} columns counted like "
            f"{shorten(names[run[0]])}: kept as labels.",
            [f"{place + 1} ({shorten(names[place])})" for place in beside],
        )
    aside = set(beside)
    numeric = [place for place in numeric if place not in aside]
    places = [place for place in text if place != token]
    unique = unique_names(names)
    labels = {unique[place]: place for place in places}
    if not has_header and len(places) == 1:
        labels = {"group": places[0]}
    notes += _note_columns(
        "Column {} holds text, and was kept as labels.",
        [f"{place + 1} ({shorten(name)})" for name, place in labels.items()],
    )
    labels |= {unique[place]: place for place in beside}
    return ColumnRoles(
        has_header, token, [place for place in numeric if place != token], labels, notes
    )


def _note_columns(sentence: str, columns: Sequence[str]) -> list[str]:
    """Say something of each of a few columns, or once of many."""
    if len(columns) <= MAX_LISTED:
        # What is in brackets is a name, which may hold braces.
        return [sentence.replace("{}", column) for column in columns]
    listing = Occurrences()
    for column in columns:
        listing.add(column)
    plural = sentence.replace("Column ", "Columns ", 1)
    return [plural.replace("{}", listed) for listed in listing.notes("{}")]


def embviz_header_dim(header: Sequence[str]) -> int:
    """Return dim if this is the header that embviz writes: token, labels, d0, d1 and so on."""
    last = re.fullmatch(r"d(\d{1,9})", header[-1], re.ASCII)
    dim = int(last[1]) + 1 if last else 0
    own = header[0] == "token" and header[-dim:] == [f"d{i}" for i in range(min(dim, len(header)))]
    return dim if own else 0


def _has_header(head: Records) -> bool:
    if len(head) < 2:
        return False
    first = [cell.strip(" \t") for cell in head[0]]
    named = [cell for cell in first if cell.casefold() in TOKEN_NAMES]
    # A data frame's own numbers: ",0,1,2" or "word,0,1,2".
    counted = [cell for cell in first if cell and cell not in named]
    if len(counted) > 1 and counted == [str(i) for i in range(len(counted))]:
        return True
    numeric, _ = _classify_columns(head[1:], len(first))
    over_numbers = [first[place] for place in numeric if first[place]]
    words = [cell for cell in over_numbers if not _is_number_like(cell)]
    # A single wrong cell in the first row must not turn the row into a header.
    return bool(words) and (bool(named) or len(words) > len(over_numbers) / 2)


def find_numbered_columns(names: Sequence[str], numeric: Sequence[int]) -> list[int]:
    """Return the columns that are named by one word and rising numbers, as d0, d1 and so on.

    None when there are fewer than two of them.
    """
    runs: dict[str, list[tuple[int, int]]] = {}
    for place in numeric:
        if found := re.fullmatch(r"(\D*)(\d{1,9})", names[place].strip(), re.ASCII):
            runs.setdefault(found[1], []).append((int(found[2]), place))
    longest = max(runs.values(), key=len, default=[])
    numbers = [number for number, _ in longest]
    rises = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return [place for _, place in longest] if rises and len(longest) > 1 else []


def _classify_columns(records: Records, width: int) -> tuple[list[int], list[int]]:
    """Return the columns whose cells are mostly numbers, and those of other text."""
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
    """Return a name for each column: its own, or its number if it has none or shares it.

    Examples
    --------
    >>> unique_names(["word", "", "word"])
    ['word', 'column 2', 'word (column 3)']
    """
    unique: dict[str, None] = {}  # In the order of the columns, and quick to search.
    for number, name in enumerate(names, 1):
        name = name.strip(" \t") or f"column {number}"
        while name in unique:
            name = f"{name} (column {number})"
        unique[name] = None
    return list(unique)


def _is_number_like(cell: str) -> bool:
    return NUMBER_LIKE.fullmatch(cell.encode()) is not None
