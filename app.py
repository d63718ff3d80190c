"""The embviz server: `streamlit run app.py`."""

import sys

import streamlit as st

from embviz.app.server.asgi import MIDDLEWARE, ROUTES, lifespan
from embviz.app.server.command_line import configure
from embviz.app.server.error_page import show_error

configure(sys.argv)

app = st.App(
    "pages/frame.py",
    lifespan=lifespan,
    routes=ROUTES,
    middleware=MIDDLEWARE,
    on_script_error=show_error,
)
