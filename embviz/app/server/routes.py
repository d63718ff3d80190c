"""The browser code of the charts, served by the app itself."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from embviz.app.web.assets import CHART_JS, CHART_URL_PATH, PLOTLY_FILE, PLOTLY_URL_PATH

# Cache forever: the URLs change with the content.
CACHE_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}


async def _serve_plotly(request: Request) -> FileResponse:
    return FileResponse(str(PLOTLY_FILE), media_type="text/javascript", headers=CACHE_HEADERS)


async def _serve_chart(request: Request) -> Response:
    return Response(CHART_JS, media_type="text/javascript", headers=CACHE_HEADERS)


ROUTES = (Route(PLOTLY_URL_PATH, _serve_plotly), Route(CHART_URL_PATH, _serve_chart))
