"""The server: its command line, what it serves beside Streamlit's pages, and its upkeep."""

from starlette.middleware import Middleware

from embviz.app.server.command_line import configure
from embviz.app.server.error_page import show_error
from embviz.app.server.preload_middleware import PreloadScriptsMiddleware
from embviz.app.server.routes import ROUTES
from embviz.app.server.startup import lifespan
from embviz.app.server.upload_middleware import UploadQuotaMiddleware

MIDDLEWARE = (Middleware(UploadQuotaMiddleware), Middleware(PreloadScriptsMiddleware))

__all__ = ["MIDDLEWARE", "ROUTES", "configure", "lifespan", "show_error"]
