"""The message that visitors see when a page fails."""

from __future__ import annotations

import streamlit as st


def show_error(error: Exception) -> bool:
    """Show that the page failed, without the reason, which may contain private data.

    For `st.App(on_script_error=…)`: Streamlit has already logged the error.

    Returns
    -------
    bool
        True: Streamlit shows no message of its own.
    """
    st.error(
        "It is not your fault, and all that you uploaded is still here. Change what you chose "
        "last, or open another page. Whoever runs this server finds the reason in its terminal.",
        title="This page could not be shown",
        icon=":material/sentiment_dissatisfied:",
    )
    return True
