"""A figure as a standalone HTML file."""

from __future__ import annotations

import json

from embviz.app.web.assets import CHART_CSS, CHART_HTML, CHART_JS, PLOTLY_FILE, read_asset
from embviz.figures import Figure


def to_html(figure: Figure, note: str, *, alt: str, file_stem: str, scale: float = 1) -> str:
    """Return a web page that shows a figure without a server or a network.

    Parameters
    ----------
    figure : Figure
        From any function of `figures`. A map gets a search field.
    note : str
        Plain text below the figure.
    alt : str
        The description for screen readers.
    file_stem : str
        The name of images saved from the page, without extension.
    scale : float, default 1
        Scale of the font sizes.
    """
    plotly = PLOTLY_FILE.read_text("utf-8")
    data = {
        "figure": figure,
        "alt": alt,
        "note": note,
        "name": "picture",
        "scale": scale,
        "digest": "page",
        "map": "page",
        "file": file_stem,
        "clickable": False,
    }
    parts = {
        "__CSS__": CHART_CSS,
        "__CHART__": CHART_HTML,
        "__PLOTLY__": plotly.replace("</script", "<\\/script"),
        "__JS__": CHART_JS,
        # Escaped so that no word can close the script element or open another one.
        "__DATA__": json.dumps(data).replace("<", "\\u003c"),
    }
    # Replaced in one pass, so that a word that looks like a placeholder stays as it is.
    pieces = read_asset("standalone.html").split("__")
    return "".join(
        parts.get(f"__{piece}__", piece) if i % 2 else piece for i, piece in enumerate(pieces)
    )
