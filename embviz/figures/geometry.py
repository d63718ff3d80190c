"""The shape of the cloud of rows, drawn."""

from __future__ import annotations

import numpy as np

from embviz.evaluation import Hubness, Isotropy, NormProfile
from embviz.figures.palette import Figure, axis, axis_title, encode_array, format_number, layout

HEIGHT = 260


def cosine_histogram(found: Isotropy) -> Figure:
    """Draw how the cosines of rows picked blindly are spread, with their mean."""
    counts, edges = np.histogram(found.cosines, bins=60, range=_histogram_range(found.cosines))
    middles = (edges[:-1] + edges[1:]) / 2
    share = counts / max(counts.sum(), 1)
    return _histogram(
        middles,
        share,
        float(edges[1] - edges[0]),
        "cosine similarity of two rows picked blindly",
        "around %{x:.2f}: %{y:.1%} of pairs<extra></extra>",
        found.mean,
    )


def _histogram_range(values: np.ndarray) -> tuple[float, float]:
    if not len(values):
        return -1.0, 1.0
    low, high = float(values.min()), float(values.max())
    return (low, high) if high - low > 1e-6 else (low - 0.05, high + 0.05)


def hubness_histogram(found: Hubness) -> Figure:
    """Draw of how many words each word is among the nearest: how many words, by that number."""
    highest = int(found.k_occurrence.max(initial=0))
    width = max(1, -(-(highest + 1) // 60))
    bins = np.bincount(found.k_occurrence // width, minlength=highest // width + 1)
    middles = np.arange(len(bins)) * width + (width - 1) / 2
    figure = _histogram(
        middles,
        bins.astype(np.float64),
        float(width),
        f"among the {found.k} nearest of so many words",
        "about %{x:.0f} times: %{y:,} words<extra></extra>",
        float(found.k_occurrence.mean()) if len(found.k_occurrence) else 0.0,
    )
    # A few hubs are too low to be seen beside thousands of words.
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
    line = {
        "type": "line",
        "x0": mean,
        "x1": mean,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": "var(--orange)", "width": 2, "dash": "dot"},
    }
    note = {
        "x": mean,
        "y": 1,
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "xshift": 6,
        "text": f"mean {format_number(mean, 3 if abs(mean) < 1 else 1)}",
        "showarrow": False,
        "bgcolor": "var(--background)",
        "font": {"color": "var(--orange)", "size": 13},
    }
    return {
        "data": [bars],
        "layout": layout(
            HEIGHT,
            bargap=0,
            margin={"l": 8, "r": 12, "t": 8, "b": 46},
            shapes=[line],
            annotations=[note],
            xaxis=axis(nticks=7, title=axis_title(title), zeroline=False),
            yaxis=axis(showticklabels=False, showgrid=False),
        ),
    }


def norm_lines(found: NormProfile) -> Figure:
    """Draw the usual length of rows along the list of tokens, and where half of them lie."""
    places = found.positions.tolist()
    edge = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    band = [
        edge | {"x": places, "y": found.q25.tolist()},
        edge
        | {"x": places, "y": found.q75.tolist(), "fill": "tonexty", "fillcolor": "var(--panel)"},
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": places,
            "y": found.median.tolist(),
            "line": {"color": "var(--blue)", "width": 2},
            "marker": {"color": "var(--blue)", "size": 6},
            "hovertemplate": "around place %{x:,.0f}: length %{y:.3~g}<extra></extra>",
        },
    ]
    highest = float(found.q75.max(initial=0)) or 1.0
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
