"""Links from one page to another."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from embviz.app.config import Page, all_pages, page, settings
from embviz.app.state import url

# The first page is at the address of the app, "/". Streamlit wants a path of its own for it: with
# the page's name there, no other page of that name (see `navigation`) could redirect to it.
START_URL_PATH = "start"


@lru_cache(maxsize=64)
def streamlit_page(entry: Page) -> st.Page:
    """Return Streamlit's page object for a page; cached, because creating one reads the disk."""
    is_first = entry == all_pages()[0]
    return st.Page(
        entry.path,
        title=entry.title,
        icon=entry.icon,
        default=is_first,
        url_path=START_URL_PATH if is_first else None,
    )


def page_link(name: str, label: str, **query: str) -> None:
    """Link to another page, keeping the embedding and the word.

    Nothing is shown for a page that is not open on this server.

    Parameters
    ----------
    name : str
        The name of the page, such as "map".
    label : str
    **query : str
        Query parameters of that page.

    Raises
    ------
    ValueError
        If there is no page of that name.
    """
    target = page(name)
    if not settings.current().is_page_open(name):
        return
    st.page_link(
        streamlit_page(target),
        label=label,
        icon=":material/arrow_forward:",
        query_params={**url.shared_params(), **query},
    )
