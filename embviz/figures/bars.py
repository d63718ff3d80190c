"""Ranked words as bars."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from embviz.figures.layout import Figure, axis, encode_array, layout, row_axis
from embviz.figures.text import escape_all, format_number
from embviz.neighbors import METRICS, Neighbors

BAR_HEIGHT = 34

METRIC_LABELS: dict[str, str] = {
    **{metric.name: metric.label for metric in METRICS.values()},
    "3cosmul": "3CosMul ratio",
    "mean cosine": "mean cosine similarity",
    "association": "difference of mean cosines",
}


def ranked_bars(
    neighbors: Neighbors,
    *,
    highlight_first: bool = False,
    striped_ids: Collection[int] = (),
    usual_range: tuple[float, float] | None = None,
) -> Figure:
    """Draw a ranking as bars with words and scores, the best on top.

    Parameters
    ----------
    neighbors : Neighbors
    highlight_first : bool
        Draw the first bar in the color of answers.
    striped_ids : collection of int
        Token ids whose bars are striped.
    usual_range : (float, float), optional
        Shade this range of scores that are not unusual.
    """
    n = len(neighbors)
    scores = np.asarray(neighbors.scores, np.float64)
    colors = ["var(--bar)"] * n
    if highlight_first and n:
        colors[0] = "var(--green)"
    low, high = float(scores.min(initial=0)), float(scores.max(initial=0))
    if low < 0:  # Space for the number at the end of the longest bar.
        low -= 0.3 * (high - low)
    if neighbors.metric == "cosine":
        high = max(high, 1.0)
    unit = METRIC_LABELS[neighbors.metric]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": encode_array(scores),
        "y": list(range(n)),
        "customdata": list(neighbors.token_ids),
        "text": [format_number(score) for score in scores],
        "hovertext": escape_all(neighbors.tokens),
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": "var(--muted)"},
        "marker": {"color": colors, "cornerradius": 3}
        | (
            {"pattern": {"shape": ["/" if i in striped_ids else "" for i in neighbors.token_ids]}}
            if striped_ids
            else {}
        ),
        "hovertemplate": "%{hovertext}<br>" + unit + " %{x:.4f}<extra></extra>",
    }
    return {
        "data": [bars],
        "layout": layout(
            max(n, 2) * BAR_HEIGHT + 40,
            bargap=0.35,
            shapes=[_shaded_range(*usual_range)] if usual_range else [],
            margin={"l": 8, "r": 48, "t": 0, "b": 8},
            xaxis=axis(
                range=[low, high if high > low else 1.0],
                showgrid=True,
                nticks=6,
                zeroline=low < 0,
                zerolinecolor="var(--muted)",
            ),
            yaxis=row_axis(escape_all(neighbors.tokens), size=14),
        ),
    }


def _shaded_range(low: float, high: float) -> dict[str, Any]:
    return {
        "type": "rect",
        "layer": "below",
        "yref": "paper",
        "x0": low,
        "x1": high,
        "y0": 0,
        "y1": 1,
        "fillcolor": "var(--panel)",
        "line": {"width": 0},
    }
