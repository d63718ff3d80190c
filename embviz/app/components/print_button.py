"""A button that prints the page as a sheet of paper."""

from __future__ import annotations

import streamlit as st

from embviz.app.web.assets import loader_script, read_asset

PRINT_ICON_SVG = (
    '<svg viewBox="0 0 24 24" aria-hidden="true">'
    '<path d="M7 3h10v5H7zM4 9h16v8h-3v-3H7v3H4zM8 15h8v6H8z"/></svg>'
)

# The browser makes the sheet from the page.
_component = st.components.v2.component(
    "embviz_sheet",
    html=f'<div class="buttons"><button>{PRINT_ICON_SVG}<span>Print a sheet</span></button></div>',
    css=read_asset("iconButtons.css"),
    js=loader_script("mountPrintSheet"),
)


def print_button(embedding: str, word: str) -> None:
    """Offer the page as a sheet to print, with space for a name and an answer.

    Parameters
    ----------
    embedding, word : str
        The embedding and the current word, which the sheet repeats from the sidebar.
    """
    _component(key="sheet", data={"embedding": embedding, "word": word}, height="content")
