"""A picture as one file for a browser, which needs neither the server nor a network."""

from __future__ import annotations

import json

from embviz.app.web.assets import CHART_CSS, CHART_HTML, CHART_JS, PLOTLY_FILE, read_asset
from embviz.figures import Figure


def to_html(figure: Figure, note: str, *, alt: str, file_stem: str, scale: float = 1) -> str:
    """Return a page that shows a picture without a server and without a network.

    Parameters
    ----------
    figure : Figure
        From any function of `figures`. A map gets a field to find its words.
    note : str
        What stands below it, as plain text.
    alt : str
        What it shows, read aloud in its place.
    file_stem : str
        The name of a file that it is saved by.
    scale : float, default 1
        How much larger than usual its type is.
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
        # No word can end the script or begin another one.
        "__DATA__": json.dumps(data).replace("<", "\\u003c"),
    }
    # In one pass: a word that looks like the name of a part stays as it is.
    pieces = read_asset("standalone.html").split("__")
    return "".join(
        parts.get(f"__{piece}__", piece) if i % 2 else piece for i, piece in enumerate(pieces)
    )
