"""Arrows between words in the plane, and labels that do not overlap them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.figures.layout import Figure, axis, layout
from embviz.figures.text import escape_all

Points = NDArray[np.float64]

RING_MARKER: dict[str, Any] = {
    "symbol": "circle-open",
    "size": 18,
    "color": "var(--green)",
    "line": {"width": 2.5, "color": "var(--green)"},
}


def equal_scale_figure(
    traces: list[dict[str, Any]],
    arrows: list[dict[str, Any]],
    labels: list[dict[str, Any]],
    avoid: list[list[float]],
    height: int,
) -> Figure:
    """Return a figure whose axes have the same scale."""
    return {
        "data": traces,
        "layout": layout(
            height,
            annotations=arrows,
            hovermode="closest",
            margin={"l": 60, "r": 60, "t": 30, "b": 30},
            xaxis=axis(showticklabels=False, automargin=False),
            yaxis=axis(showticklabels=False, automargin=False, scaleanchor="x"),
            meta={
                "labels": labels,
                "avoid": avoid,
                "narrow": {"height": 300, "margin": {"l": 36, "r": 36, "t": 28, "b": 28}},
            },
        ),
    }


def as_xy(point: Points) -> list[float]:
    """Return a point as a list of two numbers."""
    return [float(point[0]), float(point[1])]


def word_label(
    point: Points, text: str, color: str, size: int, center: list[float]
) -> dict[str, Any]:
    """Return the label of a word that is always shown, on the side away from `center`."""
    return {
        "at": as_xy(point),
        "text": text,
        "color": color,
        "size": size,
        "strong": True,
        "always": True,
        "away": center,
    }


def step_label(start: Points, end: Points, text: str, color: str) -> dict[str, Any]:
    """Return the label of an arrow, at its middle."""
    return {
        "at": as_xy((start + end) / 2),
        "along": [as_xy(start), as_xy(end)],
        "text": text,
        "color": color,
        "backed": True,
    }


def optional_labels(points: Points, words: Sequence[str]) -> list[dict[str, Any]]:
    """Return labels that are shown where there is space."""
    return [{"at": as_xy(point), "text": word} for point, word in zip(points, words, strict=True)]


def line_trace(points: Sequence[Points], **parts: Any) -> dict[str, Any]:
    """Return a line through points, without hover text."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [float(point[0]) for point in points],
        "y": [float(point[1]) for point in points],
        "line": {"width": 0},
        "hoverinfo": "skip",
        **parts,
    }


def word_points(points: Points, words: Sequence[str], color: str, size: int) -> dict[str, Any]:
    """Return words as points with hover text."""
    return line_trace(
        list(points),
        mode="markers",
        text=escape_all(words),
        hoverinfo="text",
        marker={"color": color, "size": size, "line": {"width": 2, "color": "var(--background)"}},
    )


def arrow_annotation(start: Points, end: Points, color: str, *, gap: int = 8) -> dict[str, Any]:
    """Return an arrow that begins and ends `gap` pixels away from its points."""
    return {
        "x": float(end[0]),
        "y": float(end[1]),
        "ax": float(start[0]),
        "ay": float(start[1]),
        "xref": "x",
        "yref": "y",
        "axref": "x",
        "ayref": "y",
        "text": "",
        "showarrow": True,
        "arrowcolor": color,
        "arrowhead": 2,
        "arrowsize": 1.1,
        "arrowwidth": 2.5,
        "standoff": gap + 1 if gap else 0,
        "startstandoff": gap,
    }


_FRACTIONS = np.linspace(0.05, 0.95, 19)[:, None]


def points_along(start: Points, end: Points) -> list[list[float]]:
    """Return points along a line, for labels to avoid."""
    points: list[list[float]] = (start + _FRACTIONS * (end - start)).tolist()
    return points
