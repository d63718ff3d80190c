"""The state of a map on the page, and its viewport."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from embviz.app.state import keys, url
from embviz.app.views.map.word_selection import MapWords
from embviz.neighbors import MetricName

# Viewports remembered in a session.
MAX_VIEWPORTS = 32


@dataclass(frozen=True)
class DrawnMap:
    """A map on the page, as the views around it need it.

    Attributes
    ----------
    chart_key : str
        The key of its chart.
    digest : str
        Digest of the words, the method and the settings.
    words : MapWords
    tokens : tuple of str
        One per point.
    coordinates : ndarray of shape (n, 2) or (n, 3)
    metric : {"cosine", "euclidean"}
        The metric by which the method compared rows.
    description : str
        The method and its settings in one line.
    seed_coordinates : ndarray of shape (seeds, n, 2 or 3), optional
        The coordinates of the words on the same map with other seeds.
    snippet_lines : callable
        Returns the Python lines that compute the map: see
        `embviz.app.views.map.snippets.map_lines`.
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
        """The row of each token id on the map."""
        return {token_id: row for row, token_id in enumerate(self.words.token_ids.tolist())}


def remember_viewport(viewport: str, digest: str) -> None:
    """Store the viewport of the map `digest` in the session and in the address."""
    viewports = keys.VIEWPORTS.setdefault({})
    viewports[digest] = viewport
    while len(viewports) > MAX_VIEWPORTS:
        del viewports[next(iter(viewports))]
    url.write_viewport(digest, viewport)


def get_viewport(digest: str) -> str:
    """Return the viewport of a map from the address, or else the last one in the session."""
    linked = url.read_viewport(digest)
    return keys.VIEWPORTS.get({}).get(digest, "") if linked is None else linked
