"""Two embeddings over the words that both have."""

import streamlit as st

from embviz.app.components import inputs
from embviz.app.state import session
from embviz.app.views.comparison import analogy, joint_map, matrices, movers, neighbors, pair_input

VIEWS = {
    "Neighbors": neighbors.show,
    "Movers": movers.show,
    "Analogy": analogy.show,
    "Pairs": matrices.show,
    "Common map": joint_map.show,
}

E = session.embedding()

inputs.page_header(
    "Compare",
    "Two embeddings place the same words differently. Where do they agree, and which words keep "
    "quite other company?",
)
both = pair_input.select_pair(E)
if both is not None:
    view = inputs.option_input(
        "What to compare", list(VIEWS), key="compare", label_visibility="collapsed", wrap=True
    )
    with st.container(key="compared_view"):
        VIEWS[view](both)
