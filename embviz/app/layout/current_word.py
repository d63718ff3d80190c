"""The part of the sidebar that tells the current word, which can run alone."""

from __future__ import annotations

import streamlit as st

from embviz.app.components import print_button
from embviz.app.state import presentation, session


@st.fragment(key=session.WORD_FRAGMENT)
def show(embedding: str) -> None:
    """Show and ask for the current word, and offer what depends on it.

    Parameters
    ----------
    embedding : str
        What the sidebar calls the embedding.
    """
    session.commit_word()
    st.text_input(
        "Current word",
        session.default_word(),
        key="word",
        bind="query-params",
        icon=":material/search:",
        max_chars=100,
        on_change=_on_change,
        help="What Lesson, Look up, Map and Similarity show. A click on a chart changes it.",
    )
    with st.container(gap="xsmall"):
        presentation.start_button()
        print_button.print_button(embedding, session.word())


def rerun() -> None:
    """Let only this part follow a click elsewhere. For callbacks."""
    st.rerun(session.WORD_FRAGMENT)


def _on_change() -> None:
    session.discard_pending_word()
    session.rerun()  # Not only this part: the page shows the word, too.
