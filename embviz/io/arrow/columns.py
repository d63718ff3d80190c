"""Infer which columns of a Parquet or Arrow file are the words, the vectors and the labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from embviz.io.errors import FormatError, shorten
from embviz.io.json.keys import VECTOR_NAMES
from embviz.io.options import Note
from embviz.io.source import Source
from embviz.io.summary import MAX_LISTED, Occurrences
from embviz.io.text.columns import TOKEN_NAMES, find_numbered_columns

MAX_COLUMNS = 100_000
# The column of an unnamed pandas index.
INDEX_PREFIX = "__index_level_"


@dataclass(frozen=True)
class ArrowColumnRoles:
    """The names of the columns by their role.

    Attributes
    ----------
    token : str or None
        The column of the words.
    vectors : str or None
        The column of the vectors as lists; None if each of `dimensions` is a column.
    dimensions, labels : sequence of str
    text_columns : frozenset of str
        All columns of text.
    notes : sequence of str
    """

    token: str | None
    vectors: str | None
    dimensions: Sequence[str]
    labels: Sequence[str]
    text_columns: frozenset[str]
    notes: Sequence[str]

    def column_names(self) -> list[str]:
        """Return the columns to read."""
        single = [name for name in (self.token, self.vectors) if name is not None]
        return [*single, *self.dimensions, *self.labels]


def find_arrow_columns(
    source: Source, schema: Any, *, has_external_tokens: bool
) -> ArrowColumnRoles:
    """Infer the roles of the columns of a pyarrow schema.

    Raises
    ------
    FormatError
        If there are no words or no numbers, or several columns could be the vectors.
    """
    if len(schema.names) > MAX_COLUMNS:
        raise FormatError(
            source.name, f"It has more than {MAX_COLUMNS:,} columns.", "Save the numbers as lists."
        )
    if len(set(schema.names)) < len(schema.names):
        raise FormatError(source.name, "Two of its columns have one name.", "Rename one of them.")
    types = list(zip(schema.names, schema.types, strict=True))
    text = [name for name, kind in types if is_text(kind)]
    lists = [name for name, kind in types if is_list(kind) and is_number(kind.value_type)]
    numbers = [
        name for name, kind in types if is_number(kind) and not name.startswith(INDEX_PREFIX)
    ]
    notes: list[str] = []
    token = _find_token_column(source, schema, text, notes)
    if token is None and not has_external_tokens:
        raise FormatError(
            source.name,
            "No column holds text, so nothing names the rows.",
            "Add a column of words, or give the words in a second file.",
        )
    vectors = _find_vector_column(source, lists, notes) if lists else None
    label_numbers = numbers if lists else _find_label_numbers(numbers, notes)
    dimensions = [] if lists else [name for name in numbers if name not in set(label_numbers)]
    if vectors is None and not dimensions:
        raise FormatError(
            source.name, "No column holds numbers.", "Give each word the numbers of its row."
        )
    labels = [name for name in (*text, *label_numbers) if name != token]
    used = {token, vectors, *labels, *dimensions}
    unused = Occurrences(
        repr(shorten(name))
        for name in schema.names
        if name not in used and not name.startswith(INDEX_PREFIX)
    )
    notes += unused.notes(
        "Columns that are neither words, labels nor the vectors were left out: {}."
    )
    return ArrowColumnRoles(token, vectors, dimensions, labels, frozenset(text), notes)


def _find_token_column(
    source: Source, schema: Any, text: list[str], notes: list[str]
) -> str | None:
    number = source.options.token_column
    if number is not None and 1 <= number <= len(schema.names) and schema.names[number - 1] in text:
        return str(schema.names[number - 1])
    named = [column for name in TOKEN_NAMES for column in text if column.casefold() == name]
    index = [column for column in text if column.startswith(INDEX_PREFIX)]
    token = next(iter([*named, *index, *text]), None)
    if len(text) > 1:
        guess = f"The column {shorten(str(token))!r} was taken as the tokens."
        notes.append(Note(guess, choices=("token_column",)))
    return token


def _find_vector_column(source: Source, lists: list[str], notes: list[str]) -> str:
    named = [column for name in VECTOR_NAMES for column in lists if column.casefold() == name]
    selected = source.options.member if source.options.member in lists else None
    if selected is None and not named and len(lists) > 1:
        raise FormatError(
            source.name,
            f"{len(lists)} columns hold lists of numbers.",
            "Choose one of them.",
            choices=("member",),
            members=tuple(lists),
        )
    vectors = selected or next(iter([*named, *lists]))
    choices = ("member",) if len(lists) > 1 else ()
    notes.append(Note(f"The vectors are the column {shorten(vectors)!r}.", choices=choices))
    return vectors


def _find_label_numbers(numbers: Sequence[str], notes: list[str]) -> list[str]:
    """Return the columns of numbers beside numbered columns like d0, d1 and so on."""
    dimensions = [numbers[i] for i in find_numbered_columns(numbers, range(len(numbers)))]
    if not dimensions:
        return []
    others = [name for name in numbers if name not in set(dimensions)]
    for name in others[:MAX_LISTED]:
        notes.append(
            f"The column {shorten(name)!r} holds numbers, but is none of the {len(dimensions)} "
            f"columns counted like {shorten(dimensions[0])}: kept as labels."
        )
    return others


def is_text(kind: Any) -> bool:
    """Return whether a type is text, or a dictionary of texts."""
    import pyarrow.types as types

    value = kind.value_type if types.is_dictionary(kind) else kind
    return bool(
        types.is_string(value) or types.is_large_string(value) or types.is_string_view(value)
    )


def is_list(kind: Any) -> bool:
    """Return whether a type is a list."""
    import pyarrow.types as types

    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def is_number(kind: Any) -> bool:
    """Return whether a type is an integer or a floating-point number."""
    import pyarrow.types as types

    return bool(types.is_floating(kind) or types.is_integer(kind))
