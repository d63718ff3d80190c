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

from benchmarks.uploading import cookie_of, put
from benchmarks.widgets import Tab

FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
LONGEST = 60.0
# Each visitor types a word that nobody else has; see `Visitor.marker`.
MARKER = re.compile(rb"zqm\d{4}x")


class Visitor:
    """One visitor: acts on the page, waits for the script, and notes what went wrong.

    Attributes
    ----------
    number : int
    tab : Tab
        What the page shows.
    errors : list of str
        What the app should not have said: exceptions, pages that do not exist, no answer in time.
    strange : set of bytes
        Markers of others that were seen here.
    received, messages : int
        Bytes that came in, and in how many messages.
    """

    def __init__(self, number: int, address: str, cookie: str, socket: ClientConnection) -> None:
        self.number, self.address, self.cookie, self.socket = number, address, cookie, socket
        self.marker = f"zqm{number:04}x"
        self.tab = Tab()
        self.errors: list[str] = []
        self.strange: set[bytes] = set()
        self.received = self.messages = 0
        self.pages: dict[str, str] = {}
        self._done: asyncio.Future[None] | None = None
        self._urls: asyncio.Future[ForwardMsg] | None = None
        self._session = ""
        self._page = ""

    @classmethod
    @asynccontextmanager
    async def enter(cls, number: int, address: str, path: str = "") -> AsyncIterator[Visitor]:
        """Open the app as a browser does, and wait for the first page."""
        cookie = await asyncio.to_thread(cookie_of, address)
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

    async def go(self, path: str) -> float:
        """Go to another page, by the path in its address; return how long that took, in s."""
        page = self.pages[path]
        # Only what the frame shows is on every page.
        states = [each for each in self.tab.states() if self.tab.of_frame(each.id)]
        self.tab.leave_page()
        return await self._rerun(states, page=page)

    async def set(self, key: str, value: object) -> float:
        """Give a widget a value, as somebody would who types or chooses."""
        widget = self.tab.widget(key)
        self.tab.hold(widget, value)
        return await self._rerun(fragment=widget.fragment)

    async def press(self, label: str) -> float:
        """Press a button."""
        widget = self.tab.labeled("button", label)
        pressed = WidgetState(id=widget.id, trigger_value=True)
        return await self._rerun([*self.tab.states(), pressed], fragment=widget.fragment)

    async def report(self, key: str, event: str, value: Mapping[str, object]) -> float:
        """Let a component report something, such as a click."""
        widget = self.tab.widget(key)
        told = json.dumps([{"event": event, "value": value}])
        trigger = WidgetState(id=_make_trigger_id(widget.id, "events"), json_trigger_value=told)
        return await self._rerun([*self.tab.states(), trigger], fragment=widget.fragment)

    async def upload(self, name: str, data: bytes) -> float:
        """Give a file to the page's field for files; return how long the rerun took."""
        widget = self.tab.first("file_uploader")
        asked = BackMsg()
        asked.file_urls_request.request_id = f"{self.marker}-{name}"
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self._session
        self._urls = asyncio.get_running_loop().create_future()
        await self.socket.send(asked.SerializeToString())
        answer = await asyncio.wait_for(self._urls, LONGEST)
        urls = answer.file_urls_response.file_urls[0]
        await asyncio.to_thread(put, self.address, urls.upload_url, self.cookie, name, data)
        state = WidgetState(id=widget.id)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(data), urls.file_id
        info.file_urls.CopyFrom(urls)
        self.tab.hold_state(widget, state)
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
        asked.query_string = urlencode(self.tab.address)
        asked.page_script_hash = page or self._page
        asked.page_name = page_name
        asked.fragment_id = fragment
        asked.widget_states.widgets.extend(self.tab.states() if states is None else states)
        asked.cached_message_hashes.extend(self.tab.seen_before)
        asked.context_info.timezone = "Europe/Berlin"
        asked.context_info.locale = "en-US"
        asked.context_info.url = f"{self.address}/{page_name}"
        asked.context_info.color_scheme = "light"
        self._done = asyncio.get_running_loop().create_future()
        begun = perf_counter()
        await self.socket.send(message.SerializeToString())
        try:
            await asyncio.wait_for(self._done, LONGEST)
        except TimeoutError:
            self.errors.append(f"no end of the script within {LONGEST:.0f} s")
            return LONGEST
        return perf_counter() - begun

    async def _listen(self) -> None:
        async for data in self.socket:
            assert isinstance(data, bytes)
            self.received += len(data)
            self.messages += 1
            for marker in MARKER.findall(data):
                if marker != self.marker.encode():
                    self.strange.add(marker)
            self._take(ForwardMsg.FromString(data))

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind in ("delta", "ref_hash"):
            exception = self.tab.take(message)
            if exception:
                self.errors.append(exception)
        elif kind == "new_session":
            self._session = message.new_session.initialize.session_id
            self._page = message.new_session.page_script_hash
            self.tab.begin(message.new_session.main_script_hash, message.metadata)
        elif kind == "navigation":
            self.pages = {
                page.url_pathname: page.page_script_hash for page in message.navigation.app_pages
            }
            self._page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.tab.go_to(message.page_info_changed.query_string)
        elif kind == "page_not_found":
            self.errors.append(f"no page {message.page_not_found.page_name!r}")
        elif kind == "file_urls_response" and self._urls:
            self._urls.set_result(message)
        elif kind == "session_event":
            if message.session_event.WhichOneof("type") == "script_compilation_exception":
                self.errors.append("the script does not compile")
        elif kind == "script_finished" and message.script_finished in FINISHED:
            self.tab.end(whole=message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY)
            if self._done and not self._done.done():
                self._done.set_result(None)
