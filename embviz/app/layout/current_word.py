"""The part of the sidebar that tells the current word, which can run alone."""

from __future__ import annotations

import streamlit as st

from embviz.app.components import print_button
from embviz.app.state import presentation, session


@st.fragment(key=session.WORD_PART)
def tell(embedding: str) -> None:
    """Show and ask for the current word, and offer what depends on it.

    Parameters
    ----------
    embedding : str
        What the sidebar calls the embedding.
    """
    session.settle_click()
    st.text_input(
        "Current word",
        session.first_word(),
        key="word",
        bind="query-params",
        icon=":material/search:",
        max_chars=100,
        on_change=_typed,
        help="What Lesson, Look up, Map and Similarity show. A click on a chart changes it.",
    )
    with st.container(gap="xsmall"):
        presentation.offer()
        print_button.offer(embedding, session.word())


def tell_again() -> None:
    """Let only this part follow a click elsewhere. For callbacks."""
    st.rerun(session.WORD_PART)


def _typed() -> None:
    session.forget_click()
    session.run_again()  # Not only this part: the page shows the word, too.
