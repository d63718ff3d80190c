"""Geometry of the rows: cosines, hubness and norms."""

from __future__ import annotations

import numpy as np

from embviz.evaluation import Hubness, Isotropy, NormProfile
from embviz.figures.layout import Figure, axis, axis_title, encode_array, layout, mean_marker
from embviz.figures.text import format_number

HEIGHT = 260


def cosine_histogram(isotropy: Isotropy) -> Figure:
    """Draw the distribution of cosines of random pairs of rows, and their mean."""
    counts, edges = np.histogram(
        isotropy.cosines, bins=60, range=_histogram_range(isotropy.cosines)
    )
    centers = (edges[:-1] + edges[1:]) / 2
    share = counts / max(counts.sum(), 1)
    return _histogram(
        centers,
        share,
        float(edges[1] - edges[0]),
        "cosine similarity of two rows picked blindly",
        "around %{x:.2f}: %{y:.1%} of pairs<extra></extra>",
        isotropy.mean,
    )


def _histogram_range(values: np.ndarray) -> tuple[float, float]:
    if not len(values):
        return -1.0, 1.0
    low, high = float(values.min()), float(values.max())
    return (low, high) if high - low > 1e-6 else (low - 0.05, high + 0.05)


def hubness_histogram(hubness: Hubness) -> Figure:
    """Draw the distribution of the k-occurrence, and its mean."""
    highest = int(hubness.k_occurrence.max(initial=0))
    width = max(1, -(-(highest + 1) // 60))
    bins = np.bincount(hubness.k_occurrence // width, minlength=highest // width + 1)
    centers = np.arange(len(bins)) * width + (width - 1) / 2
    figure = _histogram(
        centers,
        bins.astype(np.float64),
        float(width),
        f"among the {hubness.k} nearest of so many words",
        "about %{x:.0f} times: %{y:,} words<extra></extra>",
        float(hubness.k_occurrence.mean()) if len(hubness.k_occurrence) else 0.0,
    )
    # On a linear scale, a few hubs would be invisible next to thousands of words.
    if len(bins) > 12 and bins.max(initial=0) > 200:
        figure["layout"]["yaxis"] |= {
            "type": "log",
            "range": [-0.3, float(np.log10(bins.max())) + 0.1],
            "title": axis_title("words (log scale)"),
            "dtick": 1,
            "tickformat": ",",
            "showticklabels": True,
            "showgrid": True,
        }
    return figure


def _histogram(
    x: np.ndarray, y: np.ndarray, width: float, title: str, hover: str, mean: float
) -> Figure:
    bars = {
        "type": "bar",
        "x": encode_array(x),
        "y": encode_array(y),
        "width": width * 0.92,
        "marker": {"color": "var(--bar)"},
        "hovertemplate": hover,
    }
    text = f"mean {format_number(mean, 3 if abs(mean) < 1 else 1)}"
    line, label = mean_marker(mean, text, "orange")
    return {
        "data": [bars],
        "layout": layout(
            HEIGHT,
            bargap=0,
            margin={"l": 8, "r": 12, "t": 8, "b": 46},
            shapes=[line],
            annotations=[label],
            xaxis=axis(nticks=7, title=axis_title(title), zeroline=False),
            yaxis=axis(showticklabels=False, showgrid=False),
        ),
    }


def norm_lines(profile: NormProfile) -> Figure:
    """Draw the median norm along the list of tokens, and the interquartile range."""
    positions = profile.positions.tolist()
    edge = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    band = [
        edge | {"x": positions, "y": profile.q25.tolist()},
        edge
        | {
            "x": positions,
            "y": profile.q75.tolist(),
            "fill": "tonexty",
            "fillcolor": "var(--panel)",
        },
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": positions,
            "y": profile.median.tolist(),
            "line": {"color": "var(--blue)", "width": 2},
            "marker": {"color": "var(--blue)", "size": 6},
            "hovertemplate": "around place %{x:,.0f}: length %{y:.3~g}<extra></extra>",
        },
    ]
    highest = float(profile.q75.max(initial=0)) or 1.0
    return {
        "data": band,
        "layout": layout(
            HEIGHT,
            hovermode="closest",
            margin={"l": 8, "r": 12, "t": 8, "b": 46},
            xaxis=axis(
                type="log",
                dtick=1,
                tickformat=",~r",
                title=axis_title("place in the list (log scale)"),
            ),
            yaxis=axis(
                showgrid=True, nticks=5, range=[0, highest * 1.1], title=axis_title("row length")
            ),
        ),
    }
