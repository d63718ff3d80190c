"""Uploads are counted, rejected beyond the limits, and released."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from embviz import EmbeddingMatrix
from embviz.app.server import upload_middleware
from embviz.app.state import memory_budget
from embviz.app.state.memory_budget import TOKEN_OVERHEAD_BYTES, Budget, QuotaExceeded
from tests.support.app_test import (
    click_button,
    page_text,
    run_page,
    switch_page,
    upload_file,
    use_upload,
)

UPLOAD_PATH = "/_stcore/upload_file/one/file"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    manager = MemoryUploadedFileManager("/upload")
    monkeypatch.setattr(memory_budget, "_file_manager", lambda: manager)
    return manager


@pytest.fixture(autouse=True)
def _empty_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not count what other tests of this process have left in memory."""
    monkeypatch.setattr(memory_budget.BUDGET, "_tracked_bytes", Counter())
    monkeypatch.setattr(memory_budget.BUDGET, "_freed_queue", SimpleQueue())


@pytest.fixture
def small_budget(monkeypatch: pytest.MonkeyPatch) -> Iterator[Budget]:
    """Limit the budget of the app to 1000 bytes for each session, 1500 in total."""
    monkeypatch.setattr(memory_budget.BUDGET, "per_session", 1000)
    monkeypatch.setattr(memory_budget.BUDGET, "total", 1500)
    yield memory_budget.BUDGET


def add_file(files: MemoryUploadedFileManager, session_id: str, n: int, name: str = "file") -> None:
    files.add_file(session_id, UploadedFileRec(name, "x.txt", "text/plain", bytes(n)))


def test_files_embeddings_and_uploads_in_flight_are_counted(
    files: MemoryUploadedFileManager,
) -> None:
    budget = Budget(per_session=10_000, total=12_000)
    add_file(files, "one", 1000)
    add_file(files, "two", 3000)
    budget.add_in_flight("one", 500)
    E = budget.track("one", EmbeddingMatrix(["cat", "dog"], np.zeros((2, 100))))
    own = 1000 + 500 + 2 * 100 * 4 + 2 * 4 + 2 * TOKEN_OVERHEAD_BYTES + 6
    assert budget.usage("one") == (own, own + 3000)
    assert budget.remaining("one") == 12_000 - own - 3000
    with pytest.raises(QuotaExceeded, match=r"uses 0\.0 MB of 0\.0 MB.*Remove a vocabulary"):
        budget.check("one", 10_000)
    with pytest.raises(QuotaExceeded, match="wait until others have left"):
        budget.check("two", 6_990)
    budget.add_in_flight("one", -500)
    files.remove_session_files("one")
    del E
    gc.collect()
    assert budget.usage("one") == (0, 3000)


async def send_upload(
    parts: list[bytes], length: int | None, path: str = UPLOAD_PATH
) -> tuple[int, str, int]:
    """Upload a file in parts; return the status, the response, and the bytes that were received."""
    n_received = 0

    async def receive_file(request: Request) -> Response:
        nonlocal n_received
        async for chunk in request.stream():
            n_received += len(chunk)
        return Response(status_code=204)

    app = Starlette(
        routes=[Route("/{rest:path}", receive_file, methods=["PUT", "POST"])],
        middleware=[Middleware(upload_middleware.UploadQuotaMiddleware)],
    )
    unsent, messages = list(parts), []

    async def receive() -> dict[str, Any]:
        body = unsent.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(unsent)}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": "PUT", "path": path, "headers": headers}
    await app({**scope, "query_string": b"", "root_path": ""}, receive, send)
    body = b"".join(message.get("body", b"") for message in messages[1:]).decode()
    return messages[0]["status"], body, n_received


def _run(coroutine: Coroutine[Any, Any, tuple[int, str, int]]) -> tuple[int, str, int]:
    # In another thread: the event loop of the browser tests may run in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@pytest.mark.parametrize(
    ("parts", "length", "status"),
    [
        ([bytes(400), bytes(500)], 900, 204),
        ([bytes(600), bytes(600)], 1200, 413),  # Rejected by its content length.
        ([bytes(600), bytes(600)], None, 413),  # Rejected by the bytes received.
        ([bytes(600), bytes(600)], 5, 413),  # The body is longer than its content length.
    ],
)
def test_file_beyond_the_budget_is_rejected_during_the_upload(
    parts: list[bytes],
    length: int | None,
    status: int,
    small_budget: Budget,
    files: MemoryUploadedFileManager,
) -> None:
    response_status, body, n_received = _run(send_upload(parts, length))
    assert response_status == status
    assert n_received <= 1000
    if status == 413:
        assert "this visit uses" in body
        assert "send fewer words" in body
    assert small_budget.usage("one")[0] == 0


def test_uploads_of_other_sessions_count_in_the_total(
    small_budget: Budget, files: MemoryUploadedFileManager
) -> None:
    add_file(files, "two", 1000)
    status, body, _ = _run(send_upload([bytes(700)], 700))
    assert status == 413
    assert "wait until others have left" in body
    assert _run(send_upload([bytes(1700)], 1700, "/elsewhere"))[0] == 204


def test_page_explains_that_the_budget_is_exceeded(monkeypatch: pytest.MonkeyPatch) -> None:
    app = run_page("upload")
    monkeypatch.setattr(memory_budget.BUDGET, "per_session", 4000)
    upload_file(app, "a.txt", b"".join(b"w%d %d 1\n" % (i, i) for i in range(100)))
    assert "this visit uses" in page_text(app)
    assert "of 0.0 MB" in page_text(app)
    assert not [button for button in app.button if button.label == "Use it on every page"]
    app.segmented_control(key="way").set_value("A typed list").run()
    app.text_area(key="typed_words").set_value("rain\nsnow\npiano\n" * 5).run()
    assert "There is no room" not in page_text(app)
    app.text_area(key="typed_words").set_value("\n".join(f"w{i}" for i in range(50))).run()
    assert "There is no room for" in page_text(app)


def test_reason_of_a_rejected_file_is_shown_once() -> None:
    app = run_page("upload")
    memory_budget.BUDGET.refusals["test session id"] = "No room for *this*."
    app.run()
    assert [error.value for error in app.error] == [r"No room for \*this\*."]
    app.run()
    assert not app.error


def test_file_is_dropped_when_its_embedding_is_added() -> None:
    app = run_page("upload")
    upload_file(app, "a.txt", b"cat 1 2\ndog 2 3\n")
    use_upload(app)
    assert app.file_uploader[0].value is None
    assert "preview" not in app.session_state
    assert "**a** is kept" in page_text(app)
    assert "all visits together" in page_text(app)
    click_button(app, "Remove")
    assert "is kept" not in page_text(app)


def test_preview_is_dropped_on_another_page() -> None:
    app = run_page("upload")
    upload_file(app, "a.txt", b"cat 1 2\ndog 2 3\n")
    assert "preview" in app.session_state
    switch_page(app, "lookup")
    assert "preview" not in app.session_state
    assert "file_summary" not in app.session_state
