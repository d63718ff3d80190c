"""Distances between words as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from embviz.figures.palette import Figure, axis, axis_title, escape, layout


def distance_lines(
    pairs: Sequence[tuple[str, str]], distances: Sequence[float], kinds: Sequence[str] = ()
) -> Figure:
    """Draw each pair of words as a line as long as their distance, with the words at its ends.

    Parameters
    ----------
    pairs : sequence of (str, str)
    distances : sequence of float
        Euclidean distances, one a pair.
    kinds : sequence of str
        What to say of each pair, if anything.
    """
    n = len(pairs)
    end = max(distances, default=0.0) or 1.0
    told = [f" ({kind})" for kind in kinds] or [""] * n
    lines: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers+text",
            "x": [0.0, float(distance)],
            "y": [place, place],
            "text": ["", f"{escape(b, 16)}  {distance:.3f}{kind}"],
            "textposition": "middle right",
            "textfont": {"size": 14},
            "cliponaxis": False,
            "line": {"color": "var(--bar)", "width": 4},
            "marker": {"color": "var(--blue)", "size": 11},
            "hoverinfo": "skip",
        }
        for place, ((_, b), distance, kind) in enumerate(zip(pairs, distances, told, strict=True))
    ]
    return {
        "data": lines,
        "layout": layout(
            n * 40 + 62,
            margin={"l": 8, "r": 190 if kinds else 130, "t": 4, "b": 46},
            xaxis=axis(
                range=[0, end], showgrid=True, nticks=5, title=axis_title("Euclidean distance")
            ),
            yaxis=axis(
                range=[n - 0.4, -0.6],
                tickvals=list(range(n)),
                ticktext=[escape(a, 16) for a, _ in pairs],
                tickfont={"color": "var(--text)", "size": 14},
                ticklabelstandoff=12,
            ),
        ),
    }
