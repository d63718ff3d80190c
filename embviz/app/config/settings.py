"""What the person who started the server has set for all its visitors: a class, for example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from types import MappingProxyType

from embviz.embedding import EmbeddingMatrix, find_words

DEFAULT_GROUP = "words of this class"
"""What words are called that came without the names of groups."""


@dataclass(frozen=True)
class ServerSettings:
    """What is set for all visitors; nothing is unless somebody asked for it.

    Parameters
    ----------
    embedding : str, optional
        The name of the embedding that a visitor sees first.
    groups : mapping of str to tuple of str
        The words of the class by group.
    pages : frozenset of str
        The names of the pages that are open, such as "map"; empty: all are.

    Examples
    --------
    >>> room = ServerSettings(groups={"animals": ("cat", "dog"), "pets": ("dog", "fish")})
    >>> room.words
    ('cat', 'dog', 'fish')
    """

    embedding: str | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    pages: frozenset[str] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """All words of the class, each once, in the order in which they were given."""
        return tuple(dict.fromkeys(word for words in self.groups.values() for word in words))

    def is_page_open(self, path: str) -> bool:
        """Say whether visitors may see a page, given with its file or its name.

        Examples
        --------
        >>> room = ServerSettings(pages=frozenset({"map"}))
        >>> room.is_page_open("explore/map.py"), room.is_page_open("upload"), ServerSettings().is_page_open("upload")
        (True, False, True)
        """
        return not self.pages or PurePath(path).stem in self.pages

    def available_groups(self, E: EmbeddingMatrix) -> dict[str, list[str]]:
        """Return the tokens of an embedding that the words of each group mean.

        Examples
        --------
        >>> import embviz
        >>> E = embviz.EmbeddingMatrix(["cat", "dog"], [[1, 0], [0, 1]])
        >>> ServerSettings(groups={"pets": ("Cat", "fish"), "cars": ("bus",)}).available_groups(E)
        {'pets': ['cat']}
        """
        found = {name: find_words(E, words)[0] for name, words in self.groups.items()}
        return {name: tokens for name, tokens in found.items() if tokens}

    def missing_words(self, E: EmbeddingMatrix) -> list[str]:
        """Return the words of the class that an embedding lacks."""
        return find_words(E, self.words)[1]


# One server, one class: set once, before the first visitor.
_current = [ServerSettings()]


def current() -> ServerSettings:
    """Return what is set on this server."""
    return _current[-1]


def set_current(settings: ServerSettings) -> None:
    """Set it, for all visitors."""
    _current[:] = [settings]
