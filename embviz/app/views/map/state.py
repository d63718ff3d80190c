"""A map on the page, and what part of it is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from embviz.app.state import keys, url
from embviz.app.views.map.word_selection import MapWords
from embviz.neighbors import MetricName

# Of how many maps the visit remembers what was seen.
MAX_VIEWPORTS = 32


@dataclass(frozen=True)
class DrawnMap:
    """A map on the page: what the parts around it need to know.

    Attributes
    ----------
    chart_key : str
        The key of its chart.
    digest : str
        A short name of words, method and settings.
    words : MapWords
    tokens : tuple of str
        One a point.
    coordinates : ndarray of shape (n, 2) or (n, 3)
    metric : {"cosine", "euclidean"}
        By what the method compared rows.
    description : str
        Method and settings in one line.
    seed_coordinates : ndarray of shape (seeds, n, 2 or 3), optional
        Where the words stand on the same map under other seeds.
    snippet_lines : callable
        Returns the lines of Python that draw the map: see `embviz.app.views.map.snippets.places`.
    """

    chart_key: str
    digest: str
    words: MapWords
    tokens: tuple[str, ...]
    coordinates: NDArray[np.float32]
    metric: MetricName
    description: str
    seed_coordinates: NDArray[np.float32] | None = None
    snippet_lines: Callable[[], Sequence[str]] = tuple

    @cached_property
    def row_by_token_id(self) -> dict[int, int]:
        """The row of each token id."""
        return {token_id: row for row, token_id in enumerate(self.words.token_ids.tolist())}


def remember_viewport(viewport: str, digest: str) -> None:
    """Remember what part of the map `digest` is seen, and write it into the address."""
    views = keys.VIEWPORTS.setdefault({})
    views[digest] = viewport
    while len(views) > MAX_VIEWPORTS:
        del views[next(iter(views))]
    url.write_viewport(digest, viewport)


def get_viewport(digest: str) -> str:
    """Return the part of a map that was last seen, or that the address asks for."""
    linked = url.read_viewport(digest)
    return keys.VIEWPORTS.get({}).get(digest, "") if linked is None else linked
