"""A browser tab without a browser: one visit of the app over Streamlit's websocket.

It speaks the messages of the installed streamlit package and keeps what a browser keeps: the
widgets of the page with their values, the address, and which large messages it has seen.
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
# Each visitor types a word that nobody else has; see `Visitor.marker`.
MARKER = re.compile(rb"zqm\d{4}x")


class StreamlitClient:
    """One visitor: acts on the page, waits for the script, and notes what went wrong.

    Attributes
    ----------
    number : int
    state : Tab
        What the page shows.
    errors : list of str
        What the app should not have said: exceptions, pages that do not exist, no answer in time.
    foreign_markers : set of bytes
        Markers of others that were seen here.
    received, messages : int
        Bytes that came in, and in how many messages.
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
        """Open the app as a browser does, and wait for the first page."""
        cookie = await asyncio.to_thread(get_xsrf_token, address)
        place = urlsplit(address).netloc
        async with connect(
            f"ws://{place}/_stcore/stream",
            subprotocols=["streamlit", cookie],  # type: ignore[list-item]
            origin=address,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"_streamlit_xsrf={cookie}"},
            compression=None,
            max_size=None,
            ping_interval=None,
        ) as socket:
            visitor = cls(number, address, cookie, socket)
            listening = asyncio.create_task(visitor._listen())
            try:
                await visitor._rerun(page_name=path)
                yield visitor
            finally:
                listening.cancel()

    async def open_page(self, path: str) -> float:
        """Go to another page, by the path in its address; return how long that took, in s."""
        page = self.pages[path]
        # Only what the frame shows is on every page.
        states = [each for each in self.state.states() if self.state.is_on_every_page(each.id)]
        self.state.leave_page()
        return await self._rerun(states, page=page)

    async def set_widget(self, key: str, value: object) -> float:
        """Give a widget a value, as somebody would who types or chooses."""
        widget = self.state.widget(key)
        self.state.set_value(widget, value)
        return await self._rerun(fragment=widget.fragment)

    async def click_button(self, label: str) -> float:
        """Press a button."""
        widget = self.state.widget_labeled("button", label)
        pressed = WidgetState(id=widget.id, trigger_value=True)
        return await self._rerun([*self.state.states(), pressed], fragment=widget.fragment)

    async def trigger_event(self, key: str, event: str, value: Mapping[str, object]) -> float:
        """Let a component report something, such as a click."""
        widget = self.state.widget(key)
        told = json.dumps([{"event": event, "value": value}])
        trigger = WidgetState(id=_make_trigger_id(widget.id, "events"), json_trigger_value=told)
        return await self._rerun([*self.state.states(), trigger], fragment=widget.fragment)

    async def upload(self, name: str, data: bytes) -> float:
        """Give a file to the page's field for files; return how long the rerun took."""
        widget = self.state.first_widget("file_uploader")
        asked = BackMsg()
        asked.file_urls_request.request_id = f"{self.marker}-{name}"
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self._session
        self._urls = asyncio.get_running_loop().create_future()
        await self.socket.send(asked.SerializeToString())
        answer = await asyncio.wait_for(self._urls, TIMEOUT_SECONDS)
        urls = answer.file_urls_response.file_urls[0]
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
        """Ask for a run of the script; return the seconds until it has finished with success."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = urlencode(self.state.query_params)
        asked.page_script_hash = page or self._page
        asked.page_name = page_name
        asked.fragment_id = fragment
        asked.widget_states.widgets.extend(self.state.states() if states is None else states)
        asked.cached_message_hashes.extend(self.state.cached_hashes)
        asked.context_info.timezone = "Europe/Berlin"
        asked.context_info.locale = "en-US"
        asked.context_info.url = f"{self.url}/{page_name}"
        asked.context_info.color_scheme = "light"
        self._done = asyncio.get_running_loop().create_future()
        begun = perf_counter()
        await self.socket.send(message.SerializeToString())
        try:
            await asyncio.wait_for(self._done, TIMEOUT_SECONDS)
        except TimeoutError:
            self.errors.append(f"no end of the script within {TIMEOUT_SECONDS:.0f} s")
            return TIMEOUT_SECONDS
        return perf_counter() - begun

    async def _listen(self) -> None:
        async for data in self.socket:
            assert isinstance(data, bytes)
            self.received += len(data)
            self.messages += 1
            for marker in MARKER.findall(data):
                if marker != self.marker.encode():
                    self.foreign_markers.add(marker)
            self._take(ForwardMsg.FromString(data))

    def _take(self, message: ForwardMsg) -> None:
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
            self.errors.append(f"no page {message.page_not_found.page_name!r}")
        elif kind == "file_urls_response" and self._urls:
            self._urls.set_result(message)
        elif kind == "session_event":
            if message.session_event.WhichOneof("type") == "script_compilation_exception":
                self.errors.append("the script does not compile")
        elif kind == "script_finished" and message.script_finished in SUCCESS_STATUSES:
            self.state.end_run(whole=message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY)
            if self._done and not self._done.done():
                self._done.set_result(None)
