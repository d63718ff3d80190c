"""Human ratings of word pairs against cosine similarities."""

from __future__ import annotations

import numpy as np

from embviz.evaluation import WordPairReport
from embviz.figures.layout import Figure, axis, axis_title, encode_array, layout
from embviz.figures.text import escape_all

# Labeled pairs: those with the largest differences of ranks.
MAX_LABELED_PAIRS = 16

# Points that labels avoid.
MAX_AVOIDED_POINTS = 400


def pair_scatter(report: WordPairReport) -> Figure:
    """Draw word pairs by human rating and cosine, and label those that disagree most."""
    differences = np.abs(report.rank_differences())
    order = np.argsort(-differences, kind="stable")[:MAX_LABELED_PAIRS]
    names = [f"{a} – {b}" for a, b in report.pairs]
    labels = [
        {
            "at": [float(report.scores[i]), float(report.cosines[i])],
            "text": names[i],
            "gap": 7,
            "size": 12,
        }
        for i in order
    ]
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": encode_array(report.scores),
        "y": encode_array(report.cosines),
        "text": escape_all(names),
        "marker": {
            "color": "var(--blue)",
            "size": 9 if len(names) < 200 else 6,
            "opacity": 0.8,
            "line": {"width": 1, "color": "var(--background)"},
        },
        "hovertemplate": "<b>%{text}</b><br>people %{x:.4~g}, cosine %{y:.3f}<extra></extra>",
    }
    return {
        "data": [points],
        "layout": layout(
            460,
            hovermode="closest",
            margin={"l": 8, "r": 12, "t": 8, "b": 46},
            xaxis=axis(
                showgrid=True, nticks=6, zeroline=False, title=axis_title("score of the file")
            ),
            yaxis=axis(
                showgrid=True, nticks=6, zeroline=True, title=axis_title("cosine similarity")
            ),
            meta={
                "labels": labels,
                "avoid": np.column_stack([report.scores, report.cosines])[:MAX_AVOIDED_POINTS]
                .astype(float)
                .tolist(),
                "narrow": {"height": 400},
            },
        ),
    }
