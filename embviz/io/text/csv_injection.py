"""Escape words in files for spreadsheets, which would run some of them as formulas.

A spreadsheet takes a cell that begins with =, +, -, @, a tab or a line break for a formula, and a
formula in a file from another person can do harm. An apostrophe before it makes it text. Text after
a semicolon is escaped too, because semicolons separate cells where commas are decimal.
"""

from __future__ import annotations

import re

# The last four are full-width forms, which East Asian versions of spreadsheets take for the same.
_FORMULA_SIGNS = "[=+\\-@\t\r\n＝＋－＠]"
# Apostrophes before a sign get one more, so that different words stay different.
_UNESCAPED = re.compile(f"(?:^|(?<=;))(?='*{_FORMULA_SIGNS})")


def escape_formula(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula.

    Examples
    --------
    >>> [escape_formula(text) for text in ("=1+1", "king", "'tis", "'=1", ";-)")]
    ["'=1+1", 'king', "'tis", "''=1", ";'-)"]
    """
    return _UNESCAPED.sub("'", text)
