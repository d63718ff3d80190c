"""A table of similarities with the tree that orders it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.figures.heatmap import MAX_WORDS_WITH_NUMBERS, names_axis, pairwise_heatmap
from embviz.figures.palette import Figure, axis, encode_array, escape
from embviz.neighbors import Dendrogram

TREE_HEIGHT = 110
# Up to this many words each has a name beside its row; of more, the pointer tells the name.
MAX_NAMED_WORDS = 60
# Where a picture is narrow, the names above its columns would run into each other from here on.
MAX_NARROW_NAMES = 14
HEIGHT_WITHOUT_NAMES = 640


def clustered_heatmap(
    words: Sequence[str],
    token_ids: Sequence[int],
    cosines: NDArray[np.float64],
    tree: Dendrogram | None = None,
) -> Figure:
    """Draw the cosine similarity of every pair of words, with the tree of words above it.

    Parameters
    ----------
    words : sequence of str
    token_ids : sequence of int
        One a word; a click on a cell reports that of its row.
    cosines : ndarray of shape (n, n)
    tree : Tree, optional
        Of these words in this order; rows and columns are drawn in the order of its leaves.
        Without it they are drawn as they come.
    """
    n = len(words)
    order = list(tree.leaf_order) if tree else list(range(n))
    ordered = [words[i] for i in order]
    figure = pairwise_heatmap(ordered, [token_ids[i] for i in order], cosines[np.ix_(order, order)])
    plan = figure["layout"]
    across, down = plan["xaxis"], plan["yaxis"]
    edge = {"autorange": False, "range": [-0.5, n - 0.5]}
    across |= edge
    down |= {"autorange": False, "range": [n - 0.5, -0.5]}
    if n > MAX_NAMED_WORDS:
        _hide_names(figure)
    elif n > MAX_WORDS_WITH_NUMBERS:
        names = [escape(word, 16) for word in ordered]
        small = 13 if n <= 40 else 11
        plan["yaxis"] |= {"tickfont": {"color": "var(--text)", "size": small}}
        plan["height"] = n * (22 if n <= 40 else 15) + 130
        plan["xaxis"] = names_axis(names, min(small, 12)) | edge | {"tickangle": -90}
    if tree:
        plan["height"] += TREE_HEIGHT
        share = TREE_HEIGHT / (plan["height"] - 130)
        plan["yaxis"] |= {"domain": [0, 1 - share]}
        plan["yaxis2"] = _height_axis(tree, 1 - share)
        figure["data"].append(_branch_trace(tree))
    if n > MAX_NARROW_NAMES:
        plan["meta"]["narrow"] = {
            "xaxis": plan["xaxis"] | {"showticklabels": False},
            "height": min(plan["height"], n * 16 + 130 + (TREE_HEIGHT if tree else 0), 560),
        }
    return figure


def _hide_names(figure: Figure) -> None:
    """Hide the names beside the cells, where they would not be readable; the pointer tells them."""
    plan, cells = figure["layout"], figure["data"][0]
    plan["height"] = HEIGHT_WITHOUT_NAMES
    for side in ("xaxis", "yaxis"):
        plan[side] |= {"showticklabels": False}
    cells |= {"xgap": 0, "ygap": 0}


def _branch_trace(tree: Dendrogram) -> dict[str, Any]:
    """Draw each join as a bracket from one part up to the height, across, and down to the other."""
    n = len(tree.leaf_order)
    x = np.empty(2 * n - 1)
    x[list(tree.leaf_order)] = np.arange(n)
    height = np.zeros(2 * n - 1)
    xs = np.full((n - 1, 5), np.nan, np.float32)
    ys = np.full((n - 1, 5), np.nan, np.float32)
    for join, (one, other, apart, _) in enumerate(tree.linkage):
        a, b = sorted((int(one), int(other)), key=lambda part: x[part])
        xs[join, :4] = x[a], x[a], x[b], x[b]
        ys[join, :4] = height[a], apart, apart, height[b]
        x[n + join], height[n + join] = (x[a] + x[b]) / 2, apart
    return {
        "type": "scatter",
        "mode": "lines",
        "x": encode_array(xs.ravel()),
        "y": encode_array(ys.ravel()),
        "yaxis": "y2",
        "line": {"color": "var(--neutral)", "width": 1.5 if n <= MAX_NAMED_WORDS else 1},
        "hoverinfo": "skip",
    }


def _height_axis(tree: Dendrogram, bottom: float) -> dict[str, Any]:
    """Return the axis of the tree: the similarity at which parts join, 1 at the leaves."""
    top = float(tree.linkage[:, 2].max()) or 1.0
    marks = [0.0, 0.5, 1.0, 1.5, 2.0]
    return axis(
        domain=[bottom + 0.01, 1],
        range=[0, top * 1.04],
        anchor="x",
        showgrid=True,
        tickvals=marks,
        ticktext=["1", "0.5", "0", "−0.5", "−1"],
    )
