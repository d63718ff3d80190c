"""How good an embedding is, in numbers that say what they mean."""

import streamlit as st

from embviz.app.components import inputs
from embviz.app.state import session
from embviz.app.views.evaluation import analogies, associations, compression, geometry, pairs

VIEWS = {
    "Analogies": analogies.show,
    "Word pairs": pairs.show,
    "Shape": geometry.show,
    "Associations": associations.show,
    "Size": compression.show,
}

E = session.embedding()

inputs.page_header(
    "How good is it?",
    "No single number says how good an embedding is. Here are several, each with what it means and "
    "when it misleads.",
)
view = inputs.option_input(
    "What to measure", list(VIEWS), key="measure", label_visibility="collapsed", wrap=True
)
with st.container(key="measured_view"):
    VIEWS[view](E)
