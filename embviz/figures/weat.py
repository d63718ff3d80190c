"""Associations of words with two sets of attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from embviz.evaluation import WeatResult
from embviz.figures.palette import (
    Figure,
    axis,
    axis_title,
    encode_array,
    escape,
    escape_all,
    format_number,
    layout,
)


def association_strip(found: WeatResult, names: Sequence[str]) -> Figure:
    """Draw s(w, A, B) of each target word: the words X above, the words Y below.

    Parameters
    ----------
    found : Weat
    names : sequence of str
        What to call X, Y, A and B.
    """
    traces: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    lines: list[list[float]] = []
    kinds = ((found.targets_x, found.s_x, 1.0), (found.targets_y, found.s_y, 0.0))
    for (words, values, height), name, color in zip(kinds, names, ("blue", "orange"), strict=False):
        order = np.argsort(values, kind="stable")
        steps = np.array([0.0, 0.16, -0.16, 0.3, -0.3])[np.arange(len(order)) % 5]
        mean = float(values.mean())
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": escape(name, 24),
                "x": encode_array(values[order]),
                "y": encode_array(height + steps),
                "text": escape_all([words[i] for i in order]),
                "marker": {"color": f"var(--{color})", "size": 8},
                "hovertemplate": "<b>%{text}</b><br>%{x:.3f}<extra></extra>",
            }
        )
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [mean, mean],
                "y": [height - 0.42, height + 0.42],
                "line": {"color": f"var(--{color})", "width": 2, "dash": "dot"},
                "hovertemplate": f"mean {format_number(mean)}<extra></extra>",
            }
        )
        lines += [[mean, height + step] for step in (-0.4, -0.27, -0.13, 0.0, 0.13, 0.27, 0.4)]
        labels += [
            {"at": [float(values[i]), height + float(step)], "text": words[i], "size": 12, "gap": 6}
            for i, step in zip(order, steps, strict=True)
        ]
    largest = max(float(np.abs([*found.s_x, *found.s_y]).max()) * 1.15, 1e-3)
    title = f"← nearer to {names[3]}   ·   nearer to {names[2]} →"
    return {
        "data": traces,
        "layout": layout(
            340,
            hovermode="closest",
            margin={"l": 8, "r": 12, "t": 8, "b": 46},
            xaxis=axis(
                range=[-largest, largest],
                showgrid=True,
                nticks=6,
                zeroline=True,
                zerolinecolor="var(--muted)",
                title=axis_title(title),
            ),
            yaxis=axis(
                range=[-0.55, 1.55],
                tickvals=[1, 0],
                ticktext=[escape(names[0], 18), escape(names[1], 18)],
                tickfont={"color": "var(--text)", "size": 13},
                ticklabelstandoff=6,
            ),
            meta={"labels": labels, "avoid": lines},
        ),
    }
