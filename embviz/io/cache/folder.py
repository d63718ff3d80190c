"""Where converted files are kept, and how many of them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from embviz.io.atomic_write import PART_SUFFIX

DEFAULT_MAX_BYTES = 20_000_000_000
"""How many bytes all kept files may have together, unless EMBVIZ_CACHE_GB says otherwise."""

CACHE_SUFFIX = ".safetensors"

# What nobody has written to for so many seconds was left by a process that is gone.
STALE_SECONDS = 86_400


@dataclass(frozen=True)
class CacheDir:
    """A folder with a bound.

    Attributes
    ----------
    folder : Path
    max_bytes : int
        How many bytes the files may have together; 0 keeps nothing.
    """

    folder: Path
    max_bytes: int = DEFAULT_MAX_BYTES

    def entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield the kept files, those used longest ago first."""
        found = []
        for path in self.folder.glob(f"*{CACHE_SUFFIX}"):
            with suppress(OSError):  # Another process may take it away.
                found.append((path, path.stat()))
        yield from sorted(found, key=lambda each: each[1].st_mtime_ns)

    def evict(self, size: int) -> None:
        """Remove what was used longest ago, until a file of `size` bytes fits."""
        for path in [*self.folder.glob(f"*{PART_SUFFIX}"), *self.folder.glob("*.lock")]:
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > STALE_SECONDS:
                    path.unlink()
        entries = list(self.entries())
        together = sum(about.st_size for _, about in entries)
        for path, about in entries:
            if together + size <= self.max_bytes:
                break
            with suppress(OSError):  # On Windows, when somebody has it open.
                path.unlink()
                together -= about.st_size

    def clear(self, pattern: str, *, exclude: str = "") -> None:
        """Remove the files of one pattern that do not match another."""
        spared = {*self.folder.glob(exclude)} if exclude else set()
        for path in {*self.folder.glob(pattern)} - spared:
            with suppress(OSError):
                path.unlink()


def default_cache_dir(environment: Mapping[str, str] | None = None) -> CacheDir:
    """Return where this person's converted files are kept.

    EMBVIZ_CACHE names the folder, EMBVIZ_CACHE_GB how many GB it may hold (0 keeps nothing).
    Without them it is ``embviz`` where the system keeps what can be made again: ``~/.cache`` or
    XDG_CACHE_HOME, ``~/Library/Caches`` on macOS, LOCALAPPDATA on Windows.

    Raises
    ------
    OSError
        When there is no such place.

    Examples
    --------
    >>> default_cache_dir({"EMBVIZ_CACHE": "/data/embviz", "EMBVIZ_CACHE_GB": "0.5"}).max_bytes
    500000000
    """
    environment = os.environ if environment is None else environment
    try:
        largest = round(float(environment.get("EMBVIZ_CACHE_GB", DEFAULT_MAX_BYTES / 1e9)) * 1e9)
    except (ValueError, OverflowError):
        largest = DEFAULT_MAX_BYTES
    if named := environment.get("EMBVIZ_CACHE"):
        return CacheDir(Path(named).expanduser(), largest)
    return CacheDir(_user_cache_dir(environment) / "embviz", largest)


def _user_cache_dir(environment: Mapping[str, str]) -> Path:
    variable = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    # A relative folder would be another one wherever embviz is started.
    if (named := environment.get(variable)) and Path(named).is_absolute():
        return Path(named)
    try:
        home = Path.home()
    except RuntimeError as error:
        raise FileNotFoundError("this person has no home folder") from error
    if sys.platform == "win32":
        return home / "AppData" / "Local"
    return home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"
