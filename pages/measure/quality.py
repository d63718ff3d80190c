"""How good an embedding is, in numbers that say what they mean."""

import streamlit as st

from embviz.ui import controls, session
from embviz.ui.measure import analogies, associations, pairs, shape, size

VIEWS = {
    "Analogies": analogies.show,
    "Word pairs": pairs.show,
    "Shape": shape.show,
    "Associations": associations.show,
    "Size": size.show,
}

E = session.embedding()

controls.heading(
    "How good is it?",
    "No single number says how good an embedding is. Here are several, each with what it means and "
    "when it misleads.",
)
view = controls.choice(
    "What to measure", list(VIEWS), key="measure", label_visibility="collapsed", wrap=True
)
with st.container(key="measured_view"):
    VIEWS[view](E)
