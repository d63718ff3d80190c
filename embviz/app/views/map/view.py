"""The chart of a map, with its caption and table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app.components.chart import chart
from embviz.app.state import keys
from embviz.app.text import format_count, format_percent
from embviz.app.views.map.compute import MapResult
from embviz.app.views.map.settings import AXES, NO_PROJECTION, MethodChoice
from embviz.app.views.map.state import DrawnMap, get_viewport
from embviz.axes import Axis
from embviz.figures import Figure
from embviz.maps import Coloring

# Rows of the table; all of them are in the CSV file.
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
    """Draw a map; `figure_digest` is a digest of all that the figure depends on."""
    dimensions = f"{drawn_map.coordinates.shape[1]}D"
    n_words = format_count(len(drawn_map.words), "word")
    chart(
        figure,
        key=drawn_map.chart_key,
        alt=f"A {dimensions} map of {n_words}: {drawn_map.words.description}. "
        f"{drawn_map.description}.",
        caption=_caption(choice, map_result, dimensions, color_description),
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
    """Return the initial viewport of a map, which stays the same while the map does.

    A change would send all points again.
    """
    stored_digest, viewport = keys.INITIAL_VIEWPORT.get(("", ""))
    if stored_digest != digest:
        viewport = get_viewport(digest)
        keys.INITIAL_VIEWPORT.set((digest, viewport))
    return viewport


def _caption(
    choice: MethodChoice, map_result: MapResult, dimensions: str, color_description: str
) -> str:
    drag = "move" if dimensions == "2D" else "turn"
    text = f"{_describe_map(choice, map_result, dimensions)} {color_description}".strip()
    return (
        f"{text} Click a word to see its true neighbors; drag to {drag} the map, scroll to zoom "
        "once you have clicked it."
    )


def _describe_map(choice: MethodChoice, map_result: MapResult, dimensions: str) -> str:
    """Return sentences on the meaning of the coordinates, and the information lost."""
    if choice.name == AXES:
        return (
            "Each axis shows the cosine similarity of a word's row with the direction of the axis: "
            "0 is neither. All other directions are not on the map."
        )
    if choice.name == NO_PROJECTION:
        return "The rows are drawn as they are: nothing is lost."
    if choice.settings.method == "mds":
        return (
            f"Classical MDS fits all the distances at once into {dimensions[0]} directions. "
            "Compared by distance, it draws the same picture as PCA."
        )
    if choice.settings.method != "pca":
        return (
            f"{choice.name} keeps neighbors together. Read who is beside whom; the gaps between "
            "clusters and their sizes mean little."
        )
    variance_kept, quality = sum(map_result.variance_kept), map_result.quality
    if not variance_kept:
        return "All these rows are the same: there is nothing to tell the words apart."
    text = (
        f"PCA (principal component analysis) takes the {dimensions[0]} directions in which these "
        f"words differ most. They keep **{format_percent(variance_kept, whole=True)} of the "
        "variance**"
    )
    if variance_kept > 0.995:
        return f"{text}."
    if quality is None or quality.recall > 0.5:
        return f"{text}: words that touch may be far apart."
    return (
        f"{text}, and of the {quality.k} words nearest to a word "
        f"**{format_percent(quality.recall, whole=True)}** are among the nearest here: most words "
        "that touch are no neighbors."
    )


def image_note(drawn_map: DrawnMap, map_result: MapResult) -> str:
    """Return a description of a map in one line, for its exports."""
    parts = [
        f"{format_count(len(drawn_map.words), 'word')}: {drawn_map.words.description}",
        drawn_map.description,
    ]
    if (quality := map_result.quality) is not None:
        parts.append(f"trustworthiness {quality.trustworthiness:.3f} (k = {quality.k})")
    return " · ".join(parts)


def map_frame(drawn_map: DrawnMap, coloring: Coloring | None) -> pd.DataFrame:
    """Return the coordinates of a map as a table, with the values that its colors show."""
    columns: dict[str, object] = {
        "token": list(drawn_map.tokens),
        "token id": drawn_map.words.token_ids,
    }
    columns |= dict(zip("xyz", drawn_map.coordinates.T, strict=False))
    if drawn_map.words.groups:
        columns["group"] = drawn_map.words.groups
    if coloring is not None and coloring.title != "group":
        # A column of the file may have the name of one of these.
        title = f"{coloring.title} (color)" if coloring.title in columns else coloring.title
        columns[title] = (
            [coloring.names[int(value)] for value in coloring.values]
            if coloring.kind == "category"
            else coloring.values
        )
    return pd.DataFrame(columns)
