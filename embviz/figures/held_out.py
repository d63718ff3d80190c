"""Held-out pairs of an axis on the axis of the other pairs."""

from __future__ import annotations

from collections.abc import Sequence

from embviz.figures.layout import Figure, axis, axis_title, layout, row_axis
from embviz.figures.text import escape

ROW_HEIGHT = 28


def held_out_pairs(
    pairs: Sequence[tuple[str, str]],
    places: Sequence[tuple[float, float]],
    is_right: Sequence[bool],
) -> Figure:
    """Draw each pair as an arrow from its first word to its second, on the axis of the others.

    Parameters
    ----------
    pairs : sequence of (str, str)
    places : sequence of (float, float)
        Cosines of both words with the axis of the other pairs.
    is_right : sequence of bool
        Whether the second word has the higher cosine.
    """
    n = len(pairs)
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [low, high],
            "y": [i, i],
            "text": [escape(first), escape(second)],
            "line": {"color": f"var(--{'green' if right else 'orange'})", "width": 3},
            "marker": {
                "size": [8, 14],
                "symbol": ["circle", "triangle-right" if high > low else "triangle-left"],
                "color": f"var(--{'green' if right else 'orange'})",
                "opacity": 1,
            },
            "hovertemplate": "<b>%{text}</b><br>%{x:.3f}<extra></extra>",
        }
        for i, ((first, second), (low, high), right) in enumerate(
            zip(pairs, places, is_right, strict=True)
        )
    ]
    names = [
        f"{'✓' if right else '✗'} {escape(first, 12)} → {escape(second, 12)}"
        for (first, second), right in zip(pairs, is_right, strict=True)
    ]
    return {
        "data": data,
        "layout": layout(
            max(n, 2) * ROW_HEIGHT + 52,
            hovermode="closest",
            margin={"l": 8, "r": 12, "t": 4, "b": 8},
            xaxis=axis(
                showgrid=True,
                nticks=6,
                zeroline=True,
                zerolinecolor="var(--neutral)",
                title=axis_title("cosine with the axis of the others"),
            ),
            yaxis=row_axis(names),
        ),
    }
