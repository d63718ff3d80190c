"""Distances between words as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from embviz.figures.layout import Figure, axis, axis_title, layout, row_axis
from embviz.figures.text import escape


def distance_lines(
    pairs: Sequence[tuple[str, str]], distances: Sequence[float], kinds: Sequence[str] = ()
) -> Figure:
    """Draw each pair of words as a line whose length is their distance.

    Parameters
    ----------
    pairs : sequence of (str, str)
    distances : sequence of float
        Euclidean distance of each pair.
    kinds : sequence of str
        A note on each pair, if any.
    """
    n = len(pairs)
    end = max(distances, default=0.0) or 1.0
    notes = [f" ({kind})" for kind in kinds] or [""] * n
    lines: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers+text",
            "x": [0.0, float(distance)],
            "y": [row, row],
            "text": ["", f"{escape(b, 16)}  {distance:.3f}{note}"],
            "textposition": "middle right",
            "textfont": {"size": 14},
            "cliponaxis": False,
            "line": {"color": "var(--bar)", "width": 4},
            "marker": {"color": "var(--blue)", "size": 11},
            "hoverinfo": "skip",
        }
        for row, ((_, b), distance, note) in enumerate(zip(pairs, distances, notes, strict=True))
    ]
    return {
        "data": lines,
        "layout": layout(
            n * 40 + 62,
            margin={"l": 8, "r": 190 if kinds else 130, "t": 4, "b": 46},
            xaxis=axis(
                range=[0, end], showgrid=True, nticks=5, title=axis_title("Euclidean distance")
            ),
            yaxis=row_axis([escape(a, 16) for a, _ in pairs], size=14, standoff=12),
        ),
    }
