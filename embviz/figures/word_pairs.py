"""Human ratings of word pairs against cosine similarities."""

from __future__ import annotations

import numpy as np

from embviz.evaluation import WordPairReport
from embviz.figures.palette import Figure, axis, axis_title, encode_array, escape_all, layout

# How many pairs, at most, the picture names: those that disagree most.
MAX_NAMED_PAIRS = 16

# Of how many points names keep clear.
MAX_AVOIDED_POINTS = 400


def pair_scatter(agreement: WordPairReport) -> Figure:
    """Draw each pair of words by people's score and by cosine, naming those that disagree most."""
    away = agreement.rank_differences()
    order = np.argsort(-np.abs(away), kind="stable")[:MAX_NAMED_PAIRS]
    names = [f"{a} – {b}" for a, b in agreement.pairs]
    labels = [
        {
            "at": [float(agreement.scores[i]), float(agreement.cosines[i])],
            "text": names[i],
            "gap": 7,
            "size": 12,
        }
        for i in order
    ]
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": encode_array(agreement.scores),
        "y": encode_array(agreement.cosines),
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
                "avoid": np.column_stack([agreement.scores, agreement.cosines])[:MAX_AVOIDED_POINTS]
                .astype(float)
                .tolist(),
                "narrow": {"height": 400},
            },
        ),
    }
