"""The view for a projector: larger type, no sidebar, the pages along the top."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

LARGE_TYPE_SCALE = 1.375

# What its address says. Streamlit's own binding writes "true", and reads nothing else.
QUERY_PARAM, QUERY_VALUE = "present", "1"

# On a phone there is no room for larger type, and it is no projector. The sidebar of the page that
# was there before stays, empty, until the browser loads the next one.
_STYLE = f"""
@media (min-width: 768px) {{
  html {{ font-size: {16 * LARGE_TYPE_SCALE}px !important }}
  [data-testid="stSidebar"] {{ display: none }}
}}
"""


def is_presenting() -> bool:
    """Say whether this visitor presents: as the address said at first, or as was chosen since."""
    if QUERY_PARAM not in st.session_state:
        st.session_state[QUERY_PARAM] = st.query_params.get(QUERY_PARAM) == QUERY_VALUE
    return bool(st.session_state[QUERY_PARAM])


def type_scale() -> float:
    """Return by how much type is larger than usual."""
    return LARGE_TYPE_SCALE if is_presenting() else 1.0


def controls_container() -> DeltaGenerator:
    """Return where the embedding and the word are chosen: in the sidebar, or behind a button.

    Call it in every run, once the pages are known and before anything else is shown.
    """
    if not is_presenting():
        if QUERY_PARAM in st.query_params:
            del st.query_params[QUERY_PARAM]
        return st.sidebar
    if st.query_params.get(QUERY_PARAM) != QUERY_VALUE:
        st.query_params[QUERY_PARAM] = QUERY_VALUE
    st.html(f"<style>{_STYLE}</style>")
    row = st.container(horizontal=True, horizontal_alignment="right", gap="small")
    chosen = row.popover("Embedding and word", icon=":material/tune:", type="tertiary")
    row.button(
        "End the presentation",
        icon=":material/close_fullscreen:",
        type="tertiary",
        on_click=_stop,
    )
    return chosen


def start_button() -> None:
    """Offer to begin."""
    if not is_presenting():
        st.button(
            "Present",
            icon=":material/present_to_all:",
            width="stretch",
            on_click=_start,
            help="For a projector: larger type and no sidebar.",
        )


def _start() -> None:
    st.session_state[QUERY_PARAM] = True
    st.rerun()  # The whole app, not only the part of the sidebar that offers it.


def _stop() -> None:
    st.session_state[QUERY_PARAM] = False
