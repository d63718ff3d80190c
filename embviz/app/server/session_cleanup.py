"""Drop expired sessions in time and return their memory to the system.

Streamlit keeps a disconnected session for `server.disconnectedSessionTTL` seconds, and drops it
only when another session ends. After a lesson there is none, and the uploads of the class would
stay in memory. Streamlit also collects garbage after every run, which with many sessions takes
longer than the run; `.streamlit/config.toml` switches that off, and it is done here when a session
has ended.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
from typing import Any

import streamlit as st
from streamlit.runtime import Runtime

_log = logging.getLogger(__name__)

POLL_SECONDS = 10.0


async def cleanup_loop() -> None:
    """Drop expired sessions and trim the heap at regular intervals; never return."""
    ttl = float(st.get_option("server.disconnectedSessionTTL"))
    interval = min(POLL_SECONDS, max(1.0, ttl / 2))
    n_active = 0
    while True:
        await asyncio.sleep(interval)
        try:
            manager: Any = Runtime.instance()._session_mgr
            n_dropped = drop_expired_sessions(manager._session_storage)
            n_before, n_active = n_active, manager.num_active_sessions()
            if n_dropped or n_active < n_before:
                gc.collect()  # Collecting needs the GIL; trimming does not, so it runs in a thread.
                await asyncio.to_thread(trim_heap)
        except Exception:
            _log.exception("Cannot clean up after sessions")  # Go on: the next attempt may succeed.


def drop_expired_sessions(storage: Any) -> int:
    """Drop the sessions whose time to reconnect is over; return how many.

    Streamlit has no public function for this: `storage` is its `MemorySessionStorage`, whose
    private cache drops expired entries. `tests/app/server/test_session_cleanup.py` fails when a new
    version of Streamlit changes that.
    """
    expired = storage._cache.expire()
    for _, info in expired:
        info.session.shutdown()  # Drops the uploaded files.
        # The event loop may keep a reference to the session that it served last.
        info.session.session_state.clear()
        info.session._fragment_storage.clear()
    return len(expired)


def trim_heap() -> None:
    """Return free memory to the system, which glibc does by itself only at the end of the heap."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        pass  # The system is not Linux, or its C library is not glibc.
