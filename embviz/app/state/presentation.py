"""The view for a projector: larger type, no sidebar, the pages along the top."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

LARGE_TYPE = 1.375

# What its address says. Streamlit's own binding writes "true", and reads nothing else.
NAME, YES = "present", "1"

# On a phone there is no room for larger type, and it is no projector. The sidebar of the page that
# was there before stays, empty, until the browser loads the next one.
_STYLE = f"""
@media (min-width: 768px) {{
  html {{ font-size: {16 * LARGE_TYPE}px !important }}
  [data-testid="stSidebar"] {{ display: none }}
}}
"""


def on() -> bool:
    """Say whether this visitor presents: as the address said at first, or as was chosen since."""
    if NAME not in st.session_state:
        st.session_state[NAME] = st.query_params.get(NAME) == YES
    return bool(st.session_state[NAME])


def type_scale() -> float:
    """Return by how much type is larger than usual."""
    return LARGE_TYPE if on() else 1.0


def place() -> DeltaGenerator:
    """Return where the embedding and the word are chosen: in the sidebar, or behind a button.

    Call it in every run, once the pages are known and before anything else is shown.
    """
    if not on():
        if NAME in st.query_params:
            del st.query_params[NAME]
        return st.sidebar
    if st.query_params.get(NAME) != YES:
        st.query_params[NAME] = YES
    st.html(f"<style>{_STYLE}</style>")
    row = st.container(horizontal=True, horizontal_alignment="right", gap="small")
    chosen = row.popover("Embedding and word", icon=":material/tune:", type="tertiary")
    row.button(
        "End the presentation",
        icon=":material/close_fullscreen:",
        type="tertiary",
        on_click=_end,
    )
    return chosen


def offer() -> None:
    """Offer to begin."""
    if not on():
        st.button(
            "Present",
            icon=":material/present_to_all:",
            width="stretch",
            on_click=_begin,
            help="For a projector: larger type and no sidebar.",
        )


def _begin() -> None:
    st.session_state[NAME] = True
    st.rerun()  # The whole app, not only the part of the sidebar that offers it.


def _end() -> None:
    st.session_state[NAME] = False
