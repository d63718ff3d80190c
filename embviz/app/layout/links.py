"""From one page to another."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from embviz.app.config import settings
from embviz.app.config.pages import DEFAULT_PAGE, PAGES, Page
from embviz.app.state import presentation

# The address of the first page is that of the app. Streamlit wants another one as well, which
# nobody can visit; with the page's own name there, a page of that name could not lead to it.
START_URL_PATH = "start"

# What the sidebar asks for, and every link keeps.
SHARED_QUERY_PARAMS = ("embedding", "word", presentation.QUERY_PARAM)

_PAGES_BY_PATH = {entry.path: entry for entry in PAGES}


@lru_cache(maxsize=len(PAGES))
def streamlit_page(entry: Page) -> StreamlitPage:
    """Return a page for Streamlit, which looks for its file: here only once."""
    is_first = entry is DEFAULT_PAGE
    return st.Page(
        entry.path,
        title=entry.title,
        icon=entry.icon,
        default=is_first,
        url_path=START_URL_PATH if is_first else None,
    )


def page_link(path: str, label: str, **options: str) -> None:
    """Link to another page with these options of it, keeping the embedding and the word.

    There is no link to a page that is not open on this server.
    """
    if not settings.current().is_page_open(path):
        return
    kept = {key: value for key, value in st.query_params.items() if key in SHARED_QUERY_PARAMS}
    st.page_link(
        streamlit_page(_PAGES_BY_PATH[path]),
        label=label,
        icon=":material/arrow_forward:",
        query_params={**kept, **options},
    )
