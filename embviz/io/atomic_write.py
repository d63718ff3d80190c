"""Writing a file so that nobody ever sees the half of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

PART_SUFFIX = ".part"
"""How a file ends that is not whole."""


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to; once all is written it takes the place of what is at `path`.

    Whatever goes wrong, what was there stays, and of the new file nothing. The new one lies in the
    same folder until it is whole, under the same name with ``.part`` at its end.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "words.txt")
    ...     with atomic_write(path) as file:
    ...         _ = file.write(b"cat")
    ...         path.exists()
    ...     path.read_bytes()
    False
    b'cat'
    """
    path = Path(os.path.realpath(path))  # A link goes on leading there.
    if path.exists() and not path.is_file():  # A device or a pipe cannot be replaced.
        with path.open("wb") as file:
            yield file
        return
    part = path.with_name(f"{path.name[:100]}.{uuid4().hex}{PART_SUFFIX}")
    try:
        with part.open("xb") as file:
            yield file
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
