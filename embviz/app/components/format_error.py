"""The message about a file that cannot be read."""

from __future__ import annotations

import streamlit as st

from embviz.io import FormatError


def show_format_error(error: FormatError) -> None:
    """Show why a file or a list cannot be used."""
    with st.container(border=True):
        st.markdown(":red[:material/error:] **This cannot be used as it is**")
        st.text(str(error))
