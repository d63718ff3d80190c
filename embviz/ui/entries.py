"""The pages as entries of the navigation."""

from __future__ import annotations

from base64 import b64encode
from copy import copy
from functools import lru_cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

ICON = Path(__file__).parents[2] / "pages" / "icon.png"


@lru_cache(maxsize=1)
def icon() -> str:
    """Return the picture beside the title of the window, in the address that stands for it.

    By the name of its file, Streamlit would read and store it in every run.
    """
    return f"data:image/png;base64,{b64encode(ICON.read_bytes()).decode()}"


def page(path: str, *, title: str, icon: str, default: bool = False) -> StreamlitPage:
    """Return the entry of a page, as `st.Page` does.

    `st.Page` looks for the file in every run of every visit; here it does so once. The navigation
    marks the entry that it chooses, so each run has copies of its own.
    """
    return copy(_found(path, title, icon, default))


@lru_cache(maxsize=64)
def _found(path: str, title: str, icon: str, default: bool) -> StreamlitPage:
    return st.Page(path, title=title, icon=icon, default=default)
