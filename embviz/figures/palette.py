"""Colors for light and dark, and the parts all figures share."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Figure: TypeAlias = dict[str, Any]

# Blue is below zero and orange above, the pair that people with any color-vision deficiency can
# tell apart. The eight group colors differ for all of these people, and each is seen on the page:
# tests/scripts/test_color_vision.py says by how much.
PALETTES: dict[Literal["light", "dark"], dict[str, str]] = {
    "light": {
        "background": "#ffffff",
        "panel": "#eef2fa",
        "text": "#1a2233",
        "muted": "#5d6675",
        "grid": "#e3e7ef",
        "gap": "#ffffff",
        "blue": "#0072b2",
        "orange": "#b45000",
        "green": "#00694a",
        "bar": "#589ac6",
        "neutral": "#8a93a3",
        "group-0": "#2d60be",
        "group-1": "#dc632e",
        "group-2": "#249271",
        "group-3": "#a82a8f",
        "group-4": "#855c0e",
        "group-5": "#3f97ea",
        "group-6": "#9e6bae",
        "group-7": "#595959",
        "sequential-0": "#5e9ac2",
        "sequential-1": "#3d7fba",
        "sequential-2": "#4c5cab",
        "sequential-3": "#62328f",
        "sequential-4": "#480a49",
        "diverging-0": "#084a8c",
        "diverging-1": "#2673b5",
        "diverging-2": "#5ea3d0",
        "diverging-3": "#a1cae3",
        "diverging-4": "#d8e6f1",
        "diverging-5": "#f6f5f3",
        "diverging-6": "#fae2cb",
        "diverging-7": "#f4bd88",
        "diverging-8": "#e58f40",
        "diverging-9": "#c76111",
        "diverging-10": "#853a06",
    },
    "dark": {
        "background": "#0f131c",
        "panel": "#191f2d",
        "text": "#e8ecf4",
        "muted": "#a3acbd",
        "grid": "#283042",
        "gap": "#0f131c",
        "blue": "#56b4e9",
        "orange": "#f58b3f",
        "green": "#5ce0b0",
        "bar": "#366d92",
        "neutral": "#7d879a",
        "group-0": "#49daf0",
        "group-1": "#ed8947",
        "group-2": "#40c79e",
        "group-3": "#d487d8",
        "group-4": "#e5bd48",
        "group-5": "#676cc5",
        "group-6": "#b46df6",
        "group-7": "#83999e",
        "sequential-0": "#466a9a",
        "sequential-1": "#4f8fc4",
        "sequential-2": "#72aee6",
        "sequential-3": "#cdc2f9",
        "sequential-4": "#ffeaf8",
        "diverging-0": "#a9daff",
        "diverging-1": "#64b5f0",
        "diverging-2": "#3c8ccc",
        "diverging-3": "#2b6396",
        "diverging-4": "#223f5d",
        "diverging-5": "#1c2331",
        "diverging-6": "#4d3826",
        "diverging-7": "#875226",
        "diverging-8": "#c1752d",
        "diverging-9": "#ee9b49",
        "diverging-10": "#ffcb94",
    },
}

DIVERGING_SCALE = [[i / 10, f"var(--diverging-{i})"] for i in range(11)]


def resolve_colors(value: Any, theme: Literal["light", "dark"]) -> Any:
    """Return a copy of a figure, or of a part of one, with the palette's names made colors."""
    if isinstance(value, dict):  # What stands in meta is words and places, not colors.
        return {
            k: part if k == "meta" else resolve_colors(part, theme) for k, part in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [resolve_colors(part, theme) for part in value]
    if isinstance(value, str) and value.startswith("var(--"):
        return PALETTES[theme][value[len("var(--") : -1]]
    return value


def encode_array(values: NDArray[Any]) -> dict[str, str]:
    """Return an array as Plotly takes it in base64: 2 to 3 times smaller than a list of numbers."""
    values = np.ascontiguousarray(values)
    shape = {} if values.ndim == 1 else {"shape": ", ".join(map(str, values.shape))}
    kind = f"{values.dtype.kind}{values.dtype.itemsize}"
    return {"dtype": kind, "bdata": b64encode(values.tobytes()).decode(), **shape}


def mark_invisible(word: str) -> str:
    r"""Return a word with a mark for each character that has no form, and for blanks at its ends.

    Examples
    --------
    >>> mark_invisible("zero\u200bwidth "), mark_invisible("new york")
    ('zero␣width␣', 'new york')
    """
    shown = "".join(c if c.isprintable() else "␣" for c in word)
    inner = shown.strip(" ")
    before = len(shown) - len(shown.lstrip(" "))
    return "␣" * before + inner + "␣" * (len(shown) - before - len(inner))


def escape(word: str, max_chars: int = 40) -> str:
    """Return a word so that Plotly shows it as it is: it reads tags and entities in all text.

    Examples
    --------
    >>> escape("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    shown = mark_invisible(word)
    shown = shown if len(shown) <= max_chars else shown[: max_chars - 1] + "…"
    shown = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # Else it could pass for the name of a color, or for a place that Plotly fills in.
    return shown.replace("var(", "var&#40;").replace("%{", "%&#123;")


def escape_all(words: Sequence[str]) -> list[str]:
    """Escape each of `words`."""
    return [escape(word) for word in words]


def format_number(value: float, decimals: int = 3) -> str:
    """Return a number with so many decimals, a true minus sign, and no sign before zero.

    Examples
    --------
    >>> format_number(-0.25), format_number(-0.0001), format_number(2, 1)
    ('−0.250', '0.000', '2.0')
    """
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", "−")  # −0.0 + 0.0 is 0.0.


def axis_title(text: str, standoff: int = 8) -> dict[str, Any]:
    """Return the title of an axis, quiet and at `standoff` pixels from its numbers."""
    return {
        "text": escape(text, 60),
        "standoff": standoff,
        "font": {"color": "var(--muted)", "size": 12},
    }


def layout(height: int, **parts: Any) -> dict[str, Any]:
    """Return a quiet layout: no frame, no grid, text in the palette's colors."""
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
    """Return an axis that shows no line, no grid and no zero unless asked to."""
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
