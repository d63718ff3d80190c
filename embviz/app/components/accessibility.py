"""Styles and a script that make Streamlit's own elements accessible."""

from __future__ import annotations

import streamlit as st

from embviz.app.web.assets import read_asset

# Not isolated: the styles apply to the whole page.
_component = st.components.v2.component(
    "embviz_accessibility",
    html="<i></i>",
    css=read_asset("accessibility.css"),
    js=read_asset("accessibility.js"),
    isolate_styles=False,
)


def inject() -> None:
    """Make the focus visible, label the navigation, and respect reduced motion.

    Call it within the sidebar, which every page has, even where it is collapsed or hidden.
    """
    _component(key="accessibility", width=1, height=1)
