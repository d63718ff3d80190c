"""Maps of many words, in a packed format.

Coordinates, groups and numbers are base64 arrays, and the words are one string. The chart component
makes Plotly's traces and the labels from them in the browser. So a map of 100,000 words takes
milliseconds to build and two megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.figures.layout import (
    Figure,
    axis_title,
    encode_array,
    layout,
    map_axis,
    map_legend,
    scene_3d,
)
from embviz.figures.scatter import N_GROUP_COLORS, SYMBOLS, SYMBOLS_3D
from embviz.figures.text import escape, truncate
from embviz.maps import Coloring

# Quantization levels of numbers; one more level stands for a missing number.
GRADIENT_STEPS = 2**16 - 2

# Position of a legend below axes with tick labels and titles, as a share of the height.
LEGEND_Y_BELOW_AXES = -0.14

# Length of the name of a group that is written into the map.
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
    """Draw words as points, in a format that only the chart component of the app reads.

    Parameters
    ----------
    coordinates : ndarray of shape (n, 2) or (n, 3)
    words : sequence of str
        One per point, most important first: of labels that would overlap, the first is shown.
    token_ids : ndarray of shape (n,)
        One per point; reported by a click.
    coloring : Coloring, optional
        Groups or numbers to show as colors; without it, all points look the same.
    axes : sequence of (str, str)
        Labels of the two ends of each axis, if axes have a meaning.
    label_groups : bool
        Write the name of each group at the median of its points, instead of into a legend.
        Catch-all groups have no name.
    revision : str
        Plotly's ``uirevision``: a map of the same revision keeps its zoom when it is redrawn.
    height : int
        In pixels.

    Returns
    -------
    dict
        A figure whose points are packed in ``layout.meta.cloud``.
    """
    points = np.asarray(coordinates, np.float32)
    is_2d = points.shape[1] == 2
    is_numeric = coloring is not None and coloring.kind == "number"
    n_groups = len(coloring.names) if coloring else 0
    legend_y = LEGEND_Y_BELOW_AXES if axes and is_2d else 0
    packed = {
        **{name: encode_array(points[:, i]) for i, name in enumerate("xyz"[: points.shape[1]])},
        "words": _join_lines(words),
        "deep": legend_y,
        "heads": [
            *(_axis_end_labels(points, axes) if not is_2d else []),
            *(_group_headings(points, coloring) if label_groups and coloring else []),
        ],
        "ids": _encode_ids(np.asarray(token_ids)),
        **(
            _numeric_points(coloring)
            if coloring and is_numeric
            else _categorical_points(coloring, is_2d)
        ),
    }
    figure_layout = layout(
        height,
        hovermode="closest",
        showlegend=not is_numeric and not label_groups and n_groups > 1,
        legend=map_legend(legend_y, itemsizing="constant"),
        uirevision=revision,
        meta={"cloud": packed, "narrow": {"height": 480 if is_2d else 430}},
    )
    titles = [axis_title(f"{low} ←  → {high}") for low, high in axes]
    if is_2d:
        figure_layout |= {
            "dragmode": "pan",
            "margin": {"l": 8, "r": 8, "t": 42, "b": 8},
            "xaxis": map_axis(titles[0] if titles else None),
            "yaxis": map_axis(titles[1]) if titles else map_axis(scaleanchor="x"),
        }
    else:
        # Proportions of the data need an extent along each axis, and axes of one unit.
        has_proportions = bool(np.ptp(points, axis=0).all()) and not axes
        figure_layout["scene"] = scene_3d("data" if has_proportions else "cube")
        figure_layout["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
    return {"data": [], "layout": figure_layout}


def _join_lines(words: Sequence[str]) -> str:
    """Join words by line breaks, with line breaks within words replaced by ␣."""
    joined = "\n".join(words)
    if joined.count("\n") == len(words) - 1:
        return joined
    return "\n".join(word.replace("\n", "␣") for word in words)


def _axis_end_labels(
    points: NDArray[np.float32], axes: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Return the labels of the ends of 3D axes, with positions on the edges of the bounding box."""
    low, high = points.min(axis=0), points.max(axis=0)
    ends = []
    for i, names in enumerate(axes):
        for name, side in zip(names, (low, high), strict=True):
            at = low.copy()
            at[i] = side[i]
            ends.append({"at": at.tolist(), "text": name[:MAX_HEADING_CHARS], "group": None})
    return ends


