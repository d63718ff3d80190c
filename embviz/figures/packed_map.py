"""Any number of words as points on a map.

The points travel packed: coordinates, groups and numbers as base64 arrays, the words in one
string. The chart component makes Plotly's traces of them in the browser and writes the labels
there, so that building a map of 100,000 words costs milliseconds and two megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.figures.palette import Figure, axis, axis_title, encode_array, escape, layout
from embviz.figures.scatter import N_GROUP_COLORS, SYMBOLS, SYMBOLS_3D, scene_3d
from embviz.maps import Coloring

# Into how many steps the numbers of a gradient are cut; one more stands for no number.
GRADIENT_STEPS = 2**16 - 2

# Where a legend begins below axes with numbers and titles, as a share of the height.
LEGEND_Y_BELOW_AXES = -0.14

# Letters of the name of a group that is written into the map.
MAX_HEADING_CHARS = 40

SEQUENTIAL_SCALE = [[i / 4, f"sequential-{i}"] for i in range(5)]


def packed_word_map(
    coordinates: NDArray[np.floating],
    words: Sequence[str],
    token_ids: NDArray[np.integer],
    coloring: Coloring | None = None,
    *,
    axes: Sequence[tuple[str, str]] = (),
    label_groups: bool = False,
    revision: str = "map",
    height: int = 620,
) -> Figure:
    """Draw words as points, most important first: where labels would collide, the first wins.

    Parameters
    ----------
    coordinates : ndarray of shape (n, 2) or (n, 3)
    words : sequence of str
        One a point.
    token_ids : ndarray of shape (n,)
        One a point; a click reports it.
    coloring : Coloring, optional
        What the colors show; without it, all points look alike.
    axes : sequence of (str, str)
        What lies at the two ends of each axis, for axes that mean something.
    label_groups : bool
        Write the names of the groups into the map, each in the middle of its points, and not
        into a legend. Quiet groups have no name.
    revision : str
        A map of the same revision keeps the reader's zoom when it is drawn again.
    height : int
        In pixels.

    Returns
    -------
    dict
        A figure for the chart component of the app: its points stand packed in
        ``layout.meta.cloud``.
    """
    points = np.asarray(coordinates, np.float32)
    flat = points.shape[1] == 2
    by_number = coloring is not None and coloring.kind == "number"
    letters = "xyz"[: points.shape[1]]
    kinds = coloring.names if coloring else ()
    packed = {
        **{name: encode_array(points[:, i]) for i, name in enumerate(letters)},
        # A line break within a word would shift all words after it.
        "words": _join_lines(words),
        "deep": LEGEND_Y_BELOW_AXES if axes and flat else 0,
        "heads": [
            *(_axis_end_labels(points, axes) if not flat else []),
            *(_group_headings(points, coloring) if label_groups and coloring else []),
        ],
        "ids": _encode_ids(np.asarray(token_ids)),
        **(
            _numeric_points(coloring)
            if coloring and by_number
            else _categorical_points(coloring, flat)
        ),
    }
    figure_layout = layout(
        height,
        hovermode="closest",
        showlegend=not by_number and not label_groups and len(kinds) > 1,
        legend={
            "orientation": "h",
            "x": 0,
            # Below numbers and titles of axes it has to stand deeper.
            "y": LEGEND_Y_BELOW_AXES if axes and flat else 0,
            "yanchor": "top",
            "font": {"size": 13},
            # A legend that hides points would leave their labels behind.
            "itemclick": False,
            "itemdoubleclick": False,
            "itemsizing": "constant",
        },
        uirevision=revision,
        meta={"cloud": packed, "narrow": {"height": 480 if flat else 430}},
    )
    ends = [axis_title(f"{low} ←  → {high}") for low, high in axes]
    if flat:
        figure_layout |= {
            "dragmode": "pan",
            "margin": {"l": 8, "r": 8, "t": 42, "b": 8},
            "xaxis": _map_axis(ends, 0),
            "yaxis": _map_axis(ends, 1) | ({} if ends else {"scaleanchor": "x"}),
        }
    else:
        # Without an extent along each axis there are no proportions to keep.
        solid = bool(np.ptp(points, axis=0).all()) and not ends
        figure_layout["scene"] = scene_3d("data" if solid else "cube")
        figure_layout["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
    return {"data": [], "layout": figure_layout}


def _join_lines(words: Sequence[str]) -> str:
    """Return the words one a line; a line break within a word would shift all after it."""
    joined = "\n".join(words)
    if joined.count("\n") == len(words) - 1:
        return joined
    return "\n".join(word.replace("\n", "␣") for word in words)


def _axis_end_labels(
    points: NDArray[np.float32], axes: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Return what lies at the ends of the axes of a room, with places on the edges of its box."""
    low, high = points.min(axis=0), points.max(axis=0)
    ends = []
    for i, names in enumerate(axes):
        for name, side in zip(names, (low, high), strict=True):
            at = low.copy()
            at[i] = side[i]
            ends.append({"at": at.tolist(), "text": name[:MAX_HEADING_CHARS], "group": None})
    return ends


