"""Presentation mode for a projector: larger type, no sidebar, navigation along the top."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embviz.app.state import keys, url

LARGE_TYPE_SCALE = 1.375

# Phones are excepted. The sidebar is hidden, because that of the previous page remains, empty,
# until the browser reloads.
_STYLE = f"""
@media (min-width: 768px) {{
  html {{ font-size: {16 * LARGE_TYPE_SCALE}px !important }}
  [data-testid="stSidebar"] {{ display: none }}
}}
"""


def is_presenting() -> bool:
    """Return whether the session presents: as in its first address, or as was chosen since."""
    if not keys.PRESENTING.is_set():
        keys.PRESENTING.set(url.read_presenting())
    return keys.PRESENTING.get(False)


def type_scale() -> float:
    """Return the factor by which type is larger than usual."""
    return LARGE_TYPE_SCALE if is_presenting() else 1.0


def controls_container() -> DeltaGenerator:
    """Return the container for the embedding and the word: the sidebar, or a popover.

    Call it in every run, after the navigation and before any other element.
    """
    url.write_presenting(is_presenting())
    if not is_presenting():
        return st.sidebar
    st.html(f"<style>{_STYLE}</style>")
    row = st.container(horizontal=True, horizontal_alignment="right", gap="small")
    popover = row.popover("Embedding and word", icon=":material/tune:", type="tertiary")
    row.button(
        "End the presentation",
        icon=":material/close_fullscreen:",
        type="tertiary",
        on_click=_stop,
    )
    return popover


def start_button() -> None:
    """Show the button that starts the presentation."""
    if not is_presenting():
        st.button(
            "Present",
            icon=":material/present_to_all:",
            width="stretch",
            on_click=_start,
            help="For a projector: larger type and no sidebar.",
        )


def _start() -> None:
    keys.PRESENTING.set(True)
    st.rerun()  # Rerun the whole app, not only the fragment with the button.


def _stop() -> None:
    keys.PRESENTING.set(False)
