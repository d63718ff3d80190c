"""Two embeddings over the words that both have."""

import streamlit as st

from embviz.ui import controls, session
from embviz.ui.compare import analogy, common, matrices, movers, neighbors, pair

VIEWS = {
    "Neighbors": neighbors.show,
    "Movers": movers.show,
    "Analogy": analogy.show,
    "Pairs": matrices.show,
    "Common map": common.show,
}

E = session.embedding()

controls.heading(
    "Compare",
    "Two embeddings place the same words differently. Where do they agree, and which words keep "
    "quite other company?",
)
both = pair.ask(E)
if both is not None:
    view = controls.choice(
        "What to compare", list(VIEWS), key="compare", label_visibility="collapsed", wrap=True
    )
    with st.container(key="compared_view"):
        VIEWS[view](both)
