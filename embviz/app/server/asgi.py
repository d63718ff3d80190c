"""What the server does once, before the first visitor."""

from __future__ import annotations

import asyncio
import gc
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from threadpoolctl import threadpool_limits

from embviz.app.server.upload_middleware import UploadQuotaMiddleware
from embviz.app.web.assets import (
    CHART_JS,
    CHART_URL_PATH,
    PLOTLY_FILE,
    PLOTLY_URL_PATH,
    base_url_path,
    chart_url,
    plotly_url,
)

# The address changes with what is there.
CACHE_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}


async def _serve_plotly(request: Request) -> FileResponse:
    """Serve the drawing library of the installed plotly package: no request leaves the machine."""
    return FileResponse(
        str(PLOTLY_FILE),
        media_type="text/javascript",
        headers=CACHE_HEADERS,
    )


async def _serve_chart(request: Request) -> Response:
    """Serve what draws the charts."""
    return Response(CHART_JS, media_type="text/javascript", headers=CACHE_HEADERS)


def open_browser() -> None:
    """Show the app to the person who started it; Streamlit does not when it runs an `st.App`."""
    if st.get_option("server.headless"):
        return
    host, port = st.get_option("browser.serverAddress"), st.get_option("server.port")
    webbrowser.open(f"http://{host}:{port}{base_url_path()}/")


ROUTES = [Route(PLOTLY_URL_PATH, _serve_plotly), Route(CHART_URL_PATH, _serve_chart)]


class PreloadScriptsMiddleware:
    """Lets the browser load what draws the charts while it waits for the first page.

    Streamlit's page names only its own scripts; the drawing library would be asked for when the
    first chart is there, and then take longer than all the rest.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add a script to each page of HTML; let everything else pass."""
        asked = Headers(scope=scope).get("accept", "") if scope["type"] == "http" else ""
        if "text/html" not in asked:
            await self.app(scope, receive, send)
            return
        # The page is small; compressed, nothing could be added to it.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        begin: Message = {}

        async def insert(message: Message) -> None:
            nonlocal begin
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                if headers.get(b"content-type", b"").startswith(b"text/html"):
                    begin = message  # Held back: its length is about to change.
                    return
            elif begin and message["type"] == "http.response.body":
                body = message.get("body", b"")
                early = (
                    f'<script async src="{plotly_url()}"></script>'
                    f'<link rel="modulepreload" href="{chart_url()}"></head>'
                )
                longer = body.replace(b"</head>", early.encode(), 1)
                mutable = MutableHeaders(raw=begin["headers"])
                if "content-length" in mutable:
                    grown = int(mutable["content-length"]) + len(longer) - len(body)
                    mutable["content-length"] = str(grown)
                message = {**message, "body": longer}
                first, begin = begin, {}
                await send(first)
            await send(message)

        await self.app({**scope, "headers": plain}, receive, insert)


MIDDLEWARE = [Middleware(UploadQuotaMiddleware), Middleware(PreloadScriptsMiddleware)]


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Load the samples and their maps, keep the garbage collector off them, open the browser.

    A collection holds up all visitors, and walking the samples' tokens would be most of it.
    """
    from embviz.app.server.session_cleanup import cleanup_loop, limit_malloc_arenas
    from embviz.app.state.session import sample
    from embviz.app.theme import cache_theme_message
    from embviz.io import SAMPLES
    from embviz.maps import load_precomputed

    limit_malloc_arenas()
    for name in SAMPLES:
        sample(name)
        load_precomputed(name)
    # The first search and the first upload should not wait for these, nor hold up all others.
    import_module("pyarrow.compute")
    import_module("polars")
    # A product of matrices gets one core. Several wait for each other in a loop, which costs a
    # class of visitors three times as much as the products do; heavy work has its workers.
    threadpool_limits(1)
    cache_theme_message()
    gc.collect()
    gc.freeze()
    # A moment later: the server answers only when this function has reached its yield.
    loop = asyncio.get_running_loop()
    loop.call_later(0.3, lambda: loop.run_in_executor(None, open_browser))
    tidying = asyncio.create_task(cleanup_loop())
    yield
    tidying.cancel()
