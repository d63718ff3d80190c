"""The chart component, which draws every figure of the app."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from embviz.app.components import export
from embviz.app.state import keys, presentation
from embviz.app.web.assets import CHART_CSS, CHART_HTML, loader_script, plotly_url
from embviz.figures import Figure

if TYPE_CHECKING:
    import pandas as pd

# Not isolated: Plotly adds its style sheet to the page, which does not apply in a shadow root.
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
    """Draw a figure with its caption and its data table.

    Parameters
    ----------
    figure : Figure
    key : str
        Names the chart; unique on the page.
    alt : str
        One sentence that describes the figure, for screen readers.
    caption : str
        Markdown that explains the figure.
    table : callable, optional
        Returns the numbers of the figure as a table. Called when the reader opens it.
    on_click : callable, optional
        Receives the token id of the clicked point or row, before the page runs again.
    map_data : mapping, optional
        For a map: its digests, the initial view, and the note and file name of its exports.
    all_rows : callable, optional
        Returns all numbers for the export, where `table` has only the first of them.
    python : callable, optional
        Returns the Python script that reproduces the numbers.
    """

    def handle_click() -> None:
        click = keys.component(key).value.click
        # Validated, because a browser can send anything.
        if on_click and isinstance(click, dict) and type(click.get("id")) is int:
            on_click(click["id"])

    layout, scale = figure["layout"], presentation.type_scale()
    _component(
        key=key,
        # As bytes: Streamlit searches a mapping for tables, and serializes it twice.
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
        # A fixed height avoids layout shifts, but a figure with a narrow form or in larger type
        # chooses its own.
        height="content" if "narrow" in layout.get("meta", {}) or scale != 1 else layout["height"],
        on_click_change=handle_click,
    )
    st.caption(caption)
    names = map_data or {}
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
                names.get("note"),
                names.get("file"),
            ),
        )


def data_table(key: str, alt: str, table: Callable[[], Any]) -> None:
    """Show an expander with the numbers of a figure; `table` is called when it is opened."""
    expander = st.expander(
        "The same in numbers", icon=":material/table:", key=f"{key}_table", on_change="rerun"
    )
    if expander.open:
        expander.text(alt)
        expander.dataframe(table(), width="stretch")
