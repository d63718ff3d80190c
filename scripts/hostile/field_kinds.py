"""Kinds of fields: how each wants a word written, and which words it cannot take."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from embviz.analogies import format_sum
from embviz.figures import section_label
from tests.support.hostile_words import INTERLEAVED_WORDS

# Words of no meaning, to stand beside another one where a field takes several.
FILLER_WORDS = ("CON", "true", "null", "漢字")

SIDEBAR_FIELD = "Current word"
# Where words take their rows from another vocabulary.
TYPED_LIST = "A typed list"
# What opens the formulas and the lines of Python of a page.
HOW_CALCULATED = "How is this calculated?"


def filler_words(word: str, n: int = 1) -> tuple[str, ...]:
    """Return `n` words that are not `word`."""
    return tuple(each for each in FILLER_WORDS if each != word)[:n]


@dataclass(frozen=True)
class FieldKind:
    """A kind of field.

    Attributes
    ----------
    format_input : callable
        Returns what is typed for a word.
    rejection_reason : callable
        Returns why the field cannot take a word; an empty text when it can.
    displayed_text : callable
        Returns what is seen of a word, before blanks and signs without a form become marks.
    """

    format_input: Callable[[str], str] = str
    rejection_reason: Callable[[str], str] = lambda word: ""
    displayed_text: Callable[[str], str] = str


def _reject_edge_blanks(word: str) -> str:
    return "blanks at the ends are dropped" if word != word.strip() else ""


def _reject_blank(word: str) -> str:
    return "" if word.strip() else "of blanks alone"


def _reject_separators(word: str) -> str:
    cut = re.search(r"[,;\t]", word)
    return "a comma, semicolon or tab parts words" if cut else _reject_edge_blanks(word)


def _as_sum(word: str) -> str:
    return format_sum([(1.0, word), (-1.0, filler_words(word)[0])])


def _reject_query_word(word: str) -> str:
    return "the word itself is asked about" if word == "CON" else ""


def _reject_repeated(word: str) -> str:
    return (
        "it stands in the second list, too"
        if word in INTERLEAVED_WORDS[4:8]
        else _reject_separators(word)
    )


def _as_unknown(word: str) -> str:
    return f"{word}zq"


WORD = FieldKind()
TRIMMED_WORD = FieldKind(rejection_reason=_reject_edge_blanks)
NON_BLANK_WORD = FieldKind(rejection_reason=_reject_blank)
WORD_LIST = FieldKind(lambda word: ", ".join((word, *filler_words(word, 2))), _reject_separators)
FOUR_WORDS = FieldKind(lambda word: ", ".join((word, *filler_words(word, 3))), _reject_repeated)
SUM = FieldKind(_as_sum)
DIFFERENCE = FieldKind(
    _as_sum,
    lambda word: _reject_separators(word) if re.search(r"[,;\t]", word) else "",
    lambda word: format_sum([(1.0, word)]),  # The sum is named as it is written, with quotes.
)
AXIS = FieldKind(lambda word: f"{word} ↔ {filler_words(word)[0]}", _reject_edge_blanks)
REGEX = FieldKind(lambda word: f"/^{re.escape(word)}$/", _reject_query_word)
UNKNOWN_WORD = FieldKind(_as_unknown, displayed_text=lambda word: _as_unknown(word).strip())
UNKNOWN_WORD_LIST = FieldKind(
    lambda word: f"{_as_unknown(word)}, {filler_words(word)[0]}",
    lambda word: _reject_separators(_as_unknown(word).strip()),
    lambda word: _as_unknown(word).strip(),
)


def _reject_line_breaks(word: str) -> str:
    return "a line of a file holds one" if any(c in word for c in "\n\r") else ""


def _as_section_name(word: str) -> str:
    return f"x {word}"  # So that a name which loses its hyphens does not stand alone.


def _reject_section(word: str) -> str:
    signs = "" if word.isprintable() else "what has no form becomes a blank"
    return _reject_line_breaks(word) or signs


def _as_scored_pairs(word: str) -> str:
    one, other = filler_words(word, 2)
    pairs = enumerate((one, word, other), start=1)
    return "".join(f"{each}\t漢字\t{score}\n" for score, each in pairs)


def _reject_cell(word: str) -> str:
    comment = "it begins a comment there" if word.startswith("#") else ""
    quotes = "quotation marks at the ends are dropped" if word.strip('"') != word else ""
    cut = "a tab parts words" if "\t" in word else _reject_edge_blanks(word)
    own = "it would stand beside itself" if word == "漢字" else ""
    return _reject_line_breaks(word) or comment or quotes or cut or own


def _as_csv_row(word: str) -> str:
    quoted = word.replace('"', '""')
    return f'"{quoted}",weather\n"{filler_words(word)[0]}",music'


# What files hold: a section of questions, lines of two words and a score.
QUESTION_SECTION = FieldKind(
    lambda word: f": {_as_section_name(word)}\nCON true null NaN\n",
    _reject_section,
    lambda word: section_label(_as_section_name(word)),
)
SCORED_PAIRS = FieldKind(_as_scored_pairs, _reject_cell)
CSV_ROW = FieldKind(
    _as_csv_row,
    lambda word: "a return becomes a line break" if "\r" in word else _reject_edge_blanks(word),
)
