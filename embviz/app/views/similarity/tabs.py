"""Which part of the page is shown."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from embviz.app.components import inputs
from embviz.app.views.similarity import matrix, nearest, odd_one_out, pair
from embviz.embedding import EmbeddingMatrix

TAB_KEY = "part"

TABS: dict[str, Callable[[EmbeddingMatrix], None]] = {
    "Nearest words": nearest.show,
    "Two words": pair.show,
    "Many words": matrix.show,
    "Odd one out": odd_one_out.show,
}

# An address that holds one of these, and no part, asks for the part that it belongs to.
TAB_BY_PARAM = {
    "pairs": "Many words",
    "first_word": "Two words",
    "second_word": "Two words",
    "odd": "Odd one out",
}


def select_tab() -> Callable[[EmbeddingMatrix], None]:
    """Ask for a part of the page; return what shows it."""
    if TAB_KEY not in st.session_state and TAB_KEY not in st.query_params:
        asked = next((part for key, part in TAB_BY_PARAM.items() if key in st.query_params), None)
        if asked:
            st.session_state[TAB_KEY] = asked
    names = list(TABS)
    return TABS[
        inputs.option_input("Show", names, key=TAB_KEY, label_visibility="collapsed", wrap=True)
    ]
