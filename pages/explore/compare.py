"""Two embeddings over the words that both have."""

from urllib.parse import urlencode

import streamlit as st

from embviz.app.components import inputs
from embviz.app.config import Page
from embviz.app.state import embeddings, keys
from embviz.app.views.comparison import analogy, joint_map, matrices, movers, neighbors, pair_input

VIEWS = {
    "Neighbors": neighbors.show,
    "Movers": movers.show,
    "Analogy": analogy.show,
    "Pairs": matrices.show,
    "Common map": joint_map.show,
}

PAGE = Page(
    title="Compare",
    icon=":material/join_inner:",
    section="Explore",
    order=5,
    views=tuple(urlencode([(keys.COMPARISON_TAB, view)]) for view in VIEWS),
)


def show() -> None:
    """Choose a second embedding, then show one way to compare the two."""
    inputs.page_header(
        "Compare",
        "Two embeddings place the same words differently. Where do they agree, and which words "
        "keep quite other company?",
    )
    pair = pair_input.select_pair(embeddings.current())
    if pair is None:
        return
    view = inputs.option_input(
        "What to compare",
        list(VIEWS),
        key=keys.COMPARISON_TAB,
        label_visibility="collapsed",
        wrap=True,
    )
    with st.container(key="compared_view"):
        VIEWS[view](pair)


if __name__ == "__main__":
    show()
