"""What makes Streamlit's own parts work for everybody: by keyboard, in any light, at rest."""

from __future__ import annotations

import streamlit as st

from embviz.app.web.assets import read_asset

# Not isolated: it is about the whole page.
_component = st.components.v2.component(
    "embviz_everyone",
    html="<i></i>",
    css=read_asset("accessibility.css"),
    js=read_asset("accessibility.js"),
    isolate_styles=False,
)


def inject() -> None:
    """Show the focus everywhere, name the parts of the navigation, keep still where asked to.

    Called within the sidebar, which is on every page, also where it is folded away or hidden.
    """
    _component(key="everyone", width=1, height=1)
