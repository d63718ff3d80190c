"""Startup of the server, and its background tasks."""

from __future__ import annotations

import asyncio
import gc
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

import streamlit as st
from threadpoolctl import threadpool_limits

from embviz.app.config import all_pages
from embviz.app.server.session_cleanup import cleanup_loop
from embviz.app.state import embeddings
from embviz.app.web.assets import base_url_path
from embviz.io import SAMPLES
from embviz.maps import load_precomputed

SWITCH_SECONDS = 0.1


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Load what all sessions share, open the browser, and clean up after sessions."""
    all_pages()
    for name in SAMPLES:
        embeddings.sample(name)
        load_precomputed(name)
    # Imported now, because they would delay the first search and the first upload.
    import_module("pyarrow.compute")
    import_module("polars")
    # With several threads, products of matrices from many sessions wait for each other in busy
    # loops, which costs three times as much as the products. Jobs have processes of their own.
    threadpool_limits(1)
    # One thread at a time runs Python. With the default of 0.005 s, the threads of a class hand the
    # interpreter over so often that a rerun of Analogies costs 25 ms of CPU instead of 20.
    sys.setswitchinterval(SWITCH_SECONDS)
    # A garbage collection stops all threads; most of it would be the tokens of the samples.
    gc.collect()
    gc.freeze()
    # Delayed, because the server answers only after the yield.
    loop = asyncio.get_running_loop()
    loop.call_later(0.3, lambda: loop.run_in_executor(None, _open_browser))
    cleanup = asyncio.create_task(cleanup_loop())
    yield
    cleanup.cancel()


def _open_browser() -> None:
    """Open the app in a browser unless headless: Streamlit does not when it runs an `st.App`."""
    if not st.get_option("server.headless"):
        host, port = st.get_option("browser.serverAddress"), st.get_option("server.port")
        webbrowser.open(f"http://{host}:{port}{base_url_path()}/")
