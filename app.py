"""The embviz server: `streamlit run app.py`."""

import streamlit as st

from embviz.ui.server import MIDDLEWARE, ROUTES, lifespan

app = st.App("pages/frame.py", lifespan=lifespan, routes=ROUTES, middleware=MIDDLEWARE)
