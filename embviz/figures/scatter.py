"""Words as points on a map."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.figures.palette import Figure, axis, encode_array, escape, escape_all, layout

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon")
# In 3D a square of the same size looks larger than a circle, and crosses break up into pixels.
SYMBOLS_3D = {
    "circle": 1.0,
    "square": 0.85,
    "diamond": 0.8,
    "circle-open": 1.0,
    "square-open": 0.85,
    "diamond-open": 0.8,
}
N_GROUP_COLORS = 8

CURRENT_GROUP = "current word"
"""The name of the group that holds the current word when it is in none of the others."""


def word_map(
    coordinates: NDArray[np.float64],
    words: Sequence[str],
    token_ids: Sequence[int],
    groups: Sequence[str],
    *,
    selected: str | None = None,
    highlighted_words: Collection[str] = (),
    links: Sequence[tuple[str, str]] = (),
    height: int = 520,
) -> Figure:
    """Draw projected words as points, colored and shaped by group.

    Parameters
    ----------
    coordinates : ndarray of shape (n, 2) or (n, 3)
    words : sequence of str
        One a point, most important first: where labels would collide, the first wins.
    token_ids : sequence of int
        One a point; a click reports it.
    groups : sequence of str
        The group of each point. With one group in all there is no legend.
    selected : str, optional
        The word to ring and to label in any case.
    highlighted_words : collection of str
        Words to label next, drawn with a rim: the true neighbors of `selected`.
    links : sequence of (str, str)
        Pairs of words to join by a line.
    height : int
        In pixels.
    """
    points = coordinates.astype(np.float32)
    flat = points.shape[1] == 2
    names = list(dict.fromkeys(groups))
    traces = [
        _group_trace(points, words, token_ids, groups, name, place, highlighted_words)
        for place, name in enumerate(names)
    ]
    ends = [(points[words.index(a)], points[words.index(b)]) for a, b in links]
    if ends:
        traces.insert(0, _link_trace(ends))
    if selected is not None and selected in words:
        traces.append(_ring_trace(points[list(words).index(selected)]))
    order = sorted(
        range(len(words)),
        key=lambda i: (words[i] != selected, words[i] not in highlighted_words, i),
    )
    labels = [
        {
            "at": [float(part) for part in points[i]],
            "text": words[i],
            "strong": words[i] == selected or words[i] in highlighted_words,
            "always": words[i] == selected,
            "gap": 13 if words[i] == selected else 8,
            "backed": words[i] == selected,
        }
        for i in order
    ]
    legend = {
        "orientation": "h",
        "x": 0,
        "y": 0,
        "yanchor": "top",
        "font": {"size": 13},
        # A legend that hides points would leave their labels behind.
        "itemclick": False,
        "itemdoubleclick": False,
    }
    figure_layout = layout(
        height,
        hovermode="closest",
        showlegend=len(names) > 1,
        legend=legend,
        modebar={
            "bgcolor": "rgba(0,0,0,0)",
            "color": "var(--muted)",
            "activecolor": "var(--text)",
        },
        uirevision="map",
        meta={
            "labels": labels,
            "avoid": [
                (start + t * (end - start)).tolist()
                for start, end in ends
                for t in np.linspace(0.1, 0.9, 9)
            ],
            "toolbar": flat,
            "narrow": {"height": min(height, 470) if flat else 380},
        },
    )
    if flat:
        figure_layout |= {
            "dragmode": "pan",
            # No point below the buttons.
            "margin": {"l": 8, "r": 8, "t": 34, "b": 8},
            "xaxis": _map_axis(),
            "yaxis": _map_axis(scaleanchor="x"),
        }
    else:
        # Without an extent along each axis there are no proportions to keep.
        solid = bool(np.ptp(points, axis=0).all())
        figure_layout["scene"] = scene_3d("data" if solid else "cube")
        figure_layout["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
    return {"data": traces, "layout": figure_layout}


def _group_trace(
    points: NDArray[np.float32],
    words: Sequence[str],
    token_ids: Sequence[int],
    groups: Sequence[str],
    name: str,
    place: int,
    near: Collection[str],
) -> dict[str, Any]:
    members = [i for i, group in enumerate(groups) if group == name]
    flat = points.shape[1] == 2
    # Groups beyond the eighth get a color again, in another shape.
    color = "var(--text)" if name == CURRENT_GROUP else f"var(--group-{place % N_GROUP_COLORS})"
    symbols = SYMBOLS if flat else tuple(SYMBOLS_3D)
    symbol = symbols[(place % N_GROUP_COLORS + place // N_GROUP_COLORS) % len(symbols)]
    size = 9 if flat else 6 * SYMBOLS_3D[symbol]
    marker: dict[str, Any] = {"color": color, "symbol": symbol, "size": size}
    if flat:
        rims = ["var(--text)" if words[i] in near else "var(--background)" for i in members]
        marker["line"] = {"width": 1, "color": rims}
    trace = {
        "type": "scatter" if flat else "scatter3d",
        "mode": "markers",
        "name": escape(name, 24),
        "x": encode_array(points[members, 0]),
        "y": encode_array(points[members, 1]),
        "customdata": [int(token_ids[i]) for i in members],
        "text": escape_all([words[i] for i in members]),
        "marker": marker,
        "hovertemplate": "<b>%{text}</b><br>%{fullData.name} · id %{customdata}<extra></extra>",
    }
    return trace if flat else trace | {"z": encode_array(points[members, 2])}


def _link_trace(ends: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]]) -> dict[str, Any]:
    dimensions = len(ends[0][0])
    # A point without a place ends one line before the next begins.
    places = [place for a, b in ends for place in (a.tolist(), b.tolist(), [None] * dimensions)]
    line = {
        "type": "scatter" if dimensions == 2 else "scatter3d",
        "mode": "lines",
        "line": {"color": "var(--neutral)", "width": 1.5},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return line | {
        name: [place[i] for place in places] for i, name in enumerate("xyz"[:dimensions])
    }


def _ring_trace(point: NDArray[np.float32]) -> dict[str, Any]:
    flat = len(point) == 2
    ring = {
        "type": "scatter" if flat else "scatter3d",
        "mode": "markers",
        "x": [float(point[0])],
        "y": [float(point[1])],
        "marker": {
            "symbol": "circle-open",
            "size": 20 if flat else 14,
            "color": "var(--text)",
            "line": {"width": 2, "color": "var(--text)"},
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return ring if flat else ring | {"z": [float(point[2])]}


def _map_axis(**parts: Any) -> dict[str, Any]:
    return axis(showticklabels=False, fixedrange=False, **parts)


def scene_3d(aspectmode: str) -> dict[str, Any]:
    """Return a quiet room for points in three dimensions."""
    side = {
        "showticklabels": False,
        "title": {"text": ""},
        "showbackground": False,
        "gridcolor": "var(--grid)",
        "zerolinecolor": "var(--grid)",
        "showspikes": False,
    }
    return {
        "xaxis": dict(side),
        "yaxis": dict(side),
        "zaxis": dict(side),
        "aspectmode": aspectmode,
        "camera": {"eye": {"x": 1.05, "y": 1.05, "z": 0.6}},
        "dragmode": "turntable",
    }
