"""Words along an axis between words, and between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from embviz.figures.palette import (
    Figure,
    axis,
    axis_title,
    encode_array,
    escape,
    escape_all,
    layout,
)

ROW_HEIGHT = 25
# Places nearer to zero than this are next to nothing, and must not look far apart.
MIN_AXIS_LIMIT = 0.05


def axis_scores(
    words: Sequence[str],
    token_ids: Sequence[int],
    scores: ArrayLike,
    ends: tuple[str, str],
    current: str | None = None,
) -> Figure:
    """Draw words where they stand on an axis, one a line, the highest on top.

    Parameters
    ----------
    words : sequence of str
    token_ids : sequence of int
        One a word; a click reports it.
    scores : array_like of shape (n,)
        Cosine similarity of each word with the axis.
    ends : (str, str)
        What to write at the low end and at the high one.
    current : str, optional
        The word whose name is drawn in bold.
    """
    values = np.asarray(scores, np.float64)
    order = np.argsort(-values, kind="stable")
    values = values[order]
    names = [escape(words[i], 20) for i in order]
    n = len(names)
    stems: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "x": [x for value in values.tolist() for x in (0.0, value, None)],
        "y": [y for i in range(n) for y in (i, i, None)],
        "line": {"color": "var(--grid)", "width": 3},
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": encode_array(values),
        "y": list(range(n)),
        "text": names,
        "customdata": [int(token_ids[i]) for i in order],
        "marker": {
            "color": [f"var(--{'orange' if value > 0 else 'blue'})" for value in values],
            "size": 11,
        },
        "hovertemplate": "<b>%{text}</b><br>cosine similarity with the axis %{x:.3f}"
        "<extra></extra>",
    }
    bold = [
        f"<b>{name}</b>" if words[i] == current else name
        for name, i in zip(names, order, strict=True)
    ]
    reach = max(MIN_AXIS_LIMIT, float(np.abs(values).max(initial=0.0)) * 1.12)
    return {
        "data": [stems, dots],
        "layout": layout(
            max(n, 2) * ROW_HEIGHT + 76,
            hovermode="closest",
            margin={"l": 8, "r": 12, "t": 30, "b": 8},
            annotations=_end_labels(ends, 30),
            # Where it is narrow, names of the palette are not known: plain text takes their place.
            meta={
                "narrow": {
                    "annotations": [each | {"font": {"size": 13}} for each in _end_labels(ends, 10)]
                }
            },
            xaxis=axis(
                range=[-reach, reach],
                showgrid=True,
                nticks=7,
                zeroline=True,
                zerolinecolor="var(--neutral)",
                title=axis_title("cosine similarity with the axis"),
            ),
            yaxis=axis(
                range=[n - 0.4, -0.6],
                tickvals=list(range(n)),
                ticktext=bold,
                tickfont={"color": "var(--text)", "size": 13},
                ticklabelstandoff=6,
            ),
        ),
    }


def axes_scatter(
    words: Sequence[str],
    token_ids: Sequence[int],
    scores: ArrayLike,
    ends: Sequence[tuple[str, str]],
    current: str | None = None,
) -> Figure:
    """Draw words as points between two axes, with labels that keep apart.

    Parameters
    ----------
    words : sequence of str
        Most important first: where labels would collide, the first wins.
    token_ids : sequence of int
        One a word; a click reports it.
    scores : array_like of shape (n, 2)
        Cosine similarity of each word with the axis across and with the axis up.
    ends : sequence of two (str, str)
        What to write at the low end and at the high end of each.
    current : str, optional
        The word whose label is drawn in bold.
    """
    points = np.asarray(scores, np.float64)
    across, up = (_axis_label(low, high) for low, high in ends)
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": encode_array(points[:, 0]),
        "y": encode_array(points[:, 1]),
        "text": escape_all(words),
        "customdata": [int(i) for i in token_ids],
        "marker": {
            "color": "var(--blue)",
            "size": 9,
            "line": {"width": 1, "color": "var(--background)"},
        },
        "hovertemplate": "<b>%{text}</b><br>across %{x:.3f}<br>up %{y:.3f}<extra></extra>",
    }
    labels = [
        {"at": at, "text": word, "strong": word == current, "always": word == current}
        for word, at in zip(words, points.tolist(), strict=True)
    ]
    labels.sort(key=lambda each: not each["always"])
    lines = {"zeroline": True, "zerolinecolor": "var(--neutral)", "showgrid": True, "nticks": 7}
    return {
        "data": [dots],
        "layout": layout(
            560,
            hovermode="closest",
            margin={"l": 8, "r": 16, "t": 12, "b": 8},
            xaxis=axis(range=_padded_range(points[:, 0]), title=axis_title(across), **lines),
            yaxis=axis(range=_padded_range(points[:, 1]), title=axis_title(up), **lines),
            meta={"labels": labels, "narrow": {"height": 460}},
        ),
    }


def _padded_range(values: np.ndarray[Any, np.dtype[np.float64]]) -> list[float]:
    """Return a range that holds the values and zero, with some room around them."""
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    edge = 0.1 * (high - low) or 1.0
    return [low - edge, high + edge]


def _axis_label(low: str, high: str) -> str:
    return f"← {_truncate(low)}   ·   {_truncate(high)} →"


def _truncate(words: str, max_chars: int = 24) -> str:
    return words if len(words) <= max_chars else words[: max_chars - 1] + "…"


def _end_labels(ends: tuple[str, str], max_chars: int) -> list[dict[str, Any]]:
    """Write what lies at each end above the picture."""
    texts = (
        f"← {escape(_truncate(ends[0], max_chars))}",
        f"{escape(_truncate(ends[1], max_chars))} →",
    )
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": x,
            "y": 1,
            "yanchor": "bottom",
            "yshift": 6,
            "xanchor": side,
            "text": f"<b>{text}</b>",
            "showarrow": False,
            "font": {"size": 13, "color": color},
        }
        for text, x, side, color in zip(
            texts, (0, 1), ("left", "right"), ("var(--blue)", "var(--orange)"), strict=True
        )
    ]
