"""The folder of cached files, and its size limit."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from embviz.io.atomic_write import PART_SUFFIX

DEFAULT_MAX_BYTES = 20_000_000_000
"""The limit of all cached files together, unless EMBVIZ_CACHE_GB sets another one."""

CACHE_SUFFIX = ".safetensors"
LOCK_SUFFIX = ".lock"

# Incomplete files and locks of this age were left by a process that ended.
STALE_SECONDS = 86_400


@dataclass(frozen=True)
class CacheDir:
    """A folder of cached files with a size limit.

    Attributes
    ----------
    folder : Path
    max_bytes : int
        The limit of all files together; 0 turns the cache off.
    """

    folder: Path
    max_bytes: int = DEFAULT_MAX_BYTES

    def entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield the cached files, the least recently used first."""
        entries = []
        for path in self.folder.glob(f"*{CACHE_SUFFIX}"):
            with suppress(OSError):  # Another process may remove it.
                entries.append((path, path.stat()))
        yield from sorted(entries, key=lambda entry: entry[1].st_mtime_ns)

    def evict(self, size: int) -> None:
        """Remove the least recently used files, until a file of `size` bytes fits."""
        for path in [*self.folder.glob(f"*{PART_SUFFIX}"), *self.folder.glob(f"*{LOCK_SUFFIX}")]:
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > STALE_SECONDS:
                    path.unlink()
        entries = list(self.entries())
        total = sum(stat.st_size for _, stat in entries)
        for path, stat in entries:
            if total + size <= self.max_bytes:
                break
            with suppress(OSError):  # Windows does not remove open files.
                path.unlink()
                total -= stat.st_size

    def clear(self, pattern: str, *, exclude: str = "") -> None:
        """Remove the files that match one pattern and do not match another."""
        excluded = {*self.folder.glob(exclude)} if exclude else set()
        for path in {*self.folder.glob(pattern)} - excluded:
            with suppress(OSError):
                path.unlink()


def default_cache_dir() -> CacheDir:
    """Return the cache folder of the user.

    The environment variable EMBVIZ_CACHE names the folder, EMBVIZ_CACHE_GB its limit in GB (0 turns
    the cache off). The default is 20 GB in the user's cache folder: ``~/.cache/embviz`` on Linux.

    Raises
    ------
    OSError
        If the user has no home folder.
    """
    try:
        max_bytes = round(float(os.environ.get("EMBVIZ_CACHE_GB", DEFAULT_MAX_BYTES / 1e9)) * 1e9)
    except (ValueError, OverflowError):
        max_bytes = DEFAULT_MAX_BYTES
    try:
        if folder := os.environ.get("EMBVIZ_CACHE"):
            return CacheDir(Path(folder).expanduser(), max_bytes)
        return CacheDir(platformdirs.user_cache_path("embviz"), max_bytes)
    except RuntimeError as error:
        raise FileNotFoundError("this user has no home folder") from error
