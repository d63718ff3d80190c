"""The reason why typed text cannot be parsed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ParseProblem:
    """Why a text is not a query or not an axis.

    Attributes
    ----------
    message : str
        One or more sentences that quote the text.
    missing : tuple of str
        Words that are not in the vocabulary.
    position : int or None
        Index of the character at which the problem begins, if there is one.
    """

    message: str
    missing: tuple[str, ...] = ()
    position: int | None = None
