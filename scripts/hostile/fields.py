"""Kinds of fields: how each wants a word written, and which words it cannot take."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from embviz.analogies import format_sum
from embviz.figures import section_label
from tests.hostile import INTERLEAVED_WORDS

# Words of no meaning, to stand beside another one where a field takes several.
BESIDE = ("CON", "true", "null", "漢字")

SIDEBAR = "Current word"
# Where words take their rows from another vocabulary.
TYPED_LIST = "A typed list"
# What opens the formulas and the lines of Python of a page.
HOW = "How is this calculated?"


def beside(word: str, n: int = 1) -> tuple[str, ...]:
    """Return `n` words that are not `word`."""
    return tuple(each for each in BESIDE if each != word)[:n]


@dataclass(frozen=True)
class Kind:
    """A kind of field.

    Attributes
    ----------
    write : callable
        Returns what is typed for a word.
    refuse : callable
        Returns why the field cannot take a word; an empty text when it can.
    shows : callable
        Returns what is seen of a word, before blanks and signs without a form become marks.
    """

    write: Callable[[str], str] = str
    refuse: Callable[[str], str] = lambda word: ""
    shows: Callable[[str], str] = str


def _ends(word: str) -> str:
    return "blanks at the ends are dropped" if word != word.strip() else ""


def _blank(word: str) -> str:
    return "" if word.strip() else "of blanks alone"


def _parts(word: str) -> str:
    cut = re.search(r"[,;\t]", word)
    return "a comma, semicolon or tab parts words" if cut else _ends(word)


def _sum(word: str) -> str:
    return format_sum([(1.0, word), (-1.0, beside(word)[0])])


def _asked_about(word: str) -> str:
    return "the word itself is asked about" if word == "CON" else ""


def _of_two_lists(word: str) -> str:
    return "it stands in the second list, too" if word in INTERLEAVED_WORDS[4:8] else _parts(word)


def _unknown(word: str) -> str:
    return f"{word}zq"


WORD = Kind()
TRIMMED = Kind(refuse=_ends)
EXPECTED = Kind(refuse=_blank)
LIST = Kind(lambda word: ", ".join((word, *beside(word, 2))), _parts)
FOUR = Kind(lambda word: ", ".join((word, *beside(word, 3))), _of_two_lists)
SUM = Kind(_sum)
DIFFERENCE = Kind(
    _sum,
    lambda word: _parts(word) if re.search(r"[,;\t]", word) else "",
    lambda word: format_sum([(1.0, word)]),  # The sum is named as it is written, with quotes.
)
AXIS = Kind(lambda word: f"{word} ↔ {beside(word)[0]}", _ends)
EXPRESSION = Kind(lambda word: f"/^{re.escape(word)}$/", _asked_about)
UNKNOWN = Kind(_unknown, shows=lambda word: _unknown(word).strip())
UNKNOWN_LIST = Kind(
    lambda word: f"{_unknown(word)}, {beside(word)[0]}",
    lambda word: _parts(_unknown(word).strip()),
    lambda word: _unknown(word).strip(),
)


def _one_line(word: str) -> str:
    return "a line of a file holds one" if any(c in word for c in "\n\r") else ""


def _in_a_section(word: str) -> str:
    return f"x {word}"  # So that a name which loses its hyphens does not stand alone.


def _section(word: str) -> str:
    signs = "" if word.isprintable() else "what has no form becomes a blank"
    return _one_line(word) or signs


def _scores(word: str) -> str:
    one, other = beside(word, 2)
    pairs = enumerate((one, word, other), start=1)
    return "".join(f"{each}\t漢字\t{score}\n" for score, each in pairs)


def _cells(word: str) -> str:
    comment = "it begins a comment there" if word.startswith("#") else ""
    quotes = "quotation marks at the ends are dropped" if word.strip('"') != word else ""
    cut = "a tab parts words" if "\t" in word else _ends(word)
    own = "it would stand beside itself" if word == "漢字" else ""
    return _one_line(word) or comment or quotes or cut or own


def _row(word: str) -> str:
    quoted = word.replace('"', '""')
    return f'"{quoted}",weather\n"{beside(word)[0]}",music'


# What files hold: a section of questions, lines of two words and a score.
SECTION = Kind(
    lambda word: f": {_in_a_section(word)}\nCON true null NaN\n",
    _section,
    lambda word: section_label(_in_a_section(word)),
)
PAIRS = Kind(_scores, _cells)
LINES = Kind(_row, lambda word: "a return becomes a line break" if "\r" in word else _ends(word))
