"""One process at a time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

# Seconds between two attempts.
POLL_SECONDS = 0.1


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Wait until no other process, and no other thread, holds the file at `path`; then hold it.

    The system lets go of it when the process ends, however it ends. Where the system cannot hold
    files, as on some network drives, nobody waits.
    """
    with path.open("ab") as file:
        while not _try_lock(file):
            time.sleep(POLL_SECONDS)
        yield


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: BinaryIO) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True