def _group_headings(points: NDArray[np.float32], coloring: Coloring) -> list[dict[str, Any]]:
    """Return the names of groups with their places: the medians, which strays do not move."""
    return [
        {
            "at": np.median(points[coloring.values == i], axis=0).tolist(),
            "text": name if len(name) <= MAX_HEADING_CHARS else f"{name[: MAX_HEADING_CHARS - 1]}…",
            "group": i,
        }
        for i, name in enumerate(coloring.names)
        if name not in coloring.catch_all_names and (coloring.values == i).any()
    ]


def _encode_ids(token_ids: NDArray[np.integer]) -> dict[str, Any]:
    """Return token ids as the first one and the steps to the next: mostly small, often all 1."""
    steps = np.diff(token_ids)
    if (steps == 1).all():
        return {"first": int(token_ids[0]), "steps": None}
    kind = "i4"
    if steps.min() >= 0:
        kind = next((name for name, bits in (("u1", 8), ("u2", 16)) if steps.max() < 2**bits), "i4")
    return {"first": int(token_ids[0]), "steps": encode_array(steps.astype(kind))}


def _numeric_points(coloring: Coloring) -> dict[str, Any]:
    """Return points with a number each, as shades; those without one are gray."""
    low, high = coloring.limits or (0.0, 1.0)
    high = high if high > low else low + 1
    # In so many steps that no eye sees one, and that four digits of a number are right.
    steps = np.round((coloring.values - low) / (high - low) * GRADIENT_STEPS)
    steps[np.isnan(steps)] = GRADIENT_STEPS + 1
    return {
        "values": encode_array(steps.astype(np.uint16)),
        "steps": GRADIENT_STEPS,
        "range": [low, high],
        "scale": SEQUENTIAL_SCALE,
        "ticks": [list(each) for each in zip(*coloring.ticks, strict=True)] or None,
        "title": escape(coloring.title),
        "group": None,
        "names": [escape(coloring.title), "not given"],
        "plainNames": [coloring.title, "not given"],
        "styles": [
            {"color": "neutral", "symbol": "circle", "scaled": True},
            {"color": "neutral", "symbol": "circle"},
        ],
    }


def _categorical_points(coloring: Coloring | None, flat: bool) -> dict[str, Any]:
    """Return points of kinds, each kind in a color and a shape of its own."""
    names = coloring.names if coloring else ("words",)
    quiet = coloring.catch_all_names if coloring else ()
    symbols = list(SYMBOLS if flat else SYMBOLS_3D)
    styles: list[dict[str, Any]] = []
    place = 0
    # The last color is gray, too.
    colors = N_GROUP_COLORS - 1 if quiet else N_GROUP_COLORS
    for name in names:
        if name in quiet:
            styles.append({"color": "neutral", "symbol": "circle", "size": 0.8})
            continue
        # Groups beyond the eighth get a color again, in another shape.
        symbol = symbols[(place % colors + place // colors) % len(symbols)]
        styles.append(
            {
                "color": f"group-{place % colors}",
                "symbol": symbol,
                "size": 1.0 if flat else SYMBOLS_3D[symbol],
            }
        )
        place += 1
    return {
        "group": encode_array(coloring.values.astype(np.uint8)) if coloring else None,
        "names": [escape(name, 32) for name in names],
        "plainNames": [name[:60] for name in names],
        "styles": styles,
        "values": None,
    }


def _map_axis(ends: Sequence[dict[str, Any]], place: int) -> dict[str, Any]:
    if place < len(ends):
        return axis(
            fixedrange=False,
            showgrid=True,
            zeroline=True,
            zerolinecolor="var(--muted)",
            title=ends[place],
        )
    return axis(showticklabels=False, fixedrange=False)
