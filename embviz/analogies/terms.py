"""The terms of a sum of words, and how a sum is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

Term: TypeAlias = tuple[float, str]
"""Weight, negative to subtract, and token."""

# Powers with larger exponents (3CosMul) may overflow.
MAX_WEIGHT = 100.0

SIGNS = "+−–—-"  # The hyphen last, so that it is not a range in a character class.
TIMES_SIGNS = "*×·"
QUOTES = '"“”'

# Words that are unambiguous without quotation marks.
_UNAMBIGUOUS = re.compile(
    rf"[^\s{TIMES_SIGNS}{QUOTES}{SIGNS}]+(?:[ -][^\s{TIMES_SIGNS}{QUOTES}{SIGNS}]+)*"
)


@dataclass(frozen=True)
class Sum:
    """A parsed sum of words.

    Attributes
    ----------
    terms : tuple of (float, str)
        Weight and token of each term, in order. A token may occur in several.
    notes : tuple of str
        Sentences about tokens that are spelled differently and hyphens taken as a minus. They quote
        the text.
    respelled_words : tuple of str
        Words, as typed, whose token is spelled differently.
    """

    terms: tuple[Term, ...]
    notes: tuple[str, ...] = ()
    respelled_words: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The sum as text: ``"king − man + 2 × woman"``."""
        return format_sum(self.terms)


@dataclass(frozen=True)
class SumProblem:
    """Why a text is not a sum.

    Attributes
    ----------
    message : str
        One or more sentences that quote the text.
    position : int or None
        Index of the character at which the problem begins, from 0 to the length of the text; None
        if it concerns the whole text.
    word : str
        The word at `position`, as typed, if it is not in the vocabulary; else empty.
    suggestions : tuple of str
        Tokens spelled nearly like `word`.
    terms : tuple of (float, str)
        The terms with unknown words and weights of zero; empty if the syntax is invalid.
    """

    message: str
    position: int | None = None
    word: str = ""
    suggestions: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()


def format_sum(terms: Sequence[Term]) -> str:
    """Format a sum; `parse_sum` returns the same terms.

    Examples
    --------
    >>> format_sum([(1, "king"), (-1, "man"), (2, "woman"), (-0.5, "c++")])
    'king − man + 2 × woman − 0.5 × "c++"'
    """
    return " ".join(format_term(weight, token) for weight, token in terms).removeprefix("+ ")


def format_term(weight: float, token: str) -> str:
    """Format one term with its sign.

    Examples
    --------
    >>> format_term(1, "king"), format_term(-2.5, "vis-a-vis"), format_term(1, "")
    ('+ king', '− 2.5 × vis-a-vis', '+ ""')
    """
    size = np.format_float_positional(abs(weight), trim="-")
    times = "" if abs(weight) == 1 else f"{size} × "
    return f"{'−' if weight < 0 else '+'} {times}{_quote(token)}"


def _quote(token: str) -> str:
    return token if _UNAMBIGUOUS.fullmatch(token) else '"' + token.replace('"', '""') + '"'
