"""Parts of Plotly figures: layouts, axes, markers and encoded arrays."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from embviz.figures.text import escape

Figure: TypeAlias = dict[str, Any]


def encode_array(values: NDArray[Any]) -> dict[str, str]:
    """Encode an array in base64 for Plotly: 2 to 3 times smaller than a list of numbers."""
    values = np.ascontiguousarray(values)
    shape = {} if values.ndim == 1 else {"shape": ", ".join(map(str, values.shape))}
    kind = f"{values.dtype.kind}{values.dtype.itemsize}"
    return {"dtype": kind, "bdata": b64encode(values.tobytes()).decode(), **shape}


def axis_title(text: str, standoff: int = 8) -> dict[str, Any]:
    """Return the title of an axis, muted and `standoff` pixels from its tick labels."""
    return {
        "text": escape(text, 60),
        "standoff": standoff,
        "font": {"color": "var(--muted)", "size": 12},
    }


def layout(height: int, **parts: Any) -> dict[str, Any]:
    """Return a layout without background and legend, with text in the colors of the palette."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": "var(--text)", "size": 13},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": "var(--panel)",
            "bordercolor": "var(--grid)",
            "font": {"color": "var(--text)", "size": 13},
            "align": "left",
        },
        **parts,
    }


def axis(**parts: Any) -> dict[str, Any]:
    """Return an axis without line, grid and zero line, unless `parts` say otherwise."""
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "automargin": True,
        "ticks": "",
        "tickfont": {"color": "var(--muted)", "size": 12},
        "gridcolor": "var(--grid)",
        **parts,
    }


def row_axis(names: Sequence[str], *, size: int = 13, standoff: int = 6) -> dict[str, Any]:
    """Return a y axis with one name per row, at 0, 1, … from the top."""
    return axis(
        range=[len(names) - 0.4, -0.6],
        tickvals=list(range(len(names))),
        ticktext=list(names),
        tickfont={"color": "var(--text)", "size": size},
        ticklabelstandoff=standoff,
    )


def map_axis(title: dict[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    """Return an axis of a flat map: with a title, it has a meaning, a grid and a zero line."""
    if title is None:
        return axis(showticklabels=False, fixedrange=False, **parts)
    return axis(
        fixedrange=False,
        showgrid=True,
        zeroline=True,
        zerolinecolor="var(--muted)",
        title=title,
        **parts,
    )


def map_legend(y: float = 0, **parts: Any) -> dict[str, Any]:
    """Return a legend below a map, at the height `y`."""
    return {
        "orientation": "h",
        "x": 0,
        "y": y,
        "yanchor": "top",
        "font": {"size": 13},
        # Hiding points by the legend would not hide their labels.
        "itemclick": False,
        "itemdoubleclick": False,
        **parts,
    }


def scene_3d(aspectmode: str) -> dict[str, Any]:
    """Return a 3D scene without tick labels and backgrounds."""
    axis_3d = {
        "showticklabels": False,
        "title": {"text": ""},
        "showbackground": False,
        "gridcolor": "var(--grid)",
        "zerolinecolor": "var(--grid)",
        "showspikes": False,
    }
    return {
        "xaxis": dict(axis_3d),
        "yaxis": dict(axis_3d),
        "zaxis": dict(axis_3d),
        "aspectmode": aspectmode,
        "camera": {"eye": {"x": 1.05, "y": 1.05, "z": 0.6}},
        "dragmode": "turntable",
    }


def mean_marker(
    x: float, text: str, color: str, *, y: float = 1, side: Literal["left", "right"] = "right"
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a dotted vertical line at `x`, and its label at the height `y`, from 0 to 1."""
    line = {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": f"var(--{color})", "width": 2, "dash": "dot"},
    }
    label = {
        "x": x,
        "y": y,
        "yref": "paper",
        "xanchor": "left" if side == "right" else "right",
        "yanchor": "top",
        "xshift": 6 if side == "right" else -6,
        "text": text,
        "showarrow": False,
        "bgcolor": "var(--background)",
        "font": {"color": f"var(--{color})", "size": 13},
    }
    return line, label
