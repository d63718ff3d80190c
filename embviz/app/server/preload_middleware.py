"""Middleware that lets the browser load the code of the charts before the first chart arrives."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from embviz.app.web.assets import chart_url, plotly_url


class PreloadScriptsMiddleware:
    """Add the scripts of the charts to Streamlit's HTML page.

    Otherwise the browser would request Plotly only with the first chart, and that takes longer than
    everything else.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the scripts to the response if it is HTML."""
        accept = Headers(scope=scope).get("accept", "") if scope["type"] == "http" else ""
        if "text/html" not in accept:
            await self.app(scope, receive, send)
            return
        # Request no compression, so that the text of the page can be changed.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message | None = None

        async def send_with_scripts(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_html(message):
                start = message  # Send the headers later, because the content length will change.
                return
            if start is not None and message["type"] == "http.response.body":
                body = message.get("body", b"")
                message = {**message, "body": body.replace(b"</head>", _head_end(), 1)}
                _add_content_length(start, len(message["body"]) - len(body))
                await send(start)
                start = None
            await send(message)

        await self.app({**scope, "headers": headers}, receive, send_with_scripts)


def _is_html(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _head_end() -> bytes:
    return (
        f'<script async src="{plotly_url()}"></script>'
        f'<link rel="modulepreload" href="{chart_url()}"></head>'
    ).encode()


def _add_content_length(start: Message, n: int) -> None:
    headers = MutableHeaders(raw=start["headers"])
    if "content-length" in headers:
        headers["content-length"] = str(int(headers["content-length"]) + n)
