"""Heatmaps of rows of the matrix and of similarities."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding import Vectors
from embviz.figures.layout import Figure, axis, axis_title, encode_array, layout
from embviz.figures.palette import DIVERGING_SCALE
from embviz.figures.text import escape, format_number

# The color scale ends at this quantile: a few outliers would make all other cells pale.
COLOR_LIMIT_QUANTILE = 0.99

# Up to this many words, a heatmap of similarities has space for its numbers.
MAX_WORDS_WITH_NUMBERS = 14
# Up to this many dimensions, a heatmap of rows has space for its numbers.
MAX_DIMS_WITH_NUMBERS = 8
# From this color limit on, numbers have no decimals.
MIN_LIMIT_NO_DECIMALS = 1000
# Up to this color limit, numbers have three decimals.
MAX_LIMIT_THREE_DECIMALS = 0.2


def color_limit(values: NDArray[np.floating]) -> float:
    """Return the upper limit of a symmetric color scale for `values`.

    Examples
    --------
    >>> color_limit(np.array([[0.5, -1.0], [0.0, 0.25]]))
    1.0
    """
    magnitudes = np.abs(values[values != 0])
    if not magnitudes.size:
        return 1.0
    # Like np.quantile with method="higher", but faster for short rows.
    index = ceil(COLOR_LIMIT_QUANTILE * (magnitudes.size - 1))
    return float(np.partition(magnitudes, index)[index])


def row_strip(vector: Vectors, *, limit: float | None = None) -> Figure:
    """Draw one row, shape (dim,), as a strip with one cell per dimension."""
    cells = _heatmap_trace(vector[None], limit or color_limit(vector))
    cells |= {
        "showscale": False,
        "ygap": 0,
        "hovertemplate": "dimension %{x}<br>value %{z:.6g}<extra></extra>",
    }
    return {
        "data": [cells],
        "layout": layout(
            112,
            margin={"l": 6, "r": 6, "t": 0, "b": 8},
            xaxis=axis(nticks=12),
            yaxis=axis(showticklabels=False),
        ),
    }


def matrix_heatmap(
    words: Sequence[str],
    token_ids: Sequence[int | None],
    rows: ArrayLike,
    *,
    limit: float | None = None,
    current: str | None = None,
) -> Figure:
    """Draw rows below each other, on a color scale centered at zero.

    Parameters
    ----------
    words : sequence of str
        One name per row.
    token_ids : sequence of int or None
        One per row, written next to its name and reported by a click on a cell. None for a row
        that is not a token's, such as a difference.
    rows : ndarray of shape (n, dim)
    limit : float, optional
        Upper limit of the color scale; `color_limit` of the rows by default.
    current : str, optional
        The word whose name is drawn in bold.
    """
    rows = np.asarray(rows, np.float32)
    n = len(rows)
    limit = limit or color_limit(rows)
    names = []
    for word, token_id in zip(words, token_ids, strict=True):
        name = escape(word, 20) if token_id is None else f"{escape(word, 20)} · {token_id}"
        names.append(f"<b>{name}</b>" if word == current else name)
    cells = _heatmap_trace(rows, limit) | {
        "colorbar": _colorbar([-limit, 0, limit], [f"−{limit:.2g}", "0", f"+{limit:.2g}"]),
        "hovertemplate": "%{y}<br>dimension %{x}<br>value %{z:.6g}<extra></extra>",
    }
    has_numbers = rows.shape[1] <= MAX_DIMS_WITH_NUMBERS
    if has_numbers:
        cells |= cell_text(rows.tolist(), limit)
    is_spacious = n <= 40
    return {
        "data": [cells],
        "layout": layout(
            n * (24 if is_spacious else 15) + 104,
            margin={"l": 8, "r": 16, "t": 44, "b": 8},
            meta={"rowIds": list(token_ids)},
            xaxis=axis(
                title=axis_title("dimension", 12),
                **({"dtick": 1} if has_numbers else {"nticks": 12}),
            ),
            yaxis=names_axis(names, 13 if is_spacious else 11),
        ),
    }


def pairwise_heatmap(
    words: Sequence[str], token_ids: Sequence[int], cosines: NDArray[np.float64]
) -> Figure:
    """Draw the cosine similarity of every pair of words, shape (n, n), on a scale from −1 to 1."""
    n = len(words)
    names = [escape(word, 16) for word in words]
    cells = _heatmap_trace(cosines, 1.0) | {
        "xgap": 2,
        "colorbar": _colorbar([-1, 0, 1], ["−1", "0", "+1"]),
        "hovertemplate": "%{y} and %{x}<br>cosine similarity %{z:.4f}<extra></extra>",
    }
    if n <= MAX_WORDS_WITH_NUMBERS:
        cells |= {"texttemplate": "%{z:.2f}", "textfont": {"size": 12}}
    figure: Figure = {
        "data": [cells],
        "layout": layout(
            n * (34 if n <= MAX_WORDS_WITH_NUMBERS else 22) + 130,
            margin={"l": 8, "r": 16, "t": 44, "b": 8},
            meta={"rowIds": list(token_ids)},
            xaxis=names_axis(names, 12) | {"autorange": True, "tickangle": -45},
            yaxis=names_axis(names, 13),
        ),
    }
    return figure


def _heatmap_trace(rows: NDArray[np.floating], limit: float) -> dict[str, Any]:
    n, dim = rows.shape
    return {
        "type": "heatmap",
        "z": encode_array(np.asarray(rows, np.float32)),
        "zmin": -limit,
        "zmax": limit,
        "colorscale": DIVERGING_SCALE,
        "xgap": 1 if dim <= 160 else 0,
        "ygap": 2 if n <= 40 else 0,
    }


def cell_text(rows: Sequence[Sequence[float | None]], limit: float) -> dict[str, Any]:
    """Return properties of a heatmap that write the numbers into the cells; None is a gap.

    The color scale ends at twice the limit, so that all cells are pale enough for text.
    """
    decimals = 0 if limit >= MIN_LIMIT_NO_DECIMALS else 2 if limit > MAX_LIMIT_THREE_DECIMALS else 3
    return {
        "text": [["" if x is None else format_number(x, decimals) for x in row] for row in rows],
        "texttemplate": "%{text}",
        "textfont": {"size": 13, "color": "var(--text)"},
        "zmin": -2 * limit,
        "zmax": 2 * limit,
        "showscale": False,
    }


def _colorbar(values: list[float], names: list[str]) -> dict[str, Any]:
    return {
        "orientation": "h",
        "x": 1,
        "xanchor": "right",
        "y": 1,
        "yanchor": "bottom",
        "len": 220,
        "lenmode": "pixels",
        "thickness": 9,
        "xpad": 0,
        "ypad": 8,
        "tickvals": values,
        "ticktext": names,
        "tickfont": {"color": "var(--muted)", "size": 12},
        "outlinewidth": 0,
    }


def names_axis(names: list[str], size: int) -> dict[str, Any]:
    """Return an axis with one name per row or column, the first on top."""
    return axis(
        autorange="reversed",
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=names,
        tickfont={"color": "var(--text)", "size": size},
        ticklabelstandoff=5,
    )
