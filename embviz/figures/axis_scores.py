"""Words on one semantic axis, and on two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from embviz.figures.layout import Figure, axis, axis_title, encode_array, layout, row_axis
from embviz.figures.text import escape, escape_all, truncate

ROW_HEIGHT = 25
# Least upper limit of the axis, so that scores near zero do not look far apart.
MIN_AXIS_LIMIT = 0.05


def axis_scores(
    words: Sequence[str],
    token_ids: Sequence[int],
    scores: ArrayLike,
    ends: tuple[str, str],
    current: str | None = None,
) -> Figure:
    """Draw words at their scores on an axis, one per row, the highest on top.

    Parameters
    ----------
    words : sequence of str
    token_ids : sequence of int
        Reported by a click on the word.
    scores : array_like of shape (n,)
        Cosine similarity of each word with the axis.
    ends : (str, str)
        Labels of the low end and of the high one.
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
    limit = max(MIN_AXIS_LIMIT, float(np.abs(values).max(initial=0.0)) * 1.12)
    return {
        "data": [stems, dots],
        "layout": layout(
            max(n, 2) * ROW_HEIGHT + 76,
            hovermode="closest",
            margin={"l": 8, "r": 12, "t": 30, "b": 8},
            annotations=_end_labels(ends, 30),
            # Colors of the narrow layout are not resolved, so its labels have none.
            meta={
                "narrow": {
                    "annotations": [
                        label | {"font": {"size": 13}} for label in _end_labels(ends, 10)
                    ]
                }
            },
            xaxis=axis(
                range=[-limit, limit],
                showgrid=True,
                nticks=7,
                zeroline=True,
                zerolinecolor="var(--neutral)",
                title=axis_title("cosine similarity with the axis"),
            ),
            yaxis=row_axis(bold),
        ),
    }


def axes_scatter(
    words: Sequence[str],
    token_ids: Sequence[int],
    scores: ArrayLike,
    ends: Sequence[tuple[str, str]],
    current: str | None = None,
) -> Figure:
    """Draw words as points in the plane of two axes.

    Parameters
    ----------
    words : sequence of str
        Most important first: of labels that would overlap, the first is shown.
    token_ids : sequence of int
        Reported by a click on the word.
    scores : array_like of shape (n, 2)
        Cosine similarity of each word with the horizontal axis and with the vertical one.
    ends : sequence of two (str, str)
        Labels of the low end and of the high end of each axis.
    current : str, optional
        The word whose label is drawn in bold.
    """
    points = np.asarray(scores, np.float64)
    x_title, y_title = (_axis_label(low, high) for low, high in ends)
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
    labels.sort(key=lambda label: not label["always"])
    lines = {"zeroline": True, "zerolinecolor": "var(--neutral)", "showgrid": True, "nticks": 7}
    return {
        "data": [dots],
        "layout": layout(
            560,
            hovermode="closest",
            margin={"l": 8, "r": 16, "t": 12, "b": 8},
            xaxis=axis(range=_padded_range(points[:, 0]), title=axis_title(x_title), **lines),
            yaxis=axis(range=_padded_range(points[:, 1]), title=axis_title(y_title), **lines),
            meta={"labels": labels, "narrow": {"height": 460}},
        ),
    }


def _padded_range(values: np.ndarray[Any, np.dtype[np.float64]]) -> list[float]:
    """Return a range around the values and zero, with a margin."""
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    margin = 0.1 * (high - low) or 1.0
    return [low - margin, high + margin]


def _axis_label(low: str, high: str) -> str:
    return f"← {truncate(low, 24)}   ·   {truncate(high, 24)} →"


def _end_labels(ends: tuple[str, str], max_chars: int) -> list[dict[str, Any]]:
    """Return the labels of both ends, above the figure."""
    texts = (
        f"← {escape(truncate(ends[0], max_chars))}",
        f"{escape(truncate(ends[1], max_chars))} →",
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
