"""Kinds of fields: how words are formatted for them, and which words they cannot take."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from embviz.analogies import format_sum
from embviz.figures import section_label
from tests.support.hostile_words import INTERLEAVED_WORDS

# Further words for fields that take several.
FILLER_WORDS = ("CON", "true", "null", "漢字")

SIDEBAR_FIELD = "Current word"
# The view in which words get their rows from another vocabulary.
TYPED_LIST = "A typed list"
# The expander with the formulas and the snippets of a page.
HOW_CALCULATED = "How is this calculated?"


def filler_words(word: str, n: int = 1) -> tuple[str, ...]:
    """Return `n` words that are not `word`."""
    return tuple(filler for filler in FILLER_WORDS if filler != word)[:n]


@dataclass(frozen=True)
class FieldKind:
    """A kind of field.

    Attributes
    ----------
    format_input : callable
        Return the text to type for a word.
    rejection_reason : callable
        Return why the field cannot take a word; an empty string if it can.
    displayed_text : callable
        Return the text displayed for a word, before invisible characters are marked.
    """

    format_input: Callable[[str], str] = str
    rejection_reason: Callable[[str], str] = lambda word: ""
    displayed_text: Callable[[str], str] = str


def _reject_edge_spaces(word: str) -> str:
    return "spaces at the ends are stripped" if word != word.strip() else ""


def _reject_whitespace(word: str) -> str:
    return "" if word.strip() else "whitespace only"


def _reject_separators(word: str) -> str:
    has_separator = re.search(r"[,;\t]", word)
    return (
        "commas, semicolons and tabs separate words" if has_separator else _reject_edge_spaces(word)
    )


def _as_sum(word: str) -> str:
    return format_sum([(1.0, word), (-1.0, filler_words(word)[0])])


def _reject_query_word(word: str) -> str:
    return "it is the query word" if word == "CON" else ""


def _reject_repeated(word: str) -> str:
    return (
        "it is in the second list, too"
        if word in INTERLEAVED_WORDS[4:8]
        else _reject_separators(word)
    )


def _as_unknown(word: str) -> str:
    return f"{word}zq"


WORD = FieldKind()
TRIMMED_WORD = FieldKind(rejection_reason=_reject_edge_spaces)
NON_BLANK_WORD = FieldKind(rejection_reason=_reject_whitespace)
WORD_LIST = FieldKind(lambda word: ", ".join((word, *filler_words(word, 2))), _reject_separators)
FOUR_WORDS = FieldKind(lambda word: ", ".join((word, *filler_words(word, 3))), _reject_repeated)
SUM = FieldKind(_as_sum)
DIFFERENCE = FieldKind(
    _as_sum,
    lambda word: _reject_separators(word) if re.search(r"[,;\t]", word) else "",
    lambda word: format_sum([(1.0, word)]),  # The sum is displayed as typed, with quotes.
)
AXIS = FieldKind(lambda word: f"{word} ↔ {filler_words(word)[0]}", _reject_edge_spaces)
REGEX = FieldKind(lambda word: f"/^{re.escape(word)}$/", _reject_query_word)
UNKNOWN_WORD = FieldKind(_as_unknown, displayed_text=lambda word: _as_unknown(word).strip())
UNKNOWN_WORD_LIST = FieldKind(
    lambda word: f"{_as_unknown(word)}, {filler_words(word)[0]}",
    lambda word: _reject_separators(_as_unknown(word).strip()),
    lambda word: _as_unknown(word).strip(),
)


def _reject_line_breaks(word: str) -> str:
    return "a line break ends the line of a file" if any(c in word for c in "\n\r") else ""


def _as_section_name(word: str) -> str:
    return f"x {word}"  # Not only the word, which may lose its hyphens.


def _reject_section(word: str) -> str:
    unprintable = "" if word.isprintable() else "unprintable characters become spaces"
    return _reject_line_breaks(word) or unprintable


def _as_scored_pairs(word: str) -> str:
    one, other = filler_words(word, 2)
    pairs = enumerate((one, word, other), start=1)
    return "".join(f"{first}\t漢字\t{score}\n" for score, first in pairs)


def _reject_cell(word: str) -> str:
    comment = "# begins a comment" if word.startswith("#") else ""
    quotes = "quotes at the ends are stripped" if word.strip('"') != word else ""
    separator = "tabs separate words" if "\t" in word else _reject_edge_spaces(word)
    repeated = "it would be paired with itself" if word == "漢字" else ""
    return _reject_line_breaks(word) or comment or quotes or separator or repeated


def _as_csv_row(word: str) -> str:
    quoted = word.replace('"', '""')
    return f'"{quoted}",weather\n"{filler_words(word)[0]}",music'


# Contents of files.
QUESTION_SECTION = FieldKind(
    lambda word: f": {_as_section_name(word)}\nCON true null NaN\n",
    _reject_section,
    lambda word: section_label(_as_section_name(word)),
)
SCORED_PAIRS = FieldKind(_as_scored_pairs, _reject_cell)
CSV_ROW = FieldKind(
    _as_csv_row,
    lambda word: (
        "a carriage return becomes a line break" if "\r" in word else _reject_edge_spaces(word)
    ),
)
