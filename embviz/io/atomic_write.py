"""Write a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

PART_SUFFIX = ".part"
"""The suffix of an incomplete file."""


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file that replaces the file at `path` when it is complete.

    After an error the old file is unchanged and the temporary file is removed. The temporary file
    is in the same folder, so that it can be renamed.

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
    path = Path(os.path.realpath(path))  # A symbolic link is kept, and its target replaced.
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
