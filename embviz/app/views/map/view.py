"""The map itself, with its caption and its numbers as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app.components.chart import chart
from embviz.app.text import count
from embviz.app.views.map.compute import Picture
from embviz.app.views.map.quality import percent
from embviz.app.views.map.settings import AS_IT_IS, AXES, Choice
from embviz.app.views.map.state import Shown, view_of
from embviz.axes import Axis
from embviz.figures import Figure
from embviz.maps import Coloring

# Rows of the table beside a map; all of them are in the CSV file.
MOST_LISTED = 1000


def figure_of(
    shown: Shown, coloring: Coloring | None, axes: Sequence[Axis], *, named: bool
) -> Figure:
    """Return the figure of a map."""
    return figures.packed_word_map(
        shown.coordinates,
        shown.tokens,
        shown.words.token_ids,
        coloring,
        axes=[axis.end_labels for axis in axes],
        label_groups=named,
        revision=shown.digest,
    )


def show(
    shown: Shown,
    figure: Figure,
    choice: Choice,
    picture: Picture,
    coloring: Coloring | None,
    colors: str,
    *,
    drawn: str,
    python: Callable[[], str],
) -> None:
    """Draw a map; `drawn` names all that its picture depends on."""
    view = f"{shown.coordinates.shape[1]}D"
    n = len(shown.words)
    chart(
        figure,
        key=shown.chart,
        alt=f"A {view} map of {count(n, 'word')}: {shown.words.about}. {shown.about}.",
        caption=_caption(choice, picture, view, colors),
        table=lambda: table_of(shown, coloring).head(MOST_LISTED),
        map_data={
            "digest": drawn,
            "map": shown.digest,
            "view": _first_view(shown.digest),
            "note": note_of(shown, picture),
            "file": "map",
            "interactive": True,
        },
        rows=lambda: table_of(shown, coloring).assign(**{"how it was drawn": shown.about}),
        python=python,
    )
    if shown.words.note:
        st.caption(f":material/info: {shown.words.note}")


def _first_view(digest: str) -> str:
    """Return the view that a map begins with, the same for as long as it stands.

    With every other one, all points would be sent again.
    """
    of, view = st.session_state.get("first_view", ("", ""))
    if of != digest:
        view = view_of(digest)
        st.session_state["first_view"] = (digest, view)
    return str(view)


def _caption(choice: Choice, picture: Picture, view: str, colors: str) -> str:
    drag = "move" if view == "2D" else "turn"
    said = f"{_meaning(choice, picture, view)} {colors}".strip()
    return (
        f"{said} Click a word to see its true neighbors; drag to {drag} the map, scroll to zoom "
        "once you have clicked it."
    )


def _meaning(choice: Choice, picture: Picture, view: str) -> str:
    """Say what the places mean, and what the map loses."""
    if choice.name == AXES:
        return (
            "Each axis shows the cosine similarity of a word's row with the direction of the axis: "
            "0 is neither. All other directions are not on the map."
        )
    if choice.name == AS_IT_IS:
        return "The rows are drawn as they are: nothing is lost."
    if choice.settings.method == "mds":
        return (
            f"Classical MDS fits all the distances at once into {view[0]} directions. Compared by "
            "distance, it draws the same picture as PCA."
        )
    if choice.settings.method != "pca":
        return (
            f"{choice.name} keeps neighbors together. Read who is beside whom; the gaps between "
            "clusters and their sizes mean little."
        )
    kept, trust = sum(picture.variance_kept), picture.trust
    if not kept:
        return "All these rows are the same: there is nothing to tell the words apart."
    said = (
        f"PCA (principal component analysis) takes the {view[0]} directions in which these words "
        f"differ most. They keep **{percent(kept)} of the variance**"
    )
    if kept > 0.995:
        return f"{said}."
    if trust is None or trust.recall > 0.5:
        return f"{said}: words that touch may be far apart."
    return (
        f"{said}, and of the {trust.k} words nearest to a word **{percent(trust.recall)}** are "
        "among the nearest here: most words that touch are no neighbors."
    )


def note_of(shown: Shown, picture: Picture) -> str:
    """Return one line that says what a saved picture shows."""
    parts = [f"{count(len(shown.words), 'word')}: {shown.words.about}", shown.about]
    if picture.trust is not None:
        parts.append(f"trustworthiness {picture.trust.trustworthiness:.3f} (k = {picture.trust.k})")
    return " · ".join(parts)


def table_of(shown: Shown, coloring: Coloring | None) -> pd.DataFrame:
    """Return the coordinates of a map as a table, with what its colors show."""
    columns: dict[str, object] = {"token": list(shown.tokens), "token id": shown.words.token_ids}
    columns |= dict(zip("xyz", shown.coordinates.T, strict=False))
    if shown.words.groups:
        columns["group"] = shown.words.groups
    if coloring is not None and coloring.title != "group":
        # A column of the file may be called as one of these.
        title = f"{coloring.title} (color)" if coloring.title in columns else coloring.title
        columns[title] = (
            [coloring.names[int(each)] for each in coloring.values]
            if coloring.kind == "category"
            else coloring.values
        )
    return pd.DataFrame(columns)
