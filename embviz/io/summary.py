"""A list of places that stays short however many there are."""

from __future__ import annotations

from collections.abc import Callable

MAX_LISTED = 5


class Occurrences:
    """Remembers the first few entries, and how many there were.

    Examples
    --------
    >>> places = Occurrences()
    >>> for line in range(2, 10):
    ...     places.add(f"line {line}")
    >>> places.notes("Blank: {}.")
    ['Blank: line 2, line 3, line 4, line 5, line 6 and 3 more.']
    >>> Occurrences().notes("Blank: {}.")
    []
    """

    def __init__(self) -> None:
        self._first: list[str] = []
        self._count = 0

    def add(self, entry: str | Callable[[], str]) -> None:
        """Count `entry`, and keep it if it is among the first; only then it is called."""
        self._count += 1
        if self._count <= MAX_LISTED:
            self._first.append(entry if isinstance(entry, str) else entry())

    def merge(self, other: Occurrences, n_more: int = 0) -> None:
        """Add the entries of another list, and `n_more` that nobody will see; the other is empty."""
        self._first += other._first[: MAX_LISTED - len(self._first)]
        self._count += other._count + n_more
        other._first, other._count = [], 0

    def notes(self, sentence: str) -> list[str]:
        """Return `sentence` with the list in place of its {}, or nothing if the list is empty."""
        if not self._count:
            return []
        more = self._count - len(self._first)
        listed = ", ".join(self._first) + (f" and {more:,} more" if more else "")
        return [sentence.format(listed)]
