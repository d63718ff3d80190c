"""The embviz server: `streamlit run app.py`."""

import streamlit as st

from embviz.ui.server import ROUTES, lifespan

app = st.App("pages/frame.py", lifespan=lifespan, routes=ROUTES)
