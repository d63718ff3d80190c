"""Which pages there are, which of them are open to visitors, and what their addresses show."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from copy import copy
from functools import lru_cache, partial
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from embviz.app.components import inputs
from embviz.app.config import settings
from embviz.app.config.pages import DEFAULT_PAGE, PAGES, SECTIONS, Page
from embviz.app.layout import links
from embviz.app.state import presentation, session

# Pages whose own fields change nothing around them but the current word: `session.choose_word`.
FRAGMENT_PAGES = {"lookup", "matrix", "similarity", "analogy"}

ICON_PATH = Path(__file__).parents[3] / "pages" / "icon.png"


def show_navigation() -> StreamlitPage:
    """Show the navigation; return the page that is to run.

    Pages that are not open on this server stay out of the navigation; their addresses say so. The
    address ``/lesson`` leads to the first page, which is at ``/``; when that is not open, ``/``
    leads to the first page that is.
    """
    room = settings.current()
    # The navigation marks the page that it chooses, so that each run has copies of its own.
    shown = {
        section: [
            copy(links.streamlit_page(entry)) for entry in entries if room.is_page_open(entry.path)
        ]
        for section, entries in SECTIONS.items()
    }
    shown = {section: entries for section, entries in shown.items() if entries}
    first = next(entry for entry in PAGES if room.is_page_open(entry.path))
    go = partial(_redirect, first)
    if first is DEFAULT_PAGE:
        onward = _hidden_page(DEFAULT_PAGE.name, DEFAULT_PAGE.title, go)
    else:
        onward = _hidden_page(links.START_URL_PATH, first.title, go, default=True)
    closed = [
        _hidden_page(entry.name, entry.title, partial(_show_closed_page, entry))
        for entry in PAGES
        if not room.is_page_open(entry.path)
    ]
    shown[next(reversed(shown))] += [*closed, onward]  # Where they are does not show.
    page = st.navigation(
        shown, expanded=True, position="top" if presentation.is_presenting() else "sidebar"
    )
    if page is onward:
        page.run()  # At once: no field has taken its part of the address yet.
    return page


def run_page(page: StreamlitPage) -> None:
    """Run a page; what is asked for on one that is apart runs only that again, not the frame."""
    st.session_state[session.FRAGMENT_KEY] = page.url_path in FRAGMENT_PAGES
    if st.session_state[session.FRAGMENT_KEY]:
        _run_as_fragment(page)
    else:
        page.run()


@st.fragment(key=session.PAGE_FRAGMENT)
def _run_as_fragment(page: StreamlitPage) -> None:
    copy(page).run()  # A page runs once; its copy can as well.


@lru_cache(maxsize=1)
def icon_data_url() -> str:
    """Return the picture beside the title of the window, in the address that stands for it.

    By the name of its file, Streamlit would read and store it in every run.
    """
    return f"data:image/png;base64,{b64encode(ICON_PATH.read_bytes()).decode()}"


def _hidden_page(
    name: str, title: str, show: Callable[[], None], *, default: bool = False
) -> StreamlitPage:
    return st.Page(show, title=title, url_path=name, visibility="hidden", default=default)


def _redirect(entry: Page) -> None:
    st.switch_page(entry.path, query_params=dict(st.query_params))


def _show_closed_page(entry: Page) -> None:
    """Say that a page is not open, and which are."""
    inputs.page_header(
        f"{entry.title}: not open here",
        "Whoever runs this server has chosen the pages for this class, and this one is not among "
        "them. These are open:",
    )
    with st.container(gap="small"):
        for each in PAGES:
            links.page_link(each.path, each.title)