def _group_headings(points: NDArray[np.float32], coloring: Coloring) -> list[dict[str, Any]]:
    """Return the names of groups with their positions: medians, which outliers do not move."""
    return [
        {
            "at": np.median(points[coloring.values == i], axis=0).tolist(),
            "text": truncate(name, MAX_HEADING_CHARS),
            "group": i,
        }
        for i, name in enumerate(coloring.names)
        if name not in coloring.catch_all_names and (coloring.values == i).any()
    ]


def _encode_ids(token_ids: NDArray[np.integer]) -> dict[str, Any]:
    """Encode token ids as the first one and the differences, which are small and often all 1."""
    steps = np.diff(token_ids)
    if (steps == 1).all():
        return {"first": int(token_ids[0]), "steps": None}
    dtype = "i4"
    if steps.min() >= 0:
        dtype = next(
            (name for name, bits in (("u1", 8), ("u2", 16)) if steps.max() < 2**bits), "i4"
        )
    return {"first": int(token_ids[0]), "steps": encode_array(steps.astype(dtype))}


def _numeric_points(coloring: Coloring) -> dict[str, Any]:
    """Return numbers of points, quantized; points without a number are gray."""
    low, high = coloring.limits or (0.0, 1.0)
    high = high if high > low else low + 1
    # Fine enough for four correct digits of a number.
    levels = np.round((coloring.values - low) / (high - low) * GRADIENT_STEPS)
    levels[np.isnan(levels)] = GRADIENT_STEPS + 1
    return {
        "values": encode_array(levels.astype(np.uint16)),
        "steps": GRADIENT_STEPS,
        "range": [low, high],
        "scale": SEQUENTIAL_SCALE,
        "ticks": [list(part) for part in zip(*coloring.ticks, strict=True)] or None,
        "title": escape(coloring.title),
        "group": None,
        "names": [escape(coloring.title), "not given"],
        "plainNames": [coloring.title, "not given"],
        "styles": [
            {"color": "neutral", "symbol": "circle", "scaled": True},
            {"color": "neutral", "symbol": "circle"},
        ],
    }


def _categorical_points(coloring: Coloring | None, is_2d: bool) -> dict[str, Any]:
    """Return groups of points, each with a color and a symbol of its own."""
    names = coloring.names if coloring else ("words",)
    catch_all = coloring.catch_all_names if coloring else ()
    symbols = list(SYMBOLS if is_2d else SYMBOLS_3D)
    styles: list[dict[str, Any]] = []
    number = 0
    # The last color is gray, like catch-all groups.
    n_colors = N_GROUP_COLORS - 1 if catch_all else N_GROUP_COLORS
    for name in names:
        if name in catch_all:
            styles.append({"color": "neutral", "symbol": "circle", "size": 0.8})
            continue
        # Colors that are repeated have other symbols.
        cycle, i = divmod(number, n_colors)
        symbol = symbols[(i + cycle) % len(symbols)]
        styles.append(
            {
                "color": f"group-{i}",
                "symbol": symbol,
                "size": 1.0 if is_2d else SYMBOLS_3D[symbol],
            }
        )
        number += 1
    return {
        "group": encode_array(coloring.values.astype(np.uint8)) if coloring else None,
        "names": [escape(name, 32) for name in names],
        "plainNames": [name[:60] for name in names],
        "styles": styles,
        "values": None,
    }
