"""The embviz server: `streamlit run app.py`."""

import sys

import streamlit as st

from embviz.app.server import MIDDLEWARE, ROUTES, configure, lifespan, show_error

configure(sys.argv)

app = st.App(
    "pages/frame.py",
    lifespan=lifespan,
    routes=ROUTES,
    middleware=MIDDLEWARE,
    on_script_error=show_error,
)
