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
from embviz.io.summary import Listing
from embviz.io.text.numbers import NUMBER_LIKE

# The last four are the wide forms that a Japanese or Chinese spreadsheet takes for the same.
_SIGNS = "[=+\\-@\t\r\n＝＋－＠]"
_UNARMED = re.compile(f"(?:^|(?<=;))(?='*{_SIGNS})")
_ARMED = re.compile(f"(?:^|(?<=;))'(?='*{_SIGNS})")
_BARE = re.compile(f"(?:^|;){_SIGNS}")

TAKEN_AWAY = (
    "One apostrophe was taken away where it kept a spreadsheet from running a word, as in files "
    "that embviz exports: {}."
)


def armed(text: str) -> str:
    """Return a text so that no spreadsheet runs it as a formula.

    Examples
    --------
    >>> armed("=1+1"), armed("king"), armed("'tis"), armed("'=1"), armed(";-)")
    ("'=1+1", 'king', "'tis", "''=1", ";'-)")
    """
    return _UNARMED.sub("'", text)


def disarmed(text: str) -> str:
    """Return what `armed` was given.

    Examples
    --------
    >>> disarmed("'=1+1"), disarmed("''=1"), disarmed("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return _ARMED.sub("", text)


def is_bare(text: str) -> bool:
    """Say whether a text would be run as a formula, which none in a file of `armed` texts would.

    Examples
    --------
    >>> is_bare("-"), is_bare("'-"), is_bare("ice-cream")
    (True, False, False)
    """
    return _BARE.search(text) is not None


class Disarming:
    """Takes apostrophes away from the words and labels of a file, where `armed` put them.

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
    >>> Disarming(["'-", "king"], {}).tokens, Disarming(["'-", "-"], {}).tokens
    (['-', 'king'], ["'-", '-'])
    """

    def __init__(self, tokens: Sequence[str], labels: Mapping[str, Sequence[str]]) -> None:
        self.tokens, self.labels = tokens, labels
        self.notes: list[str] = []
        texts = list(chain(tokens, labels, *labels.values()))
        found = [text for text in texts if "'" in text and _ARMED.search(text)]
        if not found or any(map(is_bare, tokens)) or any(map(_is_bare_text, texts)):
            return
        self.tokens = [disarmed(token) for token in tokens]
        self.labels = {disarmed(c): [disarmed(v) for v in column] for c, column in labels.items()}
        listing = Listing()
        for text in dict.fromkeys(found):
            listing.add(shorten(text))
        self.notes = listing.notes(TAKEN_AWAY)


def _is_bare_text(text: str) -> bool:
    return is_bare(text) and not NUMBER_LIKE.fullmatch(text.encode())
