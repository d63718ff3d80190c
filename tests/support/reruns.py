"""Wait for the script runs of a page, by the messages on its websocket.

The attribute ``data-test-script-state`` alone is not enough: it changes only when the server
answers, so right after a click it can still be ``notRunning`` from before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from weakref import WeakKeyDictionary

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

SUCCESS = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
NOT_RUNNING = '[data-test-script-state="notRunning"]'
TWO_FRAMES_JS = """() => new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(done)))"""


class ScriptRuns:
    """The reruns that a page has requested, and whether the last one has ended.

    Attributes
    ----------
    n_requested : int
        Reruns requested so far, without those that fragments request by a timer.
    """

    def __init__(self, page: Page) -> None:
        self.n_requested = 0
        self._is_pending = self._is_running = False
        page.on("websocket", self._follow_socket)

    @property
    def is_idle(self) -> bool:
        return not (self._is_pending or self._is_running)

    def _follow_socket(self, socket: WebSocket) -> None:
        if "/_stcore/stream" in socket.url:
            self._is_pending = self._is_running = False
            socket.on("framesent", self._on_sent)
            socket.on("framereceived", self._on_received)

    def _on_sent(self, data: bytes | str) -> None:
        message = BackMsg.FromString(data if isinstance(data, bytes) else data.encode())
        if message.WhichOneof("type") == "rerun_script":
            self._is_pending = True
            self.n_requested += not message.rerun_script.is_auto_rerun

    def _on_received(self, data: bytes | str) -> None:
        message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._is_pending, self._is_running = False, True
        elif kind == "script_finished" and message.script_finished in SUCCESS:
            self._is_running = False


_RUNS: WeakKeyDictionary[Page, ScriptRuns] = WeakKeyDictionary()


def follow(page: Page) -> None:
    """Count the script runs of a page from now on; to be called before it is opened."""
    if page not in _RUNS:
        _RUNS[page] = ScriptRuns(page)


@contextmanager
def rerun(page: Page, timeout: float = 30) -> Iterator[None]:
    """Run the block, which must rerun the page, and wait until the last rerun is drawn.

    Parameters
    ----------
    page : Page
        A page for which `follow` was called.
    timeout : float
        Seconds until the test fails, if no rerun is requested or the last one does not end.
    """
    runs = _RUNS[page]
    before = runs.n_requested
    yield
    end = monotonic() + timeout
    while runs.n_requested == before or not runs.is_idle:
        reason = "no rerun was requested" if runs.n_requested == before else "the rerun goes on"
        assert monotonic() < end, reason
        page.wait_for_timeout(10)  # Playwright delivers messages only while it waits.
    page.evaluate(TWO_FRAMES_JS)
    page.wait_for_selector(NOT_RUNNING)


@contextmanager
def no_rerun(page: Page) -> Iterator[None]:
    """Run the block, and fail when the page requests a rerun within two frames."""
    runs = _RUNS[page]
    before = runs.n_requested
    yield
    page.evaluate(TWO_FRAMES_JS)
    assert runs.n_requested == before, "a rerun was requested"
