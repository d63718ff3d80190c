"""The map itself, with its caption and its numbers as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app.components.chart import chart
from embviz.app.state import keys
from embviz.app.text import format_count
from embviz.app.views.map.compute import MapResult
from embviz.app.views.map.quality import format_percent
from embviz.app.views.map.settings import AXES, NO_PROJECTION, MethodChoice
from embviz.app.views.map.state import DrawnMap, get_viewport
from embviz.axes import Axis
from embviz.figures import Figure
from embviz.maps import Coloring

# Rows of the table beside a map; all of them are in the CSV file.
MAX_TABLE_ROWS = 1000


def map_figure(
    drawn_map: DrawnMap, coloring: Coloring | None, axes: Sequence[Axis], *, with_labels: bool
) -> Figure:
    """Return the figure of a map."""
    return figures.packed_word_map(
        drawn_map.coordinates,
        drawn_map.tokens,
        drawn_map.words.token_ids,
        coloring,
        axes=[axis.end_labels for axis in axes],
        label_groups=with_labels,
        revision=drawn_map.digest,
    )


def show(
    drawn_map: DrawnMap,
    figure: Figure,
    choice: MethodChoice,
    map_result: MapResult,
    coloring: Coloring | None,
    color_description: str,
    *,
    figure_digest: str,
    python: Callable[[], str],
) -> None:
    """Draw a map; `figure_digest` names all that its picture depends on."""
    view = f"{drawn_map.coordinates.shape[1]}D"
    n = len(drawn_map.words)
    chart(
        figure,
        key=drawn_map.chart_key,
        alt=f"A {view} map of {format_count(n, 'word')}: {drawn_map.words.description}. {drawn_map.description}.",
        caption=_caption(choice, map_result, view, color_description),
        table=lambda: map_frame(drawn_map, coloring).head(MAX_TABLE_ROWS),
        map_data={
            "digest": figure_digest,
            "map": drawn_map.digest,
            "view": _initial_viewport(drawn_map.digest),
            "note": image_note(drawn_map, map_result),
            "file": "map",
            "interactive": True,
        },
        all_rows=lambda: map_frame(drawn_map, coloring).assign(
            **{"how it was drawn": drawn_map.description}
        ),
        python=python,
    )
    if drawn_map.words.note:
        st.caption(f":material/info: {drawn_map.words.note}")


def _initial_viewport(digest: str) -> str:
    """Return the view that a map begins with, the same for as long as it stands.

    With every other one, all points would be sent again.
    """
    of, view = keys.INITIAL_VIEWPORT.get(("", ""))
    if of != digest:
        view = get_viewport(digest)
        keys.INITIAL_VIEWPORT.set((digest, view))
    return view


def _caption(
    choice: MethodChoice, map_result: MapResult, dimensions: str, color_description: str
) -> str:
    drag = "move" if dimensions == "2D" else "turn"
    said = f"{_describe_map(choice, map_result, dimensions)} {color_description}".strip()
    return (
        f"{said} Click a word to see its true neighbors; drag to {drag} the map, scroll to zoom "
        "once you have clicked it."
    )


def _describe_map(choice: MethodChoice, map_result: MapResult, dimensions: str) -> str:
    """Say what the places mean, and what the map loses."""
    if choice.name == AXES:
        return (
            "Each axis shows the cosine similarity of a word's row with the direction of the axis: "
            "0 is neither. All other directions are not on the map."
        )
    if choice.name == NO_PROJECTION:
        return "The rows are drawn as they are: nothing is lost."
    if choice.settings.method == "mds":
        return (
            f"Classical MDS fits all the distances at once into {dimensions[0]} directions. Compared by "
            "distance, it draws the same picture as PCA."
        )
    if choice.settings.method != "pca":
        return (
            f"{choice.name} keeps neighbors together. Read who is beside whom; the gaps between "
            "clusters and their sizes mean little."
        )
    kept, trust = sum(map_result.variance_kept), map_result.trust
    if not kept:
        return "All these rows are the same: there is nothing to tell the words apart."
    said = (
        f"PCA (principal component analysis) takes the {dimensions[0]} directions in which these words "
        f"differ most. They keep **{format_percent(kept)} of the variance**"
    )
    if kept > 0.995:
        return f"{said}."
    if trust is None or trust.recall > 0.5:
        return f"{said}: words that touch may be far apart."
    return (
        f"{said}, and of the {trust.k} words nearest to a word **{format_percent(trust.recall)}** are "
        "among the nearest here: most words that touch are no neighbors."
    )


def image_note(drawn_map: DrawnMap, map_result: MapResult) -> str:
    """Return one line that says what a saved picture shows."""
    parts = [
        f"{format_count(len(drawn_map.words), 'word')}: {drawn_map.words.description}",
        drawn_map.description,
    ]
    if map_result.trust is not None:
        parts.append(
            f"trustworthiness {map_result.trust.trustworthiness:.3f} (k = {map_result.trust.k})"
        )
    return " · ".join(parts)


def map_frame(drawn_map: DrawnMap, coloring: Coloring | None) -> pd.DataFrame:
    """Return the coordinates of a map as a table, with what its colors show."""
    columns: dict[str, object] = {
        "token": list(drawn_map.tokens),
        "token id": drawn_map.words.token_ids,
    }
    columns |= dict(zip("xyz", drawn_map.coordinates.T, strict=False))
    if drawn_map.words.groups:
        columns["group"] = drawn_map.words.groups
    if coloring is not None and coloring.title != "group":
        # A column of the file may be called as one of these.
        title = f"{coloring.title} (color)" if coloring.title in columns else coloring.title
        columns[title] = (
            [coloring.names[int(each)] for each in coloring.values]
            if coloring.kind == "category"
            else coloring.values
        )
    return pd.DataFrame(columns)
