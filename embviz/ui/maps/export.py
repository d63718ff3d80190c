"""A map to keep: its numbers as CSV, the whole of it as one file for a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files

import pandas as pd
import streamlit as st

from embviz.figures import Figure
from embviz.ui import chart, scripts, tables


def offer(table: Callable[[], pd.DataFrame], figure: Figure, note: str, about: str) -> None:
    """Offer the map as files. Pictures are saved with the tools on the map."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(
            "Coordinates (CSV)",
            lambda: tables.csv(table().assign(**{"how it was drawn": about})),
            file_name="map.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="A line for each word: its token id, its place, and how the map was drawn.",
        )
        st.download_button(
            "Whole map (HTML)",
            lambda: as_html(figure, note),
            file_name="map.html",
            mime="text/html",
            icon=":material/language:",
            on_click="ignore",
            help="One file that opens in any browser, without a network: move, zoom and search.",
        )
        st.caption("Pictures: the tools above the map.", width="content")


def as_html(figure: Figure, note: str) -> str:
    """Return a page that shows a map without a server and without a network.

    Parameters
    ----------
    figure : Figure
        From `figures.word_cloud`.
    note : str
        What stands below it, as plain text.
    """
    page = (files("embviz.ui.maps") / "page.html").read_text("utf-8")
    plotly = (files("plotly") / "package_data" / "plotly.min.js").read_text("utf-8")
    data = {
        "figure": figure,
        "alt": note,
        "note": note,
        "name": "map",
        "scale": 1,
        "digest": "page",
        "map": "page",
        "file": "map",
    }
    parts = {
        "__CSS__": chart.CSS,
        "__CHART__": chart.HTML,
        "__PLOTLY__": plotly.replace("</script", "<\\/script"),
        "__JS__": scripts.JS,
        # No word can end the script or begin another one.
        "__DATA__": json.dumps(data).replace("<", "\\u003c"),
    }
    # In one pass: a word that looks like the name of a part stays as it is.
    pieces = page.split("__")
    return "".join(
        parts.get(f"__{piece}__", piece) if i % 2 else piece for i, piece in enumerate(pieces)
    )
