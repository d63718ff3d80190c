"""What the server does once, before the first visitor."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

PLOTLY_PATH = "/embviz/plotly.min.js"


async def _plotly(request: Request) -> FileResponse:
    """Serve the drawing library of the installed plotly package: no request leaves the machine."""
    return FileResponse(
        str(files("plotly") / "package_data" / "plotly.min.js"),
        media_type="text/javascript",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


def plotly_url(base_path: str) -> str:
    """Return where the browser finds the drawing library; the version renews its cache."""
    base = f"/{base_path.strip('/')}" if base_path.strip("/") else ""
    return f"{base}{PLOTLY_PATH}?v={version('plotly')}"


ROUTES = [Route(PLOTLY_PATH, _plotly)]


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Load the samples, then tell the garbage collector to leave them alone.

    Streamlit collects after every rerun; walking the samples' tokens each time is most of its
    cost when many people use one server.
    """
    from embviz.samples import SAMPLES
    from embviz.ui.session import sample

    for name in SAMPLES:
        sample(name)
    gc.collect()
    gc.freeze()
    yield
