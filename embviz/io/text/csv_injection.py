"""Words in a file for a spreadsheet, which would run some of them as formulas.

A cell that begins with =, +, -, @, a tab or a line break is a formula for a spreadsheet, and one
that somebody else wrote can do harm. An apostrophe before it keeps it text. A word that begins with
apostrophes and then such a sign gets one more, so that taking one away gives back every word. What
follows a semicolon is treated alike, because where commas are decimal, semicolons separate cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain

from embviz.io.errors import shorten
from embviz.io.summary import Occurrences
from embviz.io.text.numbers import NUMBER_LIKE

# The last four are the wide forms that a Japanese or Chinese spreadsheet takes for the same.
_FORMULA_SIGNS = "[=+\\-@\t\r\n＝＋－＠]"
_UNESCAPED = re.compile(f"(?:^|(?<=;))(?='*{_FORMULA_SIGNS})")
_ESCAPED = re.compile(f"(?:^|(?<=;))'(?='*{_FORMULA_SIGNS})")
_FORMULA = re.compile(f"(?:^|;){_FORMULA_SIGNS}")

UNESCAPED_NOTE = (
    "One apostrophe was taken away where it kept a spreadsheet from running a word, as in files "
    "that embviz exports: {}."
)


def escape_formula(text: str) -> str:
    """Return a text so that no spreadsheet runs it as a formula.

    Examples
    --------
    >>> escape_formula("=1+1"), escape_formula("king"), escape_formula("'tis"), escape_formula("'=1"), escape_formula(";-)")
    ("'=1+1", 'king', "'tis", "''=1", ";'-)")
    """
    return _UNESCAPED.sub("'", text)


def unescape_formula(text: str) -> str:
    """Return what `escape_formula` was given.

    Examples
    --------
    >>> unescape_formula("'=1+1"), unescape_formula("''=1"), unescape_formula("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return _ESCAPED.sub("", text)


def is_formula(text: str) -> bool:
    """Say whether a text would be run as a formula, which none in a file of `escape_formula` texts would.

    Examples
    --------
    >>> is_formula("-"), is_formula("'-"), is_formula("ice-cream")
    (True, False, False)
    """
    return _FORMULA.search(text) is not None


class Unescaper:
    """Takes apostrophes away from the words and labels of a file, where `escape_formula` put them.

    In such a file no word begins like a formula. Where one does, somebody else wrote the file, and
    all apostrophes stay.

    Parameters
    ----------
    tokens : sequence of str
    labels : mapping of str to sequence of str

    Attributes
    ----------
    tokens, labels
        As they were before.
    notes : list of str
        What was done, if anything.

    Examples
    --------
    >>> Unescaper(["'-", "king"], {}).tokens, Unescaper(["'-", "-"], {}).tokens
    (['-', 'king'], ["'-", '-'])
    """

    def __init__(self, tokens: Sequence[str], labels: Mapping[str, Sequence[str]]) -> None:
        self.tokens, self.labels = tokens, labels
        self.notes: list[str] = []
        texts = list(chain(tokens, labels, *labels.values()))
        found = [text for text in texts if "'" in text and _ESCAPED.search(text)]
        if not found or any(map(is_formula, tokens)) or any(map(_is_text_formula, texts)):
            return
        self.tokens = [unescape_formula(token) for token in tokens]
        self.labels = {
            unescape_formula(c): [unescape_formula(v) for v in column]
            for c, column in labels.items()
        }
        listing = Occurrences()
        for text in dict.fromkeys(found):
            listing.add(shorten(text))
        self.notes = listing.notes(UNESCAPED_NOTE)


def _is_text_formula(text: str) -> bool:
    return is_formula(text) and not NUMBER_LIKE.fullmatch(text.encode())
