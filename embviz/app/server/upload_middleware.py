"""Middleware that enforces the memory limits of uploads while they arrive."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

from embviz.app.state.memory_budget import BUDGET, QuotaExceeded

UPLOAD_PATH = "/_stcore/upload_file/"


class UploadQuotaMiddleware:
    """Reject a file that exceeds the budget of its session, or of all sessions.

    Streamlit limits the size of one file but not their number, and it stores a file before the page
    runs. The content length is checked first, then each chunk that arrives.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the chunks of an upload; pass everything else on."""
        _, is_upload, target = str(scope.get("path", "")).partition(UPLOAD_PATH)
        if not is_upload or scope["type"] != "http" or scope["method"] not in ("PUT", "POST"):
            await self.app(scope, receive, send)
            return
        session_id = target.split("/")[0]
        length = Headers(scope=scope).get("content-length", "")
        try:
            BUDGET.check(session_id, int(length) if length.isdecimal() else 0)
        except QuotaExceeded as error:
            _notify_session(session_id, error)
            await PlainTextResponse(str(error), 413)(scope, receive, send)
            return
        n_received = 0

        async def receive_counted() -> Message:
            nonlocal n_received
            message = await receive()
            n_bytes = len(message.get("body", b""))
            n_received += n_bytes
            BUDGET.add_in_flight(session_id, n_bytes)
            try:
                BUDGET.check(session_id)
            except QuotaExceeded as error:
                _notify_session(session_id, error)
                # Streamlit's handler passes it on to Starlette's error handler.
                raise HTTPException(413, str(error)) from None
            return message

        try:
            await self.app(scope, receive_counted, send)
        finally:
            # Streamlit has stored the file, or discarded it.
            BUDGET.add_in_flight(session_id, -n_received)


def _notify_session(session_id: str, error: QuotaExceeded) -> None:
    """Rerun the page of the session, which shows the error: the browser would show only 413."""
    if not runtime.exists() or not runtime.get_instance().is_active_session(session_id):
        return
    BUDGET.refusals[session_id] = str(error)
    info = runtime.get_instance()._session_mgr.get_active_session_info(session_id)
    if info is not None:
        info.session.request_rerun(info.session._client_state)
