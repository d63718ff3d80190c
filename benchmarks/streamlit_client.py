"""A client for Streamlit's websocket: one session without a browser.

It uses the messages of the installed streamlit package, and has the state of a browser: widgets and
their values, query parameters, and the large messages in its cache.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.client_state import ClientState
from benchmarks.file_upload import get_xsrf_token, put_file

SUCCESS_STATUSES = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
TIMEOUT_SECONDS = 60.0
# Each user types a word of its own; see `StreamlitClient.marker`.
MARKER = re.compile(rb"zqm\d{4}x")


class StreamlitClient:
    """A session that acts on pages, waits for reruns, and records errors.

    Attributes
    ----------
    number : int
    state : ClientState
        The state of the page.
    errors : list of str
        Exceptions, missing pages and timeouts.
    foreign_markers : set of bytes
        Markers of other sessions in messages to this one.
    received, messages : int
        Number of bytes and of messages received.
    """

    def __init__(self, number: int, url: str, cookie: str, socket: ClientConnection) -> None:
        self.number, self.url, self.cookie, self.socket = number, url, cookie, socket
        self.marker = f"zqm{number:04}x"
        self.state = ClientState()
        self.errors: list[str] = []
        self.foreign_markers: set[bytes] = set()
        self.received = self.messages = 0
        self.pages: dict[str, str] = {}
        self._done: asyncio.Future[None] | None = None
        self._urls: asyncio.Future[ForwardMsg] | None = None
        self._session = ""
        self._page = ""

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, number: int, address: str, path: str = ""
    ) -> AsyncIterator[StreamlitClient]:
        """Open the app like a browser, and wait for the first page."""
        cookie = await asyncio.to_thread(get_xsrf_token, address)
        host = urlsplit(address).netloc
        async with connect(
            f"ws://{host}/_stcore/stream",
            subprotocols=["streamlit", cookie],  # type: ignore[list-item]
            origin=address,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"_streamlit_xsrf={cookie}"},
            compression=None,
            max_size=None,
            ping_interval=None,
        ) as socket:
            client = cls(number, address, cookie, socket)
            listener = asyncio.create_task(client._listen())
            try:
                await client._rerun(page_name=path)
                yield client
            finally:
                listener.cancel()

    async def open_page(self, path: str) -> float:
        """Open another page by the path of its address; return the seconds."""
        page = self.pages[path]
        states = [s for s in self.state.states() if self.state.is_on_every_page(s.id)]
        self.state.leave_page()
        return await self._rerun(states, page=page)

    async def set_widget(self, key: str, value: object) -> float:
        """Set the value of a widget; return the seconds of the rerun."""
        widget = self.state.widget(key)
        self.state.set_value(widget, value)
        return await self._rerun(fragment=widget.fragment)

    async def click_button(self, label: str) -> float:
        """Click a button; return the seconds of the rerun."""
        widget = self.state.widget_labeled("button", label)
        trigger = WidgetState(id=widget.id, trigger_value=True)
        return await self._rerun([*self.state.states(), trigger], fragment=widget.fragment)

    async def trigger_event(self, key: str, event: str, value: Mapping[str, object]) -> float:
        """Send an event of a component, such as a click; return the seconds of the rerun."""
        widget = self.state.widget(key)
        payload = json.dumps([{"event": event, "value": value}])
        trigger = WidgetState(id=_make_trigger_id(widget.id, "events"), json_trigger_value=payload)
        return await self._rerun([*self.state.states(), trigger], fragment=widget.fragment)

    async def upload(self, name: str, data: bytes) -> float:
        """Upload a file by the file uploader of the page; return the seconds of the rerun."""
        widget = self.state.first_widget("file_uploader")
        message = BackMsg()
        message.file_urls_request.request_id = f"{self.marker}-{name}"
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self._session
        self._urls = asyncio.get_running_loop().create_future()
        await self.socket.send(message.SerializeToString())
        response = await asyncio.wait_for(self._urls, TIMEOUT_SECONDS)
        urls = response.file_urls_response.file_urls[0]
        await asyncio.to_thread(put_file, self.url, urls.upload_url, self.cookie, name, data)
        state = WidgetState(id=widget.id)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(data), urls.file_id
        info.file_urls.CopyFrom(urls)
        self.state.set_state(widget, state)
        return await self._rerun(fragment=widget.fragment)

    async def _rerun(
        self,
        states: list[WidgetState] | None = None,
        *,
        page: str = "",
        page_name: str = "",
        fragment: str = "",
    ) -> float:
        """Request a rerun; return the seconds until it has finished successfully."""
        message = BackMsg()
        request = message.rerun_script
        request.query_string = urlencode(self.state.query_params)
        request.page_script_hash = page or self._page
        request.page_name = page_name
        request.fragment_id = fragment
        request.widget_states.widgets.extend(self.state.states() if states is None else states)
        request.cached_message_hashes.extend(self.state.cached_hashes)
        request.context_info.timezone = "Europe/Berlin"
        request.context_info.locale = "en-US"
        request.context_info.url = f"{self.url}/{page_name}"
        request.context_info.color_scheme = "light"
        self._done = asyncio.get_running_loop().create_future()
        start = perf_counter()
        await self.socket.send(message.SerializeToString())
        try:
            await asyncio.wait_for(self._done, TIMEOUT_SECONDS)
        except TimeoutError:
            self.errors.append(f"the script did not finish within {TIMEOUT_SECONDS:.0f} s")
            return TIMEOUT_SECONDS
        return perf_counter() - start

    async def _listen(self) -> None:
        async for data in self.socket:
            assert isinstance(data, bytes)
            self.received += len(data)
            self.messages += 1
            for marker in MARKER.findall(data):
                if marker != self.marker.encode():
                    self.foreign_markers.add(marker)
            self._handle(ForwardMsg.FromString(data))

    def _handle(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind in ("delta", "ref_hash"):
            exception = self.state.receive(message)
            if exception:
                self.errors.append(exception)
        elif kind == "new_session":
            self._session = message.new_session.initialize.session_id
            self._page = message.new_session.page_script_hash
            self.state.begin_run(message.new_session.main_script_hash, message.metadata)
        elif kind == "navigation":
            self.pages = {
                page.url_pathname: page.page_script_hash for page in message.navigation.app_pages
            }
            self._page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.state.set_query(message.page_info_changed.query_string)
        elif kind == "page_not_found":
            self.errors.append(f"page not found: {message.page_not_found.page_name!r}")
        elif kind == "file_urls_response" and self._urls:
            self._urls.set_result(message)
        elif kind == "session_event":
            if message.session_event.WhichOneof("type") == "script_compilation_exception":
                self.errors.append("the script does not compile")
        elif kind == "script_finished" and message.script_finished in SUCCESS_STATUSES:
            self.state.end_run(whole=message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY)
            if self._done and not self._done.done():
                self._done.set_result(None)
