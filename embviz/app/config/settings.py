"""Settings of the server for all its sessions: those of a class, for example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from embviz.embedding import EmbeddingMatrix, find_words

DEFAULT_GROUP = "words of this class"
"""Name of the group for words given without groups."""


@dataclass(frozen=True)
class ServerSettings:
    """Settings for all sessions; empty by default.

    Parameters
    ----------
    embedding : str, optional
        The name of the embedding that is shown first.
    groups : mapping of str to tuple of str
        The words of the class by group.
    pages : frozenset of str
        The names of the pages that are open, such as "map"; empty: all are.

    Examples
    --------
    >>> settings = ServerSettings(groups={"animals": ("cat", "dog"), "pets": ("dog", "fish")})
    >>> settings.words
    ('cat', 'dog', 'fish')
    """

    embedding: str | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    pages: frozenset[str] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """All words of the class without duplicates, in the order in which they were given."""
        return tuple(dict.fromkeys(word for words in self.groups.values() for word in words))

    def is_page_open(self, name: str) -> bool:
        """Return whether visitors may see the page of that name.

        Examples
        --------
        >>> settings = ServerSettings(pages=frozenset({"map"}))
        >>> settings.is_page_open("map"), settings.is_page_open("upload")
        (True, False)
        >>> ServerSettings().is_page_open("upload")
        True
        """
        return not self.pages or name in self.pages

    def available_groups(self, E: EmbeddingMatrix) -> dict[str, list[str]]:
        """Return the tokens of an embedding for the words of each group.

        Examples
        --------
        >>> import embviz
        >>> E = embviz.EmbeddingMatrix(["cat", "dog"], [[1, 0], [0, 1]])
        >>> settings = ServerSettings(groups={"pets": ("Cat", "fish"), "cars": ("bus",)})
        >>> settings.available_groups(E)
        {'pets': ['cat']}
        """
        groups = {name: find_words(E, words)[0] for name, words in self.groups.items()}
        return {name: tokens for name, tokens in groups.items() if tokens}

    def missing_words(self, E: EmbeddingMatrix) -> list[str]:
        """Return the words of the class that an embedding lacks."""
        return find_words(E, self.words)[1]


# Set once, before the first session.
_current = [ServerSettings()]


def current() -> ServerSettings:
    """Return the settings of this server."""
    return _current[-1]


def set_current(settings: ServerSettings) -> None:
    """Set the settings of this server."""
    _current[:] = [settings]
