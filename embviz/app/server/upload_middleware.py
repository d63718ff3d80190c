"""What visitors send is counted while it arrives, before any page has seen it."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

from embviz.app.state.memory_budget import BUDGET, QuotaExceeded

UPLOAD_PATH = "/_stcore/upload_file/"


class UploadQuotaMiddleware:
    """Refuses a file for which a visitor, or all together, have no room.

    Streamlit has a limit for one file, and none for many; and it takes a file in before the page
    that asked for it runs. What a sender says of the length is checked first, and then each part
    that arrives.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is sent to the place for files; let everything else pass."""
        _, is_upload, place = str(scope.get("path", "")).partition(UPLOAD_PATH)
        if not is_upload or scope["type"] != "http" or scope["method"] not in ("PUT", "POST"):
            await self.app(scope, receive, send)
            return
        visit, received = place.split("/")[0], 0
        length = Headers(scope=scope).get("content-length", "")
        try:
            BUDGET.check(visit, int(length) if length.isdecimal() else 0)
        except QuotaExceeded as full:
            _notify_session(visit, full)
            await PlainTextResponse(str(full), 413)(scope, receive, send)
            return

        async def count() -> Message:
            nonlocal received
            message = await receive()
            arrived = len(message.get("body", b""))
            received += arrived
            BUDGET.add_in_flight(visit, arrived)
            try:
                BUDGET.check(visit)
            except QuotaExceeded as full:
                _notify_session(visit, full)
                # Whoever reads the file passes this on to the one that answers for errors.
                raise HTTPException(413, str(full)) from None
            return message

        try:
            await self.app(scope, count, send)
        finally:
            BUDGET.add_in_flight(visit, -received)  # Streamlit holds it now, or nobody does.


def _notify_session(session_id: str, error: QuotaExceeded) -> None:
    """Let the visitor's page run, which says why: the browser alone would only tell a number."""
    if not runtime.exists() or not runtime.get_instance().is_active_session(session_id):
        return
    BUDGET.refusals[session_id] = str(error)
    info = runtime.get_instance()._session_mgr.get_active_session_info(session_id)
    if info is not None:
        info.session.request_rerun(info.session._client_state)
