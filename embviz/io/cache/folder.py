"""Where converted files are kept, and how many of them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from embviz.io.atomic_write import PART

LARGEST = 20_000_000_000
"""How many bytes all kept files may have together, unless EMBVIZ_CACHE_GB says otherwise."""

SUFFIX = ".safetensors"

# What nobody has written to for so many seconds was left by a process that is gone.
ABANDONED = 86_400


@dataclass(frozen=True)
class Room:
    """A folder with a bound.

    Attributes
    ----------
    folder : Path
    largest : int
        How many bytes the files may have together; 0 keeps nothing.
    """

    folder: Path
    largest: int = LARGEST

    def entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield the kept files, those used longest ago first."""
        found = []
        for path in self.folder.glob(f"*{SUFFIX}"):
            with suppress(OSError):  # Another process may take it away.
                found.append((path, path.stat()))
        yield from sorted(found, key=lambda each: each[1].st_mtime_ns)

    def make_way(self, size: int) -> None:
        """Remove what was used longest ago, until a file of `size` bytes fits."""
        for path in [*self.folder.glob(f"*{PART}"), *self.folder.glob("*.lock")]:
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > ABANDONED:
                    path.unlink()
        entries = list(self.entries())
        together = sum(about.st_size for _, about in entries)
        for path, about in entries:
            if together + size <= self.largest:
                break
            with suppress(OSError):  # On Windows, when somebody has it open.
                path.unlink()
                together -= about.st_size

    def clear(self, pattern: str, *, but: str = "") -> None:
        """Remove the files of one pattern that do not match another."""
        spared = {*self.folder.glob(but)} if but else set()
        for path in {*self.folder.glob(pattern)} - spared:
            with suppress(OSError):
                path.unlink()


def room(environment: Mapping[str, str] | None = None) -> Room:
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
    >>> room({"EMBVIZ_CACHE": "/data/embviz", "EMBVIZ_CACHE_GB": "0.5"}).largest
    500000000
    """
    environment = os.environ if environment is None else environment
    try:
        largest = round(float(environment.get("EMBVIZ_CACHE_GB", LARGEST / 1e9)) * 1e9)
    except (ValueError, OverflowError):
        largest = LARGEST
    if named := environment.get("EMBVIZ_CACHE"):
        return Room(Path(named).expanduser(), largest)
    return Room(_usual(environment) / "embviz", largest)


def _usual(environment: Mapping[str, str]) -> Path:
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
