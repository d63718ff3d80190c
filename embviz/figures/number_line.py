"""Words at their values on a number line."""

from __future__ import annotations

from collections.abc import Sequence

from embviz.figures.layout import Figure, axis, axis_title, layout
from embviz.figures.text import escape_all


def number_line(
    words: Sequence[str],
    values: Sequence[float],
    *,
    title: str,
    axis_max: float | None = None,
    token_ids: Sequence[int] = (),
) -> Figure:
    """Draw words as points on an axis that begins at 0, such as that of token ids.

    Parameters
    ----------
    words : sequence of str
        One per point; the first is highlighted.
    values : sequence of float
        Position of each word.
    title : str
        Title of the axis.
    axis_max : float, optional
        End of the axis; the largest value by default.
    token_ids : sequence of int, optional
        One per point; reported by a click.
    """
    end = axis_max or max(values, default=0.0) or 1.0
    positions = [float(value) for value in values]
    # The first word is drawn last, on top of the others.
    order = list(reversed(range(len(words))))
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": [positions[i] for i in order],
        "y": [0.0] * len(words),
        "text": escape_all([words[i] for i in order]),
        "customdata": [token_ids[i] for i in order] if token_ids else [],
        "marker": {
            "color": [f"var(--{'blue' if i else 'orange'})" for i in order],
            "size": 12,
            "line": {"width": 2, "color": "var(--background)"},
        },
        "hovertemplate": "<b>%{text}</b><br>%{x:,.4~f}<extra></extra>",
    }
    labels = [
        {"at": [x, 0.0], "text": word, "strong": i == 0, "always": True, "stack": True}
        for i, (word, x) in enumerate(zip(words, positions, strict=True))
    ]
    return {
        "data": [points],
        "layout": layout(
            148,
            hovermode="closest",
            margin={"l": 8, "r": 8, "t": 0, "b": 46},
            xaxis=axis(
                range=[-0.05 * end, 1.05 * end],
                nticks=7,
                tickformat=",~g",
                title=axis_title(title),
            ),
            yaxis=axis(
                range=[-1, 1],
                showticklabels=False,
                zeroline=True,
                zerolinecolor="var(--neutral)",
                zerolinewidth=2,
            ),
            meta={"labels": labels},
        ),
    }
