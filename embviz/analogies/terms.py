"""What a sum of words is made of, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

Term: TypeAlias = tuple[float, str]
"""How often a token counts, below zero to take it away, and the token."""

# Far more than any sum needs, and powers of it (3CosMul) still are numbers.
MAX_WEIGHT = 100.0

SIGNS = "+−–—-"  # The hyphen last: so it is no range in a class of characters.
TIMES_SIGNS = "*×·"
QUOTES = '"“”'

# What can only be read in one way without quotation marks.
_UNQUOTED = re.compile(
    rf"[^\s{TIMES_SIGNS}{QUOTES}{SIGNS}]+(?:[ -][^\s{TIMES_SIGNS}{QUOTES}{SIGNS}]+)*"
)


@dataclass(frozen=True)
class Sum:
    """A sum of words that was understood.

    Attributes
    ----------
    terms : tuple of (float, str)
        Weight and token of each term, in the order typed. A token may stand in several.
    notes : tuple of str
        What should be known: a token written in another way than typed, a hyphen read as a minus.
        They repeat what was typed, as it was typed.
    respelled_words : tuple of str
        Words, as typed, whose token is written in another way.
    """

    terms: tuple[Term, ...]
    notes: tuple[str, ...] = ()
    respelled_words: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The sum as it is written: ``"king − man + 2 × woman"``."""
        return format_sum(self.terms)


@dataclass(frozen=True)
class SumProblem:
    """Why what was typed is no sum.

    Attributes
    ----------
    message : str
        One or more sentences. They repeat what was typed, as it was typed.
    position : int or None
        Where in the typed text the trouble begins, from 0 to its length; None when it is nowhere
        in particular.
    word : str
        The word that is not in the vocabulary, as it stands at `position`; else empty.
    suggestions : tuple of str
        Tokens spelled nearly like `word`.
    terms : tuple of (float, str)
        What could be read all the same: with words that are not in the vocabulary, and with
        weights of zero. Empty when the sum cannot be read at all.
    """

    message: str
    position: int | None = None
    word: str = ""
    suggestions: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()


def format_sum(terms: Sequence[Term]) -> str:
    """Write a sum so that `parse_sum` reads the same terms from it.

    Examples
    --------
    >>> format_sum([(1, "king"), (-1, "man"), (2, "woman"), (-0.5, "c++")])
    'king − man + 2 × woman − 0.5 × "c++"'
    """
    return " ".join(format_term(weight, token) for weight, token in terms).removeprefix("+ ")


def format_term(weight: float, token: str) -> str:
    """Write one term with its sign.

    Examples
    --------
    >>> format_term(1, "king"), format_term(-2.5, "vis-a-vis"), format_term(1, "")
    ('+ king', '− 2.5 × vis-a-vis', '+ ""')
    """
    size = np.format_float_positional(abs(weight), trim="-")
    times = "" if abs(weight) == 1 else f"{size} × "
    return f"{'−' if weight < 0 else '+'} {times}{_quote(token)}"


def _quote(token: str) -> str:
    return token if _UNQUOTED.fullmatch(token) else '"' + token.replace('"', '""') + '"'
