"""How the pairs of an axis fare on an axis made of the others."""

from __future__ import annotations

from collections.abc import Sequence

from embviz.figures.palette import Figure, axis, axis_title, escape, layout

ROW_HEIGHT = 28


def held_out_pairs(
    pairs: Sequence[tuple[str, str]],
    places: Sequence[tuple[float, float]],
    is_right: Sequence[bool],
) -> Figure:
    """Draw each pair as an arrow from its first word to its second, as the other pairs place them.

    Parameters
    ----------
    pairs : sequence of (str, str)
    places : sequence of (float, float)
        Where the two words of each stand on the axis made of the other pairs.
    is_right : sequence of bool
        Whether the second stands above the first.
    """
    n = len(pairs)
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [low, high],
            "y": [i, i],
            "text": [escape(first), escape(second)],
            "line": {"color": f"var(--{'green' if fine else 'orange'})", "width": 3},
            "marker": {
                "size": [8, 14],
                "symbol": ["circle", "triangle-right" if high > low else "triangle-left"],
                "color": f"var(--{'green' if fine else 'orange'})",
                "opacity": 1,
            },
            "hovertemplate": "<b>%{text}</b><br>%{x:.3f}<extra></extra>",
        }
        for i, ((first, second), (low, high), fine) in enumerate(
            zip(pairs, places, is_right, strict=True)
        )
    ]
    names = [
        f"{'✓' if fine else '✗'} {escape(first, 12)} → {escape(second, 12)}"
        for (first, second), fine in zip(pairs, is_right, strict=True)
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
            yaxis=axis(
                range=[n - 0.4, -0.6],
                tickvals=list(range(n)),
                ticktext=names,
                tickfont={"color": "var(--text)", "size": 13},
                ticklabelstandoff=6,
            ),
        ),
    }
