"""A map on the page, and what part of it is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embviz.app.views.map.word_selection import MapWords
from embviz.neighbors import Metric

# Of how many maps the visit remembers what was seen.
MOST_VIEWS = 32


@dataclass(frozen=True)
class Shown:
    """A map on the page: what the parts around it need to know.

    Attributes
    ----------
    chart : str
        The key of its chart.
    digest : str
        A short name of words, method and settings.
    words : MapWords
    tokens : tuple of str
        One a point.
    coordinates : ndarray of shape (n, 2) or (n, 3)
    metric : {"cosine", "euclidean"}
        By what the method compared rows.
    about : str
        Method and settings in one line.
    ghosts : ndarray of shape (seeds, n, 2 or 3), optional
        Where the words stand on the same map under other seeds.
    lines : callable
        Returns the lines of Python that draw the map: see `embviz.app.views.map.snippets.places`.
    """

    chart: str
    digest: str
    words: MapWords
    tokens: tuple[str, ...]
    coordinates: NDArray[np.float32]
    metric: Metric
    about: str
    ghosts: NDArray[np.float32] | None = None
    lines: Callable[[], Sequence[str]] = tuple

    @cached_property
    def rows(self) -> dict[int, int]:
        """The row of each token id."""
        return {token_id: row for row, token_id in enumerate(self.words.token_ids.tolist())}


def seen(view: str, of: str) -> None:
    """Remember what part of the map `of` is seen, and write it into the address."""
    views = st.session_state.setdefault("views", {})
    views[of] = view
    while len(views) > MOST_VIEWS:
        del views[next(iter(views))]
    if view:
        st.query_params["at"] = f"{of}~{view}"
    else:
        st.query_params.pop("at", None)


def view_of(digest: str) -> str:
    """Return the part of a map that was last seen, or that the address asks for."""
    of, _, view = st.query_params.get("at", "").partition("~")
    return view if of == digest else str(st.session_state.get("views", {}).get(digest, ""))
