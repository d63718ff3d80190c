"""What goes when a visit ends."""

from __future__ import annotations

import sys
from types import ModuleType

import streamlit as st


def release_main_module(_: object = None) -> None:
    """Let go of the names of the page that ran last, whosever it was.

    Streamlit runs each page as the module `__main__` and leaves the last one in `sys.modules`, with
    the embedding it showed: an upload would stay in memory until the next visitor comes. Pages that
    run hold their own names, so they do not notice.
    """
    if str(getattr(sys.modules.get("__main__"), "__file__", "")).endswith(MAIN_SCRIPT):
        sys.modules["__main__"] = ModuleType("__main__")


# The script that Streamlit runs, see app.py.
MAIN_SCRIPT = "frame.py"


@st.cache_resource(
    max_entries=1, show_spinner=False, scope="session", on_release=release_main_module
)
def release_on_disconnect() -> object:
    """Have `release_main_module` called when this visit's connection ends; call it in every run."""
    return object()
