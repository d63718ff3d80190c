"""The tabs of the similarity page."""

from __future__ import annotations

from collections.abc import Callable

from embviz.app.components import inputs
from embviz.app.state import keys, url
from embviz.app.views.similarity import matrix, nearest, odd_one_out, pair
from embviz.embedding import EmbeddingMatrix

TABS: dict[str, Callable[[EmbeddingMatrix], None]] = {
    "Nearest words": nearest.show,
    "Two words": pair.show,
    "Many words": matrix.show,
    "Odd one out": odd_one_out.show,
}

# The tab that an address without a tab opens, by its other parameters.
TAB_BY_PARAM = {
    "pairs": "Many words",
    "first_word": "Two words",
    "second_word": "Two words",
    "odd": "Odd one out",
}


def select_tab() -> Callable[[EmbeddingMatrix], None]:
    """Ask for a tab; return its function."""
    key = keys.SIMILARITY_TAB
    if not key.is_set() and url.read_field(key) is None:
        linked = (tab for name, tab in TAB_BY_PARAM.items() if url.read_field(name) is not None)
        if (tab := next(linked, None)) is not None:
            key.set(tab)
    names = list(TABS)
    return TABS[
        inputs.option_input("Show", names, key=key, label_visibility="collapsed", wrap=True)
    ]
