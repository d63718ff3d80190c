"""What the chart component runs in the browser, and where the browser finds it."""

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


# The frame for the keyboard stands beside the picture: an image has no parts that can be reached.
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

# In the browser they are one module.
CHART_SCRIPTS = (
    *("chart", "colors", "labels", "map", "overlay", "points3d", "viewport", "lasso"),
    *("exportMap", "exportChart", "printImage", "printSheet", "focusableMarks", "keyboard"),
)

CHART_JS = (
    "\n".join(read_asset(f"{name}.js") for name in CHART_SCRIPTS)
    .replace("__PALETTES__", json.dumps(PALETTES))
    .replace("__FRAME__", json.dumps(CHART_HTML))
)

# New with each change, so that browsers may keep it for good.
CHART_URL_PATH = f"/embviz/chart-{blake2b(CHART_JS.encode(), digest_size=8).hexdigest()}.js"


# The drawing library of the installed plotly package: no request leaves the machine.
PLOTLY_FILE = files("plotly") / "package_data" / "plotly.min.js"
PLOTLY_URL_PATH = "/embviz/plotly.min.js"


def base_url_path() -> str:
    """Return the path below which the app is served: empty, or with a slash before it."""
    path = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{path}" if path else ""


@lru_cache(maxsize=1)
def plotly_url() -> str:
    """Return where the browser finds the drawing library; the version renews its cache."""
    return f"{base_url_path()}{PLOTLY_URL_PATH}?v={version('plotly')}"


def chart_url() -> str:
    """Return where the browser finds the module that draws charts."""
    return f"{base_url_path()}{CHART_URL_PATH}"


def loader_script(export_name: str = "default") -> str:
    """Return what travels with a component: it names the module, and does not hold it.

    Streamlit sends the script of a component again with each change of its data: 50 kB for a chart
    of 3 kB, and a class shares one radio network.
    """
    where = f"new URL({json.dumps(chart_url())}, location.href)"
    # Of one line, Streamlit would take it for the name of a file.
    return f"const chart = await import({where})\nexport default chart.{export_name}\n"
