"""How much visitors may upload: counted, refused with a sentence, released."""

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

PLACE = "/_stcore/upload_file/one/file"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    held = MemoryUploadedFileManager("/upload")
    monkeypatch.setattr(memory_budget, "_file_manager", lambda: held)
    return held


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not count what other tests of this process left in memory, nor when that is freed."""
    monkeypatch.setattr(memory_budget.BUDGET, "_tracked_bytes", Counter())
    monkeypatch.setattr(memory_budget.BUDGET, "_freed_queue", SimpleQueue())


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[Budget]:
    """Let all parts of the app count with a budget of 1000 bytes each, 1500 for all."""
    monkeypatch.setattr(memory_budget.BUDGET, "per_session", 1000)
    monkeypatch.setattr(memory_budget.BUDGET, "total", 1500)
    yield memory_budget.BUDGET


def add_file(files: MemoryUploadedFileManager, visit: str, n: int, name: str = "file") -> None:
    files.add_file(visit, UploadedFileRec(name, "x.txt", "text/plain", bytes(n)))


def test_files_matrices_and_what_arrives_are_counted(files: MemoryUploadedFileManager) -> None:
    counted = Budget(per_session=10_000, total=12_000)
    add_file(files, "one", 1000)
    add_file(files, "two", 3000)
    counted.add_in_flight("one", 500)
    E = counted.track("one", EmbeddingMatrix(["cat", "dog"], np.zeros((2, 100))))
    own = 1000 + 500 + 2 * 100 * 4 + 2 * 4 + 2 * TOKEN_OVERHEAD_BYTES + 6
    assert counted.usage("one") == (own, own + 3000)
    assert counted.remaining("one") == 12_000 - own - 3000
    with pytest.raises(QuotaExceeded, match=r"uses 0\.0 MB of 0\.0 MB.*Remove a vocabulary"):
        counted.check("one", 10_000)
    with pytest.raises(QuotaExceeded, match="wait until others have left"):
        counted.check("two", 6_990)
    counted.add_in_flight("one", -500)
    files.remove_session_files("one")
    del E
    gc.collect()
    assert counted.usage("one") == (0, 3000)


async def send_upload(
    parts: list[bytes], length: int | None, path: str = PLACE
) -> tuple[int, str, int]:
    """Send a file to a server that keeps what it gets; return status, answer, bytes taken."""
    taken = 0

    async def take(request: Request) -> Response:
        nonlocal taken
        async for chunk in request.stream():
            taken += len(chunk)
        return Response(status_code=204)

    app = Starlette(
        routes=[Route("/{rest:path}", take, methods=["PUT", "POST"])],
        middleware=[Middleware(upload_middleware.UploadQuotaMiddleware)],
    )
    waiting, answer = list(parts), []

    async def receive() -> dict[str, Any]:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def reply(message: dict[str, Any]) -> None:
        answer.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": "PUT", "path": path, "headers": headers}
    await app({**scope, "query_string": b"", "root_path": ""}, receive, reply)
    body = b"".join(message.get("body", b"") for message in answer[1:]).decode()
    return answer[0]["status"], body, taken


def _run(sending: Coroutine[Any, Any, tuple[int, str, int]]) -> tuple[int, str, int]:
    # In a thread of its own: this one may hold the loop of the browser tests.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, sending).result()


@pytest.mark.parametrize(
    ("parts", "length", "status"),
    [
        ([bytes(400), bytes(500)], 900, 204),
        ([bytes(600), bytes(600)], 1200, 413),  # By what is said of the length.
        ([bytes(600), bytes(600)], None, 413),  # By what arrives.
        ([bytes(600), bytes(600)], 5, 413),  # Said to be shorter than it is.
    ],
)
def test_file_beyond_the_budget_is_refused_while_it_arrives(
    parts: list[bytes],
    length: int | None,
    status: int,
    small: Budget,
    files: MemoryUploadedFileManager,
) -> None:
    answered, body, taken = _run(send_upload(parts, length))
    assert answered == status
    assert taken <= 1000
    if status == 413:
        assert "this visit uses" in body
        assert "send fewer words" in body
    assert small.usage("one")[0] == 0


def test_others_fill_what_all_may_have(small: Budget, files: MemoryUploadedFileManager) -> None:
    add_file(files, "two", 1000)
    status, body, _ = _run(send_upload([bytes(700)], 700))
    assert status == 413
    assert "wait until others have left" in body
    assert _run(send_upload([bytes(1700)], 1700, "/elsewhere"))[0] == 204


def test_page_says_when_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_visitor_is_told_once_why_a_file_was_not_taken_in() -> None:
    app = run_page("upload")
    memory_budget.BUDGET.refusals["test session id"] = "No room for *this*."
    app.run()
    assert [error.value for error in app.error] == [r"No room for \*this\*."]
    app.run()
    assert not app.error


def test_file_is_let_go_when_its_matrix_is_kept() -> None:
    app = run_page("upload")
    upload_file(app, "a.txt", b"cat 1 2\ndog 2 3\n")
    use_upload(app)
    assert app.file_uploader[0].value is None
    assert "preview" not in app.session_state
    assert "**a** is kept" in page_text(app)
    assert "all visits together" in page_text(app)
    click_button(app, "Remove")
    assert "is kept" not in page_text(app)


def test_what_was_looked_at_is_let_go_on_the_way_to_another_page() -> None:
    app = run_page("upload")
    upload_file(app, "a.txt", b"cat 1 2\ndog 2 3\n")
    assert "preview" in app.session_state
    switch_page(app, "lookup")
    assert "preview" not in app.session_state
    assert "looked" not in app.session_state
