"""Associations of words with two sets of attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from embviz.evaluation import WeatResult
from embviz.figures.layout import Figure, axis, axis_title, encode_array, layout
from embviz.figures.text import escape, escape_all, format_number


def association_strip(result: WeatResult, names: Sequence[str]) -> Figure:
    """Draw s(w, A, B) of each target word w: the words X above, the words Y below.

    Parameters
    ----------
    result : WeatResult
    names : sequence of str
        Labels of X, Y, A and B.
    """
    traces: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    avoid: list[list[float]] = []
    groups = ((result.targets_x, result.s_x, 1.0), (result.targets_y, result.s_y, 0.0))
    for (words, values, height), name, color in zip(
        groups, names, ("blue", "orange"), strict=False
    ):
        order = np.argsort(values, kind="stable")
        # Vertical offsets, so that points with similar values do not overlap.
        offsets = np.array([0.0, 0.16, -0.16, 0.3, -0.3])[np.arange(len(order)) % 5]
        mean = float(values.mean())
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": escape(name, 24),
                "x": encode_array(values[order]),
                "y": encode_array(height + offsets),
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
        avoid += [[mean, height + offset] for offset in (-0.4, -0.27, -0.13, 0.0, 0.13, 0.27, 0.4)]
        labels += [
            {
                "at": [float(values[i]), height + float(offset)],
                "text": words[i],
                "size": 12,
                "gap": 6,
            }
            for i, offset in zip(order, offsets, strict=True)
        ]
    limit = max(float(np.abs([*result.s_x, *result.s_y]).max()) * 1.15, 1e-3)
    title = f"← nearer to {names[3]}   ·   nearer to {names[2]} →"
    return {
        "data": traces,
        "layout": layout(
            340,
            hovermode="closest",
            margin={"l": 8, "r": 12, "t": 8, "b": 46},
            xaxis=axis(
                range=[-limit, limit],
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
            meta={"labels": labels, "avoid": avoid},
        ),
    }
