"""Evaluation of an embedding."""

from urllib.parse import urlencode

import streamlit as st

from embviz.app.components import inputs
from embviz.app.config import Page
from embviz.app.state import embeddings
from embviz.app.views.evaluation import analogies, associations, compression, geometry, pairs

VIEWS = {
    "Analogies": analogies.show,
    "Word pairs": pairs.show,
    "Shape": geometry.show,
    "Associations": associations.show,
    "Size": compression.show,
}

PAGE = Page(
    title="How good is it?",
    icon=":material/speed:",
    section="Measure",
    order=1,
    views=tuple(urlencode({"measure": view}) for view in VIEWS),
)


def show() -> None:
    """Show one way to measure the embedding."""
    inputs.page_header(
        "How good is it?",
        "No single number says how good an embedding is. Here are several, each with what it means "
        "and when it misleads.",
    )
    view = inputs.option_input(
        "What to measure", list(VIEWS), key="measure", label_visibility="collapsed", wrap=True
    )
    with st.container(key="measured_view"):
        VIEWS[view](embeddings.current())


if __name__ == "__main__":
    show()
