"""The embviz server: `streamlit run app.py`."""

import sys

import streamlit as st

from embviz.ui.apology import apologize
from embviz.ui.options import obey
from embviz.ui.server import MIDDLEWARE, ROUTES, lifespan

obey(sys.argv)

app = st.App(
    "pages/frame.py",
    lifespan=lifespan,
    routes=ROUTES,
    middleware=MIDDLEWARE,
    on_script_error=apologize,
)
