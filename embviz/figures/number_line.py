"""Words at their values on a number line."""

from __future__ import annotations

from collections.abc import Sequence

from embviz.figures.palette import Figure, axis, axis_title, escape_all, layout


def number_line(
    words: Sequence[str],
    values: Sequence[float],
    *,
    title: str,
    axis_max: float | None = None,
    token_ids: Sequence[int] = (),
) -> Figure:
    """Draw words as points on an axis that begins at 0, such as that of the token ids.

    Parameters
    ----------
    words : sequence of str
        One a point; the first is drawn in the color of what the picture is about.
    values : sequence of float
        Where each word stands.
    title : str
        What the axis counts.
    axis_max : float, optional
        Where the axis ends; the largest value by default.
    token_ids : sequence of int, optional
        One a point; a click reports it.
    """
    end = axis_max or max(values, default=0.0) or 1.0
    places = [float(value) for value in values]
    # Drawn last, the first word lies on top of the others.
    drawn = list(reversed(range(len(words))))
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": [places[i] for i in drawn],
        "y": [0.0] * len(words),
        "text": escape_all([words[i] for i in drawn]),
        "customdata": [token_ids[i] for i in drawn] if token_ids else [],
        "marker": {
            "color": [f"var(--{'blue' if i else 'orange'})" for i in drawn],
            "size": 12,
            "line": {"width": 2, "color": "var(--background)"},
        },
        "hovertemplate": "<b>%{text}</b><br>%{x:,.4~f}<extra></extra>",
    }
    labels = [
        {"at": [place, 0.0], "text": word, "strong": i == 0, "always": True, "stack": True}
        for i, (word, place) in enumerate(zip(words, places, strict=True))
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
