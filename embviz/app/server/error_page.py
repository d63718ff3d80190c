"""What a visitor sees when a page fails: a sentence; the terminal of the server has the rest."""

from __future__ import annotations

import streamlit as st


def show_error(error: Exception) -> bool:
    """Say that the page failed, and nothing of why: that may hold what others should not see.

    For `st.App(on_script_error=…)`; Streamlit has written the error to the terminal by then.

    Returns
    -------
    bool
        True: Streamlit is to show nothing of its own.
    """
    st.error(
        "It is not your fault, and all that you uploaded is still here. Change what you chose "
        "last, or open another page. Whoever runs this server finds the reason in its terminal.",
        title="This page could not be shown",
        icon=":material/sentiment_dissatisfied:",
    )
    return True
