"""From one page to another."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from embviz.app.config import settings
from embviz.app.config.pages import ENTRIES, FIRST, Entry
from embviz.app.state import presentation

# The address of the first page is that of the app. Streamlit wants another one as well, which
# nobody can visit; with the page's own name there, a page of that name could not lead to it.
START = "start"

# What the sidebar asks for, and every link keeps.
MAIN = ("embedding", "word", presentation.NAME)

_ENTRIES = {entry.path: entry for entry in ENTRIES}


@lru_cache(maxsize=len(ENTRIES))
def page(entry: Entry) -> StreamlitPage:
    """Return a page for Streamlit, which looks for its file: here only once."""
    is_first = entry is FIRST
    return st.Page(
        entry.path,
        title=entry.title,
        icon=entry.icon,
        default=is_first,
        url_path=START if is_first else None,
    )


def page_link(path: str, label: str, **options: str) -> None:
    """Link to another page with these options of it, keeping the embedding and the word.

    There is no link to a page that is not open on this server.
    """
    if not settings.now().is_open(path):
        return
    kept = {key: value for key, value in st.query_params.items() if key in MAIN}
    st.page_link(
        page(_ENTRIES[path]),
        label=label,
        icon=":material/arrow_forward:",
        query_params={**kept, **options},
    )
