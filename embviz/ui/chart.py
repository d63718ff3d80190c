"""The chart component: one for every picture of the app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from embviz.figures import Figure
from embviz.ui import presenting
from embviz.ui.scripts import loader, web
from embviz.ui.server import plotly_url

if TYPE_CHECKING:
    import pandas as pd

# The frame for the keyboard stands beside the picture: an image has no parts that can be reached.
HTML = """
<div class="embviz-frame">
  <div class="embviz-keys" role="application" aria-label="Marks of the picture" hidden>
    <div class="ring" hidden></div>
    <div class="hint"></div>
    <div class="say" aria-live="polite"></div>
  </div>
  <div class="embviz-chart" role="img" aria-label="A picture">
    <div class="plot"></div>
    <div class="labels" aria-hidden="true"></div>
  </div>
</div>
"""


CSS = web("chart.css")

# Not isolated: Plotly puts its style sheet into the page, where a shadow root would not see it.
_component = st.components.v2.component(
    "embviz_chart",
    html=HTML,
    css=CSS,
    js=loader(),
    isolate_styles=False,
)


def chart(
    figure: Figure,
    *,
    key: str,
    alt: str,
    caption: str,
    table: Callable[[], pd.DataFrame] | None = None,
    on_click: Callable[[int], None] | None = None,
    map_data: Mapping[str, Any] | None = None,
) -> None:
    """Draw a figure with its caption and its text twin.

    Parameters
    ----------
    figure : Figure
    key : str
        Names the chart; unique on the page.
    alt : str
        One sentence that says what the picture shows, read aloud in its place.
    caption : str
        Markdown that says what to see in it.
    table : callable, optional
        Returns the numbers of the picture as a table. Called when the reader opens it.
    on_click : callable, optional
        Receives the token id of the point or row that was clicked, before the page runs again.
    map_data : mapping, optional
        Of a map: its digests, the view to begin with, and the note and file name to save it by.
    """

    def clicked() -> None:
        click = st.session_state[key].click
        # A browser can send anything; a chart that takes no clicks never gets here.
        if on_click and isinstance(click, dict) and type(click.get("id")) is int:
            on_click(click["id"])

    layout, scale = figure["layout"], presenting.type_scale()
    _component(
        key=key,
        data={
            "figure": figure,
            "alt": alt,
            "plotly": plotly_url(),
            "scale": scale,
            "name": key,
            "clickable": on_click is not None or map_data is not None,
            **(map_data or {}),
        },
        # Known in advance, so that nothing below jumps; a figure that has a narrow form, or is
        # drawn in larger type, decides itself.
        height="content" if "narrow" in layout.get("meta", {}) or scale != 1 else layout["height"],
        on_click_change=clicked,
    )
    st.caption(caption)
    if table is not None:
        twin(key, alt, table)


def twin(key: str, sentence: str, table: Callable[[], Any]) -> None:
    """Offer a picture's numbers as text: one sentence and a table, built when it is opened."""
    fold = st.expander(
        "The same in numbers", icon=":material/table:", key=f"{key}_twin", on_change="rerun"
    )
    if fold.open:
        fold.text(sentence)
        fold.dataframe(table(), width="stretch")
