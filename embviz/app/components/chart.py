"""The chart component: one for every picture of the app."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from embviz.app.components import export
from embviz.app.state import presentation
from embviz.app.web.assets import CHART_CSS, CHART_HTML, loader_script, plotly_url
from embviz.figures import Figure

if TYPE_CHECKING:
    import pandas as pd

# Not isolated: Plotly puts its style sheet into the page, where a shadow root would not see it.
_component = st.components.v2.component(
    "embviz_chart",
    html=CHART_HTML,
    css=CHART_CSS,
    js=loader_script(),
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
    all_rows: Callable[[], pd.DataFrame] | None = None,
    python: Callable[[], str] | None = None,
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
    all_rows : callable, optional
        Returns all the numbers, for a file, where `table` has only the first of them.
    python : callable, optional
        Returns the Python lines that reproduce the picture.
    """

    def clicked() -> None:
        click = st.session_state[key].click
        # A browser can send anything; a chart that takes no clicks never gets here.
        if on_click and isinstance(click, dict) and type(click.get("id")) is int:
            on_click(click["id"])

    layout, scale = figure["layout"], presentation.type_scale()
    _component(
        key=key,
        # As bytes: of a mapping, Streamlit would look for tables in it and write the text twice.
        data=json.dumps(
            {
                "figure": figure,
                "alt": alt,
                "plotly": plotly_url(),
                "scale": scale,
                "name": key,
                "clickable": on_click is not None or map_data is not None,
                **(map_data or {}),
            }
        ).encode(),
        # Known in advance, so that nothing below jumps; a figure that has a narrow form, or is
        # drawn in larger type, decides itself.
        height="content" if "narrow" in layout.get("meta", {}) or scale != 1 else layout["height"],
        on_click_change=clicked,
    )
    st.caption(caption)
    files = map_data or {}
    with st.container(horizontal=True, gap="xsmall"):
        if table is not None:
            data_table(key, alt, table)
        export.export_menu(
            key,
            export.Export(
                figure,
                alt,
                caption,
                all_rows or table,
                python,
                files.get("note"),
                files.get("file"),
            ),
        )


def data_table(key: str, alt: str, table: Callable[[], Any]) -> None:
    """Offer a picture's numbers as text: one sentence and a table, built when it is opened."""
    fold = st.expander(
        "The same in numbers", icon=":material/table:", key=f"{key}_twin", on_change="rerun"
    )
    if fold.open:
        fold.text(alt)
        fold.dataframe(table(), width="stretch")
