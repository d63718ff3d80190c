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
from embviz.app.config.pages import ENTRIES, FIRST, SECTIONS, Entry
from embviz.app.layout import links
from embviz.app.state import presentation, session

# Pages whose own fields change nothing around them but the current word: `session.choose_word`.
APART = {"lookup", "matrix", "similarity", "analogy"}

ICON = Path(__file__).parents[3] / "pages" / "icon.png"


def chosen() -> StreamlitPage:
    """Show the navigation; return the page that is to run.

    Pages that are not open on this server stay out of the navigation; their addresses say so. The
    address ``/lesson`` leads to the first page, which is at ``/``; when that is not open, ``/``
    leads to the first page that is.
    """
    room = settings.now()
    # The navigation marks the page that it chooses, so that each run has copies of its own.
    shown = {
        section: [copy(links.page(entry)) for entry in entries if room.is_open(entry.path)]
        for section, entries in SECTIONS.items()
    }
    shown = {section: entries for section, entries in shown.items() if entries}
    first = next(entry for entry in ENTRIES if room.is_open(entry.path))
    go = partial(_go_to, first)
    if first is FIRST:
        onward = _hidden(FIRST.name, FIRST.title, go)
    else:
        onward = _hidden(links.START, first.title, go, default=True)
    closed = [
        _hidden(entry.name, entry.title, partial(_closed, entry))
        for entry in ENTRIES
        if not room.is_open(entry.path)
    ]
    shown[next(reversed(shown))] += [*closed, onward]  # Where they are does not show.
    page = st.navigation(shown, expanded=True, position="top" if presentation.on() else "sidebar")
    if page is onward:
        page.run()  # At once: no field has taken its part of the address yet.
    return page


def run(page: StreamlitPage) -> None:
    """Run a page; what is asked for on one that is apart runs only that again, not the frame."""
    st.session_state[session.APART] = page.url_path in APART
    if st.session_state[session.APART]:
        _apart(page)
    else:
        page.run()


@st.fragment(key=session.PAGE_PART)
def _apart(page: StreamlitPage) -> None:
    copy(page).run()  # A page runs once; its copy can as well.


@lru_cache(maxsize=1)
def icon() -> str:
    """Return the picture beside the title of the window, in the address that stands for it.

    By the name of its file, Streamlit would read and store it in every run.
    """
    return f"data:image/png;base64,{b64encode(ICON.read_bytes()).decode()}"


def _hidden(
    name: str, title: str, run: Callable[[], None], *, default: bool = False
) -> StreamlitPage:
    return st.Page(run, title=title, url_path=name, visibility="hidden", default=default)


def _go_to(entry: Entry) -> None:
    st.switch_page(entry.path, query_params=dict(st.query_params))


def _closed(entry: Entry) -> None:
    """Say that a page is not open, and which are."""
    inputs.heading(
        f"{entry.title}: not open here",
        "Whoever runs this server has chosen the pages for this class, and this one is not among "
        "them. These are open:",
    )
    with st.container(gap="small"):
        for each in ENTRIES:
            links.page_link(each.path, each.title)
