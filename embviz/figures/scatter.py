"""Words as points on a map."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.figures.layout import Figure, encode_array, layout, map_axis, map_legend, scene_3d
from embviz.figures.text import escape, escape_all

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon")
# Relative sizes: in 3D a square looks larger than a circle. Crosses are not legible there.
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
"""The name of the group of the current word if it is in no other group."""


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
        One per point, most important first: of labels that would overlap, the first is shown.
    token_ids : sequence of int
        One per point; reported by a click.
    groups : sequence of str
        The group of each point. A single group has no legend.
    selected : str, optional
        The word to draw a ring around, and to label in any case.
    highlighted_words : collection of str
        Words to label next and to draw with a border, such as the neighbors of `selected`.
    links : sequence of (str, str)
        Pairs of words to connect by a line.
    height : int
        In pixels.
    """
    points = coordinates.astype(np.float32)
    is_2d = points.shape[1] == 2
    names = list(dict.fromkeys(groups))
    traces = [
        _group_trace(points, words, token_ids, groups, name, i, highlighted_words)
        for i, name in enumerate(names)
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
    figure_layout = layout(
        height,
        hovermode="closest",
        showlegend=len(names) > 1,
        legend=map_legend(),
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
            "toolbar": is_2d,
            "narrow": {"height": min(height, 470) if is_2d else 380},
        },
    )
    if is_2d:
        figure_layout |= {
            "dragmode": "pan",
            # Keeps points clear of the toolbar.
            "margin": {"l": 8, "r": 8, "t": 34, "b": 8},
            "xaxis": map_axis(),
            "yaxis": map_axis(scaleanchor="x"),
        }
    else:
        # Proportions of the data need an extent along each axis.
        has_extent = bool(np.ptp(points, axis=0).all())
        figure_layout["scene"] = scene_3d("data" if has_extent else "cube")
        figure_layout["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
    return {"data": traces, "layout": figure_layout}


def _group_trace(
    points: NDArray[np.float32],
    words: Sequence[str],
    token_ids: Sequence[int],
    groups: Sequence[str],
    name: str,
    number: int,
    highlighted_words: Collection[str],
) -> dict[str, Any]:
    members = [i for i, group in enumerate(groups) if group == name]
    is_2d = points.shape[1] == 2
    # From the ninth group on, colors are repeated with other symbols.
    cycle, i = divmod(number, N_GROUP_COLORS)
    color = "var(--text)" if name == CURRENT_GROUP else f"var(--group-{i})"
    symbols = SYMBOLS if is_2d else tuple(SYMBOLS_3D)
    symbol = symbols[(i + cycle) % len(symbols)]
    size = 9 if is_2d else 6 * SYMBOLS_3D[symbol]
    marker: dict[str, Any] = {"color": color, "symbol": symbol, "size": size}
    if is_2d:
        borders = [
            "var(--text)" if words[i] in highlighted_words else "var(--background)" for i in members
        ]
        marker["line"] = {"width": 1, "color": borders}
    trace = {
        "type": "scatter" if is_2d else "scatter3d",
        "mode": "markers",
        "name": escape(name, 24),
        "x": encode_array(points[members, 0]),
        "y": encode_array(points[members, 1]),
        "customdata": [int(token_ids[i]) for i in members],
        "text": escape_all([words[i] for i in members]),
        "marker": marker,
        "hovertemplate": "<b>%{text}</b><br>%{fullData.name} · id %{customdata}<extra></extra>",
    }
    return trace if is_2d else trace | {"z": encode_array(points[members, 2])}


def _link_trace(ends: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]]) -> dict[str, Any]:
    n_dims = len(ends[0][0])
    # None separates the lines.
    coordinates = [row for a, b in ends for row in (a.tolist(), b.tolist(), [None] * n_dims)]
    line = {
        "type": "scatter" if n_dims == 2 else "scatter3d",
        "mode": "lines",
        "line": {"color": "var(--neutral)", "width": 1.5},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return line | {name: [row[i] for row in coordinates] for i, name in enumerate("xyz"[:n_dims])}


def _ring_trace(point: NDArray[np.float32]) -> dict[str, Any]:
    is_2d = len(point) == 2
    ring = {
        "type": "scatter" if is_2d else "scatter3d",
        "mode": "markers",
        "x": [float(point[0])],
        "y": [float(point[1])],
        "marker": {
            "symbol": "circle-open",
            "size": 20 if is_2d else 14,
            "color": "var(--text)",
            "line": {"width": 2, "color": "var(--text)"},
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return ring if is_2d else ring | {"z": [float(point[2])]}
