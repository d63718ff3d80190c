"""The browser code of the chart component, and its URL."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files

import streamlit as st

from embviz.figures import PALETTES


def read_asset(name: str) -> str:
    """Return a file of `embviz/app/web` as text."""
    return (files("embviz.app") / "web" / name).read_text("utf-8")


# The frame for the keyboard is beside the chart: elements with role="img" hide their children.
CHART_HTML = """
<div class="embviz-frame">
  <div class="embviz-keyboard" role="application" aria-label="Marks of the picture" hidden>
    <div class="focus-ring" hidden></div>
    <div class="hint"></div>
    <div class="live-region" aria-live="polite"></div>
  </div>
  <div class="embviz-chart" role="img" aria-label="A picture">
    <div class="plot"></div>
    <div class="labels" aria-hidden="true"></div>
  </div>
</div>
"""

CHART_CSS = read_asset("chart.css")

# Served as one module.
CHART_SCRIPTS = (
    *("chart", "colors", "labels", "map", "overlay", "points3d", "viewport", "lasso"),
    *("exportMap", "exportChart", "printImage", "printSheet", "focusableMarks", "keyboard"),
)

CHART_JS = (
    "\n".join(read_asset(f"{name}.js") for name in CHART_SCRIPTS)
    .replace("__PALETTES__", json.dumps(PALETTES))
    .replace("__FRAME__", json.dumps(CHART_HTML))
)

# The URL changes with the content, so browsers may cache it forever.
CHART_URL_PATH = f"/embviz/chart-{blake2b(CHART_JS.encode(), digest_size=8).hexdigest()}.js"


# The drawing library of the installed plotly package: no request leaves the machine.
PLOTLY_FILE = files("plotly") / "package_data" / "plotly.min.js"
PLOTLY_URL_PATH = "/embviz/plotly.min.js"


def base_url_path() -> str:
    """Return the path that the app is served below: empty, or with a leading slash."""
    path = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{path}" if path else ""


@lru_cache(maxsize=1)
def plotly_url() -> str:
    """Return where the browser finds the drawing library; the version renews its cache."""
    return f"{base_url_path()}{PLOTLY_URL_PATH}?v={version('plotly')}"


def chart_url() -> str:
    """Return the URL path of the module that draws charts."""
    return f"{base_url_path()}{CHART_URL_PATH}"


def loader_script(export_name: str = "default") -> str:
    """Return the script of a component, which imports the chart module.

    Streamlit sends the script of a component again with each change of its data. The module has
    50 kB, and the data of a chart about 3.
    """
    url = f"new URL({json.dumps(chart_url())}, location.href)"
    # Streamlit takes a script of one line for the name of a file.
    return f"const chart = await import({url})\nexport default chart.{export_name}\n"
