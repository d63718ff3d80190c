"""The colors of figures, for light and for dark."""

from __future__ import annotations

from typing import Any, Literal

# Blue is below zero and orange above: people with any color-vision deficiency can distinguish them,
# and the eight group colors. tests/scripts/test_color_vision.py has the differences and contrasts.
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
    """Return a copy of a figure, or of a part of one, with color names replaced by colors."""
    if isinstance(value, dict):  # meta has words and positions, but no colors.
        return {
            k: part if k == "meta" else resolve_colors(part, theme) for k, part in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [resolve_colors(part, theme) for part in value]
    if isinstance(value, str) and value.startswith("var(--"):
        return PALETTES[theme][value[len("var(--") : -1]]
    return value
