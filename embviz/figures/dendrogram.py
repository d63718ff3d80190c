"""A heatmap of similarities with the dendrogram that orders it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.figures.heatmap import MAX_WORDS_WITH_NUMBERS, names_axis, pairwise_heatmap
from embviz.figures.layout import Figure, axis, encode_array
from embviz.figures.text import escape
from embviz.neighbors import Dendrogram

TREE_HEIGHT = 110
# Up to this many words, rows and columns have names; with more, only hover texts have them.
MAX_WORDS_WITH_NAMES = 60
# With more words, column names would overlap in a narrow figure.
MAX_NARROW_NAMES = 14
HEIGHT_WITHOUT_NAMES = 640


def clustered_heatmap(
    words: Sequence[str],
    token_ids: Sequence[int],
    cosines: NDArray[np.float64],
    tree: Dendrogram | None = None,
) -> Figure:
    """Draw the cosine similarity of every pair of words, with a dendrogram above it.

    Parameters
    ----------
    words : sequence of str
    token_ids : sequence of int
        Reported by a click on a cell of the row.
    cosines : ndarray of shape (n, n)
    tree : Dendrogram, optional
        The dendrogram of these words. Rows and columns are drawn in the order of its leaves;
        without it, in the order given.
    """
    n = len(words)
    order = list(tree.leaf_order) if tree else list(range(n))
    ordered = [words[i] for i in order]
    figure = pairwise_heatmap(ordered, [token_ids[i] for i in order], cosines[np.ix_(order, order)])
    plot_layout = figure["layout"]
    x_range = {"autorange": False, "range": [-0.5, n - 0.5]}
    plot_layout["xaxis"] |= x_range
    plot_layout["yaxis"] |= {"autorange": False, "range": [n - 0.5, -0.5]}
    if n > MAX_WORDS_WITH_NAMES:
        _hide_names(figure)
    elif n > MAX_WORDS_WITH_NUMBERS:
        names = [escape(word, 16) for word in ordered]
        size = 13 if n <= 40 else 11
        plot_layout["yaxis"] |= {"tickfont": {"color": "var(--text)", "size": size}}
        plot_layout["height"] = n * (22 if n <= 40 else 15) + 130
        plot_layout["xaxis"] = names_axis(names, min(size, 12)) | x_range | {"tickangle": -90}
    if tree:
        plot_layout["height"] += TREE_HEIGHT
        share = TREE_HEIGHT / (plot_layout["height"] - 130)
        plot_layout["yaxis"] |= {"domain": [0, 1 - share]}
        plot_layout["yaxis2"] = _height_axis(tree, 1 - share)
        figure["data"].append(_branch_trace(tree))
    if n > MAX_NARROW_NAMES:
        plot_layout["meta"]["narrow"] = {
            "xaxis": plot_layout["xaxis"] | {"showticklabels": False},
            "height": min(plot_layout["height"], n * 16 + 130 + (TREE_HEIGHT if tree else 0), 560),
        }
    return figure


def _hide_names(figure: Figure) -> None:
    """Hide the names of rows and columns, which would not be readable."""
    plot_layout, cells = figure["layout"], figure["data"][0]
    plot_layout["height"] = HEIGHT_WITHOUT_NAMES
    for side in ("xaxis", "yaxis"):
        plot_layout[side] |= {"showticklabels": False}
    cells |= {"xgap": 0, "ygap": 0}


def _branch_trace(tree: Dendrogram) -> dict[str, Any]:
    """Draw each merge of two clusters as a bracket at the height of their distance."""
    n = len(tree.leaf_order)
    x = np.empty(2 * n - 1)
    x[list(tree.leaf_order)] = np.arange(n)
    height = np.zeros(2 * n - 1)
    xs = np.full((n - 1, 5), np.nan, np.float32)
    ys = np.full((n - 1, 5), np.nan, np.float32)
    for merge, (one, other, distance, _) in enumerate(tree.linkage):
        a, b = sorted((int(one), int(other)), key=lambda cluster: x[cluster])
        xs[merge, :4] = x[a], x[a], x[b], x[b]
        ys[merge, :4] = height[a], distance, distance, height[b]
        x[n + merge], height[n + merge] = (x[a] + x[b]) / 2, distance
    return {
        "type": "scatter",
        "mode": "lines",
        "x": encode_array(xs.ravel()),
        "y": encode_array(ys.ravel()),
        "yaxis": "y2",
        "line": {"color": "var(--neutral)", "width": 1.5 if n <= MAX_WORDS_WITH_NAMES else 1},
        "hoverinfo": "skip",
    }


def _height_axis(tree: Dendrogram, bottom: float) -> dict[str, Any]:
    """Return the axis of the dendrogram: the similarity at which clusters merge."""
    top = float(tree.linkage[:, 2].max()) or 1.0
    return axis(
        domain=[bottom + 0.01, 1],
        range=[0, top * 1.04],
        anchor="x",
        showgrid=True,
        tickvals=[0.0, 0.5, 1.0, 1.5, 2.0],
        ticktext=["1", "0.5", "0", "−0.5", "−1"],
    )
