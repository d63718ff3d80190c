"""Sessions do not see each other's data, and leave none behind."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import Mock
from urllib.request import urlopen

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import SessionInfo

from benchmarks.simulated_users import LoadTestWords, SimulatedUser, vectors_file
from benchmarks.streamlit_client import StreamlitClient
from embviz.app.server import session_cleanup
from tests.support.polling import eventually
from tests.support.server import run_server


def test_expired_sessions_are_dropped() -> None:
    session = Mock(spec=AppSession, id="expired", _fragment_storage=Mock())
    storage = MemorySessionStorage(ttl_seconds=0)
    storage.save(SessionInfo(client=None, session=session))
    assert session_cleanup.drop_expired_sessions(storage) == 1
    session.shutdown.assert_called_once_with()
    session.session_state.clear.assert_called_once_with()
    assert "_fragment_storage" in AppSession.__init__.__code__.co_names
    assert session_cleanup.drop_expired_sessions(storage) == 0


def test_trimming_the_heap_works_on_every_system() -> None:
    session_cleanup.trim_heap()


def uploaded_bytes(url: str) -> int:
    """Return how many bytes of uploaded files the server stores."""
    with urlopen(f"{url}/_stcore/metrics", timeout=10) as response:
        lines = response.read().decode().splitlines()
    return sum(int(line.split()[-1]) for line in lines if "UploadedFileManager" in line)


async def use_all_pages(url: str) -> None:
    """Use the app in two sessions at once, then leave."""
    words = LoadTestWords.from_sample()
    async with (
        StreamlitClient.connect(1, url) as client,
        StreamlitClient.connect(2, url) as other,
    ):
        for visitor in (client, other):
            user = SimulatedUser(visitor, words, asyncio.sleep)
            for page in ("lookup", "similarity", "analogy", "matrix", "map"):
                await visitor.open_page(page)
                for user.n_actions in (2, 6):  # The next actions type a word of this session.
                    await user.act(page, lambda _: None)
            await visitor.open_page("upload")
            lines = vectors_file(visitor.marker).splitlines(keepends=True)[:200]
            await visitor.upload(f"{visitor.marker}.txt", b"".join(lines))
        # Once used, an embedding replaces its file; the other session leaves its file.
        await client.click_button("Use it on every page")
        await client.open_page("lookup")
        assert 50_000 <= uploaded_bytes(url) < 100_000
        for visitor in (client, other):
            assert not visitor.errors
            assert not visitor.foreign_markers


def test_sessions_are_separate_and_their_uploads_are_dropped(tmp_path: Path) -> None:
    """Runs on a real server, on which no new session begins."""
    with run_server(tmp_path, env={"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}) as url:
        # Use another thread: this one may run the event loop of the browser tests.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, use_all_pages(url)).result()

        def check() -> None:
            assert not uploaded_bytes(url)

        eventually(check)
