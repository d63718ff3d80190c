"""The current word in the sidebar: a fragment, which a click elsewhere can rerun alone."""

from __future__ import annotations

import streamlit as st

from embviz.app.components import print_button
from embviz.app.state import current_word, keys, presentation


@st.fragment(key=current_word.WORD_FRAGMENT)
def show(embedding: str) -> None:
    """Show the text field of the current word, and the buttons that depend on the word.

    Parameters
    ----------
    embedding : str
        The name of the embedding in the sidebar.
    """
    current_word.commit()
    st.text_input(
        "Current word",
        current_word.default(),
        key=keys.WORD,
        bind="query-params",
        icon=":material/search:",
        max_chars=100,
        on_change=_on_change,
        help="What Lesson, Look up, Map and Similarity show. A click on a chart changes it.",
    )
    with st.container(gap="xsmall"):
        presentation.start_button()
        print_button.print_button(embedding, current_word.get())


def _on_change() -> None:
    current_word.discard_pending()
    current_word.rerun()  # Rerun the page too, because it shows the word.
