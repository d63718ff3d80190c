"""Comparisons of two embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.comparison import JointMap, Movers
from embviz.figures.dendrogram import clustered_heatmap
from embviz.figures.layout import Figure, axis, axis_title, encode_array, layout, mean_marker
from embviz.figures.scatter import word_map
from embviz.figures.text import format_number

HEIGHT = 300


def overlap_histogram(movers: Movers) -> Figure:
    """Draw the distribution of the number of common neighbors, and its mean by chance."""
    share = np.bincount(movers.n_common, minlength=movers.k + 1) / len(movers.n_common)
    highest = float(share.max())
    bars = {
        "type": "bar",
        "x": encode_array(np.arange(movers.k + 1, dtype=np.float32)),
        "y": encode_array(share),
        "marker": {"color": "var(--bar)", "cornerradius": 3},
        "hovertemplate": "%{x} in common: %{y:.1%} of words<extra></extra>",
    }
    by_chance = float(movers.chance_probabilities @ np.arange(movers.k + 1))
    markers = [
        _labeled_mean(float(movers.n_common.mean()), movers.k, "these words", "text", 1),
        _labeled_mean(by_chance, movers.k, "by chance", "orange", 0.87),
    ]
    return {
        "data": [bars],
        "layout": layout(
            HEIGHT,
            bargap=0.25,
            margin={"l": 8, "r": 12, "t": 8, "b": 46},
            shapes=[line for line, _ in markers],
            annotations=[label for _, label in markers],
            xaxis=axis(
                title=axis_title(f"of its {movers.k} neighbors, so many are the same"),
                dtick=1 if movers.k <= 12 else 5,
                range=[-0.6, movers.k + 0.6],
            ),
            # Space above the bars for the labels of the means.
            yaxis=axis(showgrid=True, nticks=5, tickformat=".0%", range=[0, 1.25 * highest]),
        ),
    }


def _labeled_mean(
    x: float, end: int, name: str, color: str, y: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a marker at a mean, with its label on the side with more space."""
    text = f"{name}: {format_number(x, 1 if x >= 1 else 2)} on average"
    return mean_marker(x, text, color, y=y, side="right" if x <= end / 2 else "left")


def difference_heatmap(
    words: Sequence[str], token_ids: Sequence[int], difference: NDArray[np.float64]
) -> Figure:
    """Draw differences of cosine similarities, shape (n, n), on the scale of cosines."""
    figure = clustered_heatmap(words, token_ids, difference)
    figure["data"][0]["hovertemplate"] = (
        "%{y} and %{x}<br>right minus left %{z:+.4f}<extra></extra>"
    )
    return figure


def joint_map_scatter(
    joint_map: JointMap,
    words: Sequence[str],
    token_ids: Sequence[int],
    titles: tuple[str, str],
    *,
    selected: str | None = None,
) -> Figure:
    """Draw words at their positions in two embeddings, each pair joined by a line.

    Parameters
    ----------
    joint_map : JointMap
    words : sequence of str
        The n words, most important first.
    token_ids : sequence of int
        In the left embedding; reported by a click on either point.
    titles : (str, str)
        Different names of the two sides.
    selected : str, optional
        The word to draw a ring around.
    """
    n = len(words)
    figure = word_map(
        np.vstack([joint_map.left, joint_map.right]),
        [*words, *words],
        [*token_ids, *token_ids],
        [titles[0]] * n + [titles[1]] * n,
        selected=selected,
    )
    # Each word has one label, at its left point: the line leads to the other one.
    labels: dict[str, dict[str, Any]] = {}
    for label in figure["layout"]["meta"]["labels"]:
        labels.setdefault(label["text"], label)
    figure["layout"]["meta"]["labels"] = [*labels.values()]
    for trace in figure["data"][:2]:  # The right side has other token ids.
        trace["hovertemplate"] = "<b>%{text}</b><br>%{fullData.name}<extra></extra>"
    lines = [
        [*pair, None]
        for pair in zip(joint_map.left.tolist(), joint_map.right.tolist(), strict=True)
    ]
    points = [point for line in lines for point in line]
    figure["data"].insert(
        0,
        {
            "type": "scatter",
            "mode": "lines",
            "x": [point and point[0] for point in points],
            "y": [point and point[1] for point in points],
            "line": {"color": "var(--neutral)", "width": 1},
            "hoverinfo": "skip",
            "showlegend": False,
        },
    )
    return figure
