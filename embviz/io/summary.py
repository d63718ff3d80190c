"""A list of occurrences that stays short in a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable

MAX_LISTED = 5


class Occurrences:
    """The first few entries of a list, and how many there are.

    Parameters
    ----------
    entries : iterable of str

    Examples
    --------
    >>> Occurrences(f"line {line}" for line in range(2, 10)).notes("Blank: {}.")
    ['Blank: line 2, line 3, line 4, line 5, line 6 and 3 more.']
    >>> Occurrences().notes("Blank: {}.")
    []
    """

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._first: list[str] = []
        self._count = 0
        for entry in entries:
            self.add(entry)

    def add(self, entry: str | Callable[[], str]) -> None:
        """Count `entry`; a callable is called only if its text will be listed."""
        self._count += 1
        if self._count <= MAX_LISTED:
            self._first.append(entry if isinstance(entry, str) else entry())

    def merge(self, other: Occurrences, n_more: int = 0) -> None:
        """Move the entries of `other` here, and count `n_more` that are not listed."""
        self._first += other._first[: MAX_LISTED - len(self._first)]
        self._count += other._count + n_more
        other._first, other._count = [], 0

    def notes(self, sentence: str) -> list[str]:
        """Return `sentence` with the list in place of ``{}``, or no sentence for an empty list."""
        if not self._count:
            return []
        more = self._count - len(self._first)
        # Entries may contain braces, so str.format is not applied to them.
        return [
            sentence.replace("{}", ", ".join(self._first) + (f" and {more:,} more" if more else ""))
        ]
