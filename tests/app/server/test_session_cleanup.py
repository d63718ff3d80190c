"""Visits keep apart, and leave nothing behind."""

from __future__ import annotations

import asyncio
import time
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
from tests.support.server import run_server


def test_visits_that_do_not_come_back_are_dropped() -> None:
    session = Mock(id="gone")
    storage = MemorySessionStorage(ttl_seconds=0)
    storage.save(SessionInfo(client=None, session=session))
    assert session_cleanup.drop_expired_sessions(storage) == 1
    session.shutdown.assert_called_once_with()
    assert {"_session_state", "_fragment_storage"} <= set(AppSession.__init__.__code__.co_names)
    assert session_cleanup.drop_expired_sessions(storage) == 0
    session_cleanup.limit_malloc_arenas()
    session_cleanup.trim_heap()


def test_visits_keep_apart_and_leave_nothing_behind(tmp_path: Path) -> None:
    """On a real server, without a new visitor: what was uploaded is gone when all have left."""
    words = LoadTestWords.from_sample()

    async def come_and_go(address: str) -> None:
        async with (
            StreamlitClient.connect(1, address) as one,
            StreamlitClient.connect(2, address) as other,
        ):
            for visitor in (one, other):
                pupil = SimulatedUser(visitor, words, asyncio.sleep)
                for page in ("lookup", "similarity", "analogy", "matrix", "map"):
                    await visitor.open_page(page)
                    for pupil.n_actions in (2, 6):  # What is done next types a word of its own.
                        await pupil.act(page, lambda _: None)
                await visitor.open_page("upload")
                lines = vectors_file(visitor.marker).splitlines(keepends=True)[:200]
                await visitor.upload(f"{visitor.marker}.txt", b"".join(lines))
            # One keeps what the file holds, and the file itself goes; the other leaves as it is.
            await one.click_button("Use it on every page")
            await one.open_page("lookup")
            assert 50_000 <= uploaded(address) < 100_000
            for visitor in (one, other):
                assert not visitor.errors
                assert not visitor.foreign_markers

    def uploaded(address: str) -> int:
        """Return how many bytes of uploads the server holds."""
        with urlopen(f"{address}/_stcore/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return sum(int(line.split()[-1]) for line in lines if "UploadedFileManager" in line)

    with run_server(tmp_path, env={"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}) as address:
        # In a thread of its own: this one may hold the loop of the browser tests.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, come_and_go(address)).result()
        until = time.monotonic() + 20
        while uploaded(address):
            assert time.monotonic() < until
            time.sleep(0.25)
