"""What visits leave behind when they end: dropped in time, and its memory given back.

Streamlit keeps a visit whose connection is lost for `server.disconnectedSessionTTL` seconds, in
case it comes back, and drops it some time after that: when the next visit ends. After a lesson
nobody comes, and what the class uploaded would stay. It also collects garbage after every run,
which takes longer than the run as soon as many visits hold many objects; that is switched off in
`.streamlit/config.toml`, and done here when a visit has ended.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
from typing import Any

import pyarrow as pa
import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.state import SessionState

from embviz.app.server.main_module import release_main_module

_log = logging.getLogger(__name__)

# Seconds between two looks.
POLL_SECONDS = 10.0

# How the C library of Linux is told how many regions it may take memory from, and how many; and
# from how many bytes on a piece gets pages of its own, which go back to the system when freed.
M_ARENA_MAX, MAX_ARENAS = -8, 2
M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES = -3, 1 << 20


async def cleanup_loop() -> None:
    """Drop visits that have ended and give their memory back, again and again; never return."""
    every = min(POLL_SECONDS, max(1.0, float(st.get_option("server.disconnectedSessionTTL")) / 2))
    there = 0
    while True:
        await asyncio.sleep(every)
        try:
            manager: Any = Runtime.instance()._session_mgr
            ended = drop_expired_sessions(manager._session_storage)
            before, there = there, manager.num_active_sessions()
            if not there:
                release_main_module()
            if ended or there < before:
                # The first frees the rest of the loop: what it does holds up all threads, but not
                # what the second does.
                gc.collect()
                await asyncio.to_thread(trim_heap)
        except Exception:
            # Nobody waits for this; the next look may go well.
            _log.exception("Cannot tidy up after visits")


def drop_expired_sessions(storage: Any) -> int:
    """Drop the visits that have not come back in time; return how many.

    There is no public way to do this: `storage` is the `MemorySessionStorage` of Streamlit, and its
    cache drops what has expired when it is told to. `tests/app/server/test_session_cleanup.py` fails when a new
    Streamlit has moved it.
    """
    ended = storage._cache.expire()
    for _, info in ended:
        info.session.shutdown()  # Lets go of what was uploaded.
        # The loop of the server remembers the visit it served last: let it be an empty one.
        info.session._session_state = SessionState()
        info.session._fragment_storage.clear()
    return len(ended)


def limit_malloc_arenas() -> None:
    """Let all memory be taken from few places: from many, little of it could be given back.

    Each run of each visit has a thread of its own. By itself, the C library of Linux lets up to
    eight a core have regions of their own, and what one has freed the others cannot use; Arrow
    keeps what it has freed as well. It also counts as large only what is larger than all that was
    freed before, so that after one upload the matrices of the next would lie between small things.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    _call_libc("mallopt", M_ARENA_MAX, MAX_ARENAS)
    _call_libc("mallopt", M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)


def trim_heap() -> None:
    """Hand memory that is free inside the process back to the system, where it can be done.

    The C library of Linux keeps free memory for itself, unless it lies at the very end.
    """
    _call_libc("malloc_trim", 0)


def _call_libc(name: str, *arguments: int) -> None:
    try:
        getattr(ctypes.CDLL(None), name)(*arguments)
    except (AttributeError, OSError, TypeError):
        pass  # Another system, or another C library.
