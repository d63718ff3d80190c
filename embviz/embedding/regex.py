"""Search a vocabulary by regular expression in linear time, and explain errors in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# The time of a search grows with the length of the expression times that of the words.
MAX_REGEX_CHARS = 1000

# Syntax that RE2 does not support because it has no linear-time match, by the part that the error
# message quotes.
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
    """The words that an expression matches.

    Attributes
    ----------
    rows : ndarray of shape (m,)
        Row numbers, ascending.
    ignore_case : bool
        Whether the search ignored case.
    problem : str or None
        Why the expression is invalid, in one sentence that quotes it.
    """

    rows: NDArray[np.intp]
    ignore_case: bool
    problem: str | None = None


def regex_search(
    tokens: Sequence[str], expression: str, *, ignore_case: bool = False
) -> RegexMatches:
    r"""Find the words that contain a match of a regular expression.

    The engine is RE2, whose time is linear in the length of the text for every expression. It has
    no lookarounds and backreferences; the problem names them.

    Parameters
    ----------
    tokens : sequence of str
    expression : str
    ignore_case : bool
        Ignore case; an expression without capital letters always does.

    Returns
    -------
    RegexMatches
        Without rows if there is a `problem`.

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
    no_rows = np.empty(0, np.intp)
    if len(expression) > MAX_REGEX_CHARS:
        problem = f"The expression is longer than {MAX_REGEX_CHARS:,} characters."
        return RegexMatches(no_rows, ignore_case, problem)
    try:
        mask = pc.match_substring_regex(to_arrow(tokens), expression, ignore_case=ignore_case)
    except pa.ArrowInvalid as error:
        return RegexMatches(no_rows, ignore_case, _explain_error(str(error), expression))
    return RegexMatches(true_indices(mask), ignore_case)


def to_arrow(tokens: Sequence[str]) -> Any:
    """Return words as a pyarrow array of strings."""
    import pyarrow as pa

    return pa.array(tokens, pa.large_string())


def true_indices(mask: Any) -> NDArray[np.intp]:
    """Return the indices at which a pyarrow array of booleans is true."""
    return np.flatnonzero(mask.to_numpy(zero_copy_only=False))


def _is_case_sensitive(expression: str) -> bool:
    r"""Return whether an expression asks for case; capitals in ``\S`` or ``(?P<`` do not count."""
    if "[:upper:]" in expression or "[:lower:]" in expression:
        return True
    return any(map(str.isupper, re.sub(r"\\.|\(\?P", "", expression)))


def _explain_error(error: str, expression: str) -> str:
    """Translate an error message of RE2, "heading: kind of error: quoted part", to plain words."""
    message = error.partition(": ")[2] or error
    kind, _, quoted = message.partition(": ")
    if quoted == "(?P" and "(?P=" in expression:
        quoted = "(?P="
    # RE2 gives no position, so it is known only if the quoted part occurs once.
    is_unique = quoted not in ("", expression) and expression.count(quoted) == 1
    where = f", at character {expression.index(quoted) + 1}" if is_unique else ""
    if quoted in _UNSUPPORTED or re.fullmatch(r"\\[1-9gk]", quoted):
        syntax = _UNSUPPORTED.get(quoted, f"a backreference such as {quoted}")
        return f"An expression here cannot have {syntax}{where}: it could take forever."
    reason = _SYNTAX_ERRORS[kind].format(quoted) if kind in _SYNTAX_ERRORS else message
    return f"The expression cannot be read{where}: {reason}."
