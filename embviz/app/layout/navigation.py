"""The navigation: the pages that are open on this server, and what other addresses show."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from copy import copy
from functools import lru_cache, partial
from importlib.resources import files

import streamlit as st

from embviz.app.components import inputs
from embviz.app.config import SECTIONS, Page, all_pages, settings
from embviz.app.layout import links
from embviz.app.state import current_word, keys, presentation, url


def show_navigation() -> st.Page:
    """Show the navigation; return the page to run.

    Pages that are not open on this server are hidden; their addresses say so. The name of the first
    page redirects to it, at ``/``; when it is not open, ``/`` redirects to the first page that is.
    """
    pages, server = all_pages(), settings.current()
    open_pages = [entry for entry in pages if server.is_page_open(entry.name)]
    # st.navigation marks the page that it selects, so each run gets its own copies.
    sections = {
        section: [
            copy(links.streamlit_page(entry)) for entry in open_pages if entry.section == section
        ]
        for section in SECTIONS
    }
    sections = {section: entries for section, entries in sections.items() if entries}
    first = open_pages[0]
    redirect = partial(_redirect, first)
    if first is pages[0]:
        redirecting = _hidden_page(first.name, first.title, redirect)
    else:
        redirecting = _hidden_page(links.START_URL_PATH, first.title, redirect, default=True)
    closed = [
        _hidden_page(entry.name, entry.title, partial(_show_closed_page, entry))
        for entry in pages
        if entry not in open_pages
    ]
    sections[next(reversed(sections))] += [*closed, redirecting]  # Hidden pages need any section.
    page = st.navigation(
        sections, expanded=True, position="top" if presentation.is_presenting() else "sidebar"
    )
    if page is redirecting:
        page.run()  # Redirect before any widget reads its query parameter.
    return page


def run_page(page: st.Page) -> None:
    """Run a page; as a fragment where it is declared as one, so that its widgets rerun it alone."""
    is_fragment = _is_fragment(page)
    keys.IS_FRAGMENT_PAGE.set(is_fragment)
    if is_fragment:
        _run_as_fragment(page)
    else:
        page.run()


def _is_fragment(page: st.Page) -> bool:
    return any(
        entry.is_fragment
        for entry in all_pages()
        if links.streamlit_page(entry).url_path == page.url_path
    )


@st.fragment(key=current_word.PAGE_FRAGMENT)
def _run_as_fragment(page: st.Page) -> None:
    copy(page).run()  # A page object runs only once; the fragment may rerun.


@lru_cache(maxsize=1)
def icon_data_url() -> str:
    """Return the icon of the browser tab as a data URL.

    Given the path of the file, Streamlit would read and store it in every run.
    """
    icon = (files("embviz.app") / "web" / "icon.png").read_bytes()
    return f"data:image/png;base64,{b64encode(icon).decode()}"


def _hidden_page(
    name: str, title: str, show: Callable[[], None], *, default: bool = False
) -> st.Page:
    return st.Page(show, title=title, url_path=name, visibility="hidden", default=default)


def _redirect(entry: Page) -> None:
    st.switch_page(entry.path, query_params=url.all_params())


def _show_closed_page(entry: Page) -> None:
    """Say that a page is not open, and link to those that are."""
    inputs.page_header(
        f"{entry.title}: not open here",
        "Whoever runs this server has chosen the pages for this class, and this one is not among "
        "them. These are open:",
    )
    with st.container(gap="small"):
        for other in all_pages():
            links.page_link(other.name, other.title)
