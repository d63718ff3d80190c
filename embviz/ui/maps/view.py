"""The map itself, with its caption and its numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from embviz import figures
from embviz.axes import Axis
from embviz.coloring import Coloring
from embviz.figures import Figure
from embviz.ui.chart import chart
from embviz.ui.maps.drawing import Picture
from embviz.ui.maps.panel import Shown, view_of
from embviz.ui.maps.settings import AS_IT_IS, AXES, Choice
from embviz.ui.maps.trust import percent
from embviz.ui.text import count

# Rows of the table beside a map; all of them are in the CSV file.
MOST_LISTED = 1000


def figure_of(shown: Shown, coloring: Coloring | None, axes: Sequence[Axis]) -> Figure:
    """Return the figure of a map."""
    return figures.word_cloud(
        shown.coordinates,
        shown.tokens,
        shown.words.token_ids,
        coloring,
        axes=[axis.ends for axis in axes],
        named=coloring is not None and coloring.title == "cluster",
        revision=shown.digest,
    )


def show(
    shown: Shown,
    figure: Figure,
    choice: Choice,
    picture: Picture,
    coloring: Coloring | None,
    *,
    drawn: str,
) -> None:
    """Draw a map; `drawn` names all that its picture depends on."""
    view = f"{shown.coordinates.shape[1]}D"
    n = len(shown.words)
    chart(
        figure,
        key=shown.chart,
        alt=f"A {view} map of {count(n, 'word')}: {shown.words.about}. {shown.about}.",
        caption=_caption(choice, picture, view),
        table=lambda: table_of(shown, coloring).head(MOST_LISTED),
        map_data={
            "digest": drawn,
            "map": shown.digest,
            "view": view_of(shown.digest),
            "note": note_of(shown, picture),
            "file": "map",
            "interactive": True,
        },
    )
    if shown.words.note:
        st.caption(f":material/info: {shown.words.note}")


def _caption(choice: Choice, picture: Picture, view: str) -> str:
    loses = ""
    if choice.name == AXES:
        loses = (
            "Each axis shows the cosine similarity of a word's row with the direction of the axis: "
            "0 is neither. All other directions are not on the map."
        )
    elif choice.name == AS_IT_IS:
        loses = "The rows are drawn as they are: nothing is lost."
    elif picture.variance_kept and choice.settings.method == "pca":
        kept = sum(picture.variance_kept)
        loses = (
            f"PCA (principal component analysis) takes the {view[0]} directions in which these "
            f"words differ most. They keep **{percent(kept)} of the variance**"
            + ("." if kept > 0.995 else ": words that touch may be far apart.")
        )
    elif choice.settings.method == "mds":
        loses = "MDS makes all distances as right as it can; none of them is exact."
    else:
        loses = (
            f"{choice.name} keeps neighbors together. Read who is beside whom; the gaps between "
            "clusters and their sizes mean little."
        )
    return (
        f"{loses} Click a word to see its true neighbors; drag to "
        + ("move" if view == "2D" else "turn")
        + ", scroll to zoom once you have clicked the map."
    )


def note_of(shown: Shown, picture: Picture) -> str:
    """Return one line that says what a saved picture shows."""
    parts = [f"{count(len(shown.words), 'word')}: {shown.words.about}", shown.about]
    if picture.trust is not None:
        parts.append(f"trustworthiness {picture.trust.trustworthiness:.3f} (k = {picture.trust.k})")
    return " · ".join(parts)


def table_of(shown: Shown, coloring: Coloring | None) -> pd.DataFrame:
    """Return the coordinates of a map as a table, with what its colors show."""
    axes = "xyz"[: shown.coordinates.shape[1]]
    table = pd.DataFrame(
        {"token": list(shown.tokens), "token id": shown.words.token_ids}
        | {name: shown.coordinates[:, i] for i, name in enumerate(axes)}
    )
    if shown.words.groups:
        table["group"] = shown.words.groups
    if coloring is not None and coloring.title not in table:
        values = coloring.values
        table[coloring.title] = (
            [coloring.names[int(each)] for each in values]
            if coloring.kind == "category"
            else np.round(values, 6)
        )
    return table
