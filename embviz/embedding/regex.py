"""Regular expressions that cannot keep anybody waiting, and what is wrong with one in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Longer than any that a person writes; the time grows with this times the length of the words.
MAX_REGEX_CHARS = 1000

# What RE2 leaves out because it could take forever, by what its message quotes.
_UNSUPPORTED = {
    "(?=": "a lookahead (?=…)",
    "(?!": "a lookahead (?!…)",
    "(?<=": "a lookbehind (?<=…)",
    "(?<!": "a lookbehind (?<!…)",
    "(?>": "an atomic group (?>…)",
    "(?(": "a condition (?(…)…)",
    "(?P=": "a backreference (?P=…)",
}
_SYNTAX_ERRORS = {
    "missing )": "a bracket ( is not closed",
    "unexpected )": "a bracket ) is closed that was never opened",
    "missing ]": "a bracket [ is not closed",
    "no argument for repetition operator": "there is nothing that {} could repeat",
    "bad repetition operator": "{} repeats a repetition",
    "invalid repetition size": "{} is more than 1000 times, or the wrong way around",
    "invalid character class range": "{} names no characters",
    "invalid escape sequence": "{} has no meaning",
    "trailing \\": "it ends in a single \\",
    "invalid named capture group": "{} is no name for a group",
    "invalid perl operator": "{} has no meaning",
    "pattern too large - compile failed": "it repeats too much",
}


@dataclass(frozen=True)
class RegexMatches:
    """Which words an expression matches.

    Attributes
    ----------
    rows : ndarray of shape (m,)
        Row numbers, ascending.
    ignore_case : bool
        Whether upper and lower case were taken as alike.
    problem : str or None
        Why the expression cannot be used, in one sentence that quotes it.
    """

    rows: NDArray[np.intp]
    ignore_case: bool
    problem: str | None = None


def regex_search(
    tokens: Sequence[str], expression: str, *, ignore_case: bool = False
) -> RegexMatches:
    r"""Find the words in which an expression matches, anywhere in the word.

    It is read by RE2, whose time grows in proportion to the length of the text for any expression.
    Lookaheads and backreferences, which cannot be matched that way, are refused by name.

    Parameters
    ----------
    tokens : sequence of str
    expression : str
    ignore_case : bool
        Take upper and lower case as alike, which is also done when no capital letter is asked for.

    Returns
    -------
    Described
        Without rows when there is a `problem`.

    References
    ----------
    Cox (2007), Regular expression matching can be simple and fast; RE2, syntax.

    Examples
    --------
    >>> regex_search(["king", "Kingston", "viking"], "^king").rows
    array([0, 1])
    >>> regex_search(["king", "Kingston", "viking"], "^K").rows
    array([1])
    >>> regex_search(["king"], "k(?!n)").problem
    'An expression here cannot have a lookahead (?!…), at character 2: it could take forever.'
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    ignore_case = ignore_case or not _is_case_sensitive(expression)
    nothing = np.empty(0, np.intp)
    if len(expression) > MAX_REGEX_CHARS:
        problem = f"The expression is longer than {MAX_REGEX_CHARS:,} characters."
        return RegexMatches(nothing, ignore_case, problem)
    try:
        mask = pc.match_substring_regex(to_arrow(tokens), expression, ignore_case=ignore_case)
    except pa.ArrowInvalid as error:
        return RegexMatches(nothing, ignore_case, _explain_error(str(error), expression))
    return RegexMatches(true_indices(mask), ignore_case)


def to_arrow(tokens: Sequence[str]) -> Any:
    """Return words as a column that pyarrow searches."""
    import pyarrow as pa

    return pa.array(tokens, pa.large_string())


def true_indices(mask: Any) -> NDArray[np.intp]:
    """Return where a column of yes and no says yes."""
    return np.flatnonzero(mask.to_numpy(zero_copy_only=False))


def _is_case_sensitive(expression: str) -> bool:
    r"""Tell whether an expression means capitals: not by the S of ``\S`` or the P of ``(?P<``."""
    if "[:upper:]" in expression or "[:lower:]" in expression:
        return True
    return any(map(str.isupper, re.sub(r"\\.|\(\?P", "", expression)))


def _explain_error(error: str, expression: str) -> str:
    """Say in plain words what RE2 says in its own: a heading, the kind of mistake, the place."""
    said = error.partition(": ")[2] or error
    mistake, _, place = said.partition(": ")
    if place == "(?P" and "(?P=" in expression:
        place = "(?P="
    # RE2 quotes the place without counting characters, so only what is there once can be found.
    once = place not in ("", expression) and expression.count(place) == 1
    where = f", at character {expression.index(place) + 1}" if once else ""
    if place in _UNSUPPORTED or re.fullmatch(r"\\[1-9gk]", place):
        what = _UNSUPPORTED.get(place, f"a backreference such as {place}")
        return f"An expression here cannot have {what}{where}: it could take forever."
    sentence = _SYNTAX_ERRORS[mistake].format(place) if mistake in _SYNTAX_ERRORS else said
    return f"The expression cannot be read{where}: {sentence}."
