"""Two embeddings side by side, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.comparison import JointMap, Movers
from embviz.figures.dendrogram import clustered_heatmap
from embviz.figures.palette import Figure, axis, axis_title, encode_array, format_number, layout
from embviz.figures.scatter import word_map

HEIGHT = 300


def overlap_histogram(found: Movers) -> Figure:
    """Draw how many words keep so many of their neighbors; the means are marked."""
    share = np.bincount(found.n_common, minlength=found.k + 1) / len(found.n_common)
    highest = float(share.max())
    bars = {
        "type": "bar",
        "x": encode_array(np.arange(found.k + 1, dtype=np.float32)),
        "y": encode_array(share),
        "marker": {"color": "var(--bar)", "cornerradius": 3},
        "hovertemplate": "%{x} in common: %{y:.1%} of words<extra></extra>",
    }
    by_chance = float(found.chance_probabilities @ np.arange(found.k + 1))
    marks = [
        _mean_marker(float(found.n_common.mean()), found.k, "these words", "text", 1),
        _mean_marker(by_chance, found.k, "by chance", "orange", 0.87),
    ]
    return {
        "data": [bars],
        "layout": layout(
            HEIGHT,
            bargap=0.25,
            margin={"l": 8, "r": 12, "t": 8, "b": 46},
            shapes=[line for line, _ in marks],
            annotations=[note for _, note in marks],
            xaxis=axis(
                title=axis_title(f"of its {found.k} neighbors, so many are the same"),
                dtick=1 if found.k <= 12 else 5,
                range=[-0.6, found.k + 0.6],
            ),
            # The marks need room above the bars.
            yaxis=axis(showgrid=True, nticks=5, tickformat=".0%", range=[0, 1.25 * highest]),
        ),
    }


def _mean_marker(
    x: float, end: int, name: str, color: str, height: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an upright line at a mean, and what it says on the side where there is room."""
    side = 1 if x <= end / 2 else -1
    line = {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": f"var(--{color})", "width": 2, "dash": "dot"},
    }
    note = {
        "x": x,
        "y": height,
        "yref": "paper",
        "xanchor": "left" if side > 0 else "right",
        "yanchor": "top",
        "xshift": 6 * side,
        "text": f"{name}: {format_number(x, 1 if x >= 1 else 2)} on average",
        "showarrow": False,
        "bgcolor": "var(--background)",
        "font": {"color": f"var(--{color})", "size": 13},
    }
    return line, note


def difference_heatmap(
    words: Sequence[str], token_ids: Sequence[int], difference: NDArray[np.float64]
) -> Figure:
    """Draw by how much cosine similarities differ, shape (n, n), on the scale of these."""
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
    """Draw words at their places in two embeddings, with a line from one to the other.

    Parameters
    ----------
    joint_map : CommonMap
    words : sequence of str
        n of them, most important first.
    token_ids : sequence of int
        In the left embedding; a click on either place reports it.
    titles : (str, str)
        What the two sides are called; not the same.
    selected : str, optional
        The word to ring.
    """
    n = len(words)
    figure = word_map(
        np.vstack([joint_map.left, joint_map.right]),
        [*words, *words],
        [*token_ids, *token_ids],
        [titles[0]] * n + [titles[1]] * n,
        selected=selected,
    )
    # Each word is named once, at its left place: the line leads to the other one.
    named: dict[str, dict[str, Any]] = {}
    for label in figure["layout"]["meta"]["labels"]:
        named.setdefault(label["text"], label)
    figure["layout"]["meta"]["labels"] = [*named.values()]
    for trace in figure["data"][:2]:  # The right side has other token ids.
        trace["hovertemplate"] = "<b>%{text}</b><br>%{fullData.name}<extra></extra>"
    ends = [
        [*pair, None]
        for pair in zip(joint_map.left.tolist(), joint_map.right.tolist(), strict=True)
    ]
    places = [place for line in ends for place in line]
    figure["data"].insert(
        0,
        {
            "type": "scatter",
            "mode": "lines",
            "x": [place and place[0] for place in places],
            "y": [place and place[1] for place in places],
            "line": {"color": "var(--neutral)", "width": 1},
            "hoverinfo": "skip",
            "showlegend": False,
        },
    )
    return figure
