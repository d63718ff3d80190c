"""Which columns of a Parquet or Arrow file hold the words, the numbers, and labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from embviz.io.errors import FormatError, shorten
from embviz.io.json.reader import VECTOR_NAMES
from embviz.io.options import Note
from embviz.io.source import Source
from embviz.io.summary import Occurrences
from embviz.io.text.columns import TOKEN_NAMES, find_numbered_columns

MAX_COLUMNS = 100_000
# How pandas calls the index of a data frame that has no name.
INDEX_PREFIX = "__index_level_"


@dataclass(frozen=True)
class ArrowColumnRoles:
    """Which columns are what.

    Attributes
    ----------
    token : str or None
        The column of the words.
    vectors : str or None
        The one whose lists are the vectors; without it each of `dimensions` is a dimension.
    dimensions, labels : sequence of str
    text_columns : set of str
        Those of the columns that hold text.
    notes : sequence of str
    """

    token: str | None
    vectors: str | None
    dimensions: Sequence[str]
    labels: Sequence[str]
    text_columns: frozenset[str]
    notes: Sequence[str]

    def column_names(self) -> list[str]:
        """Return the columns that have to be read."""
        single = [each for each in (self.token, self.vectors) if each is not None]
        return [*single, *self.dimensions, *self.labels]


def find_arrow_columns(
    source: Source, schema: Any, *, has_external_tokens: bool
) -> ArrowColumnRoles:
    """Tell the columns of a pyarrow schema apart.

    Raises
    ------
    FormatError
        When none holds words, or none numbers, or several could be the vectors.
    """
    if len(schema.names) > MAX_COLUMNS:
        raise FormatError(
            source.name, f"It has more than {MAX_COLUMNS:,} columns.", "Save the numbers as lists."
        )
    if len(set(schema.names)) < len(schema.names):
        raise FormatError(source.name, "Two of its columns have one name.", "Rename one of them.")
    kinds = list(zip(schema.names, schema.types, strict=True))
    text = [name for name, kind in kinds if is_text(kind)]
    lists = [name for name, kind in kinds if is_list(kind) and is_number(kind.value_type)]
    numbers = [
        name for name, kind in kinds if is_number(kind) and not name.startswith(INDEX_PREFIX)
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
    beside = numbers if lists else _find_label_numbers(numbers, notes)
    dimensions = [] if lists else [name for name in numbers if name not in set(beside)]
    if vectors is None and not dimensions:
        raise FormatError(
            source.name, "No column holds numbers.", "Give each word the numbers of its row."
        )
    labels = [name for name in (*text, *beside) if name != token]
    used = {token, vectors, *labels, *dimensions}
    left = Occurrences()
    for name in schema.names:
        if name not in used and not name.startswith(INDEX_PREFIX):
            left.add(repr(shorten(name)))
    notes += left.notes("Columns that are neither words, labels nor the vectors were left out: {}.")
    return ArrowColumnRoles(token, vectors, dimensions, labels, frozenset(text), notes)


def _find_token_column(
    source: Source, schema: Any, text: list[str], notes: list[str]
) -> str | None:
    words = source.options.token_column
    if words is not None and 1 <= words <= len(schema.names) and schema.names[words - 1] in text:
        return str(schema.names[words - 1])
    named = [each for name in TOKEN_NAMES for each in text if each.casefold() == name]
    # An index of words was what named the rows of a data frame.
    index = [each for each in text if each.startswith(INDEX_PREFIX)]
    token = next(iter([*named, *index, *text]), None)
    if len(text) > 1:
        found = f"The column {shorten(str(token))!r} was taken as the tokens."
        notes.append(Note(found, choices=("token_column",)))
    return token


def _find_vector_column(source: Source, lists: list[str], notes: list[str]) -> str:
    named = [each for name in VECTOR_NAMES for each in lists if each.casefold() == name]
    chosen = source.options.member if source.options.member in lists else None
    if chosen is None and not named and len(lists) > 1:
        raise FormatError(
            source.name,
            f"{len(lists)} columns hold lists of numbers.",
            "Choose one of them.",
            choices=("member",),
            members=tuple(lists),
        )
    vectors = chosen or next(iter([*named, *lists]))
    choices = ("member",) if len(lists) > 1 else ()
    notes.append(Note(f"The vectors are the column {shorten(vectors)!r}.", choices=choices))
    return vectors


def _find_label_numbers(numbers: Sequence[str], notes: list[str]) -> list[str]:
    """Return the columns of numbers that are no dimension: beside d0, d1 and so on."""
    run = {numbers[place] for place in find_numbered_columns(numbers, range(len(numbers)))}
    beside = [name for name in numbers if name not in run] if run else []
    for name in beside[:5]:
        notes.append(
            f"The column {shorten(name)!r} holds numbers, but is none of the {len(run)} columns "
            f"counted like {shorten(min(run, key=numbers.index))}: kept as labels."
        )
    return beside


def is_text(kind: Any) -> bool:
    """Tell whether a type is text, or a dictionary of texts."""
    import pyarrow.types as types

    value = kind.value_type if types.is_dictionary(kind) else kind
    return bool(
        types.is_string(value) or types.is_large_string(value) or types.is_string_view(value)
    )


def is_list(kind: Any) -> bool:
    """Tell whether a type is a list in one of the usual ways."""
    import pyarrow.types as types

    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def is_number(kind: Any) -> bool:
    """Tell whether a type is a whole or a floating number."""
    import pyarrow.types as types

    return bool(types.is_floating(kind) or types.is_integer(kind))
