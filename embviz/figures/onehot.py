"""The product of a one-hot vector and the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.figures.heatmap import cell_text, names_axis
from embviz.figures.layout import Figure, axis, layout
from embviz.figures.palette import DIVERGING_SCALE
from embviz.figures.text import escape
from embviz.lesson import OneHotProduct

# Dimensions drawn before the gap; the last one is drawn after it.
N_FIRST_DIMS = 4
ROW_HEIGHT = 30


def onehot_product(
    E: EmbeddingMatrix, lookup_product: OneHotProduct, extra_ids: Sequence[int] = ()
) -> Figure:
    """Draw one-hot × E = row, with each row of E next to its factor.

    Parameters
    ----------
    E : EmbeddingMatrix
    lookup_product : OneHotProduct
    extra_ids : sequence of int
        Token ids to draw in addition to the first three and the one looked up.
    """
    ids = sorted({*range(min(3, len(E))), lookup_product.token_id, *extra_ids})
    rows = _with_gaps(ids, len(E))
    dims = _with_gaps([*range(min(N_FIRST_DIMS, E.dim)), E.dim - 1], E.dim)
    names = ["⋮" if i is None else f"{i} · {escape(E.tokens[i], 14)}" for i in rows]
    selected = rows.index(lookup_product.token_id)
    weights = [None if i is None else float(lookup_product.one_hot[i]) for i in rows]
    ones = [["" if weight is None else f"{weight:.0f}"] for weight in weights]
    cells = [[_value_at(E.vectors, i, d) for d in dims] for i in rows]
    limit = max(abs(value) for row in cells for value in row if value is not None) or 1.0
    result = [[None if d is None else float(lookup_product.product[d]) for d in dims]]
    split = len(rows) * ROW_HEIGHT
    height = split + 3 * ROW_HEIGHT + 34
    bottom = ROW_HEIGHT / (split + 3 * ROW_HEIGHT)
    heads = ["⋯" if d is None else str(d) for d in dims]
    return {
        "data": [
            _number_heatmap([[weight] for weight in weights], 1.0)
            | {"hoverinfo": "skip", "text": ones},
            _number_heatmap(cells, limit) | {"xaxis": "x2"},
            _number_heatmap(result, limit) | {"xaxis": "x2", "yaxis": "y2"},
        ],
        "layout": layout(
            height,
            margin={"l": 8, "r": 8, "t": 34, "b": 0},
            xaxis=_column_axis(["one-hot"], domain=[0, 0.13]),
            xaxis2=_column_axis(heads, domain=[0.2, 1], anchor="y"),
            yaxis=_row_axis(names, domain=[3 * bottom, 1], selected=selected),
            yaxis2=_row_axis(["sum"], domain=[0, bottom], selected=0),
            shapes=[
                _row_outline(selected, "x2", "y", len(dims)),
                _row_outline(0, "x2", "y2", len(dims)),
            ],
            annotations=[
                _operator("×", 0.165, (1 + 3 * bottom) / 2),
                _operator("=", 0.165, bottom / 2),
                _annotation("add up each column", 0.6, 2 * bottom),
            ],
        ),
    }


def _with_gaps(numbers: Sequence[int], n: int) -> list[int | None]:
    """Return numbers in order, with None in place of each run of missing ones in 0 … n − 1."""
    result: list[int | None] = []
    ordered = sorted(set(numbers))
    for number, previous in zip(ordered, [-1, *ordered], strict=False):
        result += [number] if number == previous + 1 else [None, number]
    return result if ordered[-1] == n - 1 else [*result, None]


def _value_at(vectors: NDArray[np.float32], row: int | None, dim: int | None) -> float | None:
    return None if row is None or dim is None else float(vectors[row, dim])


def _number_heatmap(rows: list[list[float | None]], limit: float) -> dict[str, Any]:
    """Return a heatmap with numbers in its cells; None is a gap."""
    return {
        "type": "heatmap",
        "z": rows,
        "colorscale": DIVERGING_SCALE,
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "hovertemplate": "%{z:.6g}<extra></extra>",
        **cell_text(rows, limit),
    }


def _column_axis(names: list[str], **parts: Any) -> dict[str, Any]:
    return axis(
        side="top",
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=names,
        tickangle=0,
        **parts,
    )


def _row_axis(names: list[str], *, domain: list[float], selected: int) -> dict[str, Any]:
    texts = [f"<b>{name}</b>" if i == selected else name for i, name in enumerate(names)]
    return names_axis(texts, 13) | {"domain": domain}


def _row_outline(row: int, x: str, y: str, columns: int) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": x,
        "yref": y,
        "x0": -0.5,
        "x1": columns - 0.5,
        "y0": row - 0.5,
        "y1": row + 0.5,
        "line": {"color": "var(--text)", "width": 2},
    }


def _operator(text: str, x: float, y: float) -> dict[str, Any]:
    return _annotation(text, x, y) | {"font": {"size": 20, "color": "var(--text)"}}


def _annotation(text: str, x: float, y: float) -> dict[str, Any]:
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": y,
        "xanchor": "center",
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": 12, "color": "var(--muted)"},
    }
