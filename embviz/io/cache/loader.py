"""Opening a file at once that has been read before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from hashlib import blake2b
from pathlib import Path

from embviz.embedding import EmbeddingMatrix
from embviz.io.atomic_write import PART
from embviz.io.cache.folder import SUFFIX, Room, room
from embviz.io.cache.lock import alone
from embviz.io.errors import FormatError
from embviz.io.load import load
from embviz.io.magic import is_safetensors
from embviz.io.options import Reading
from embviz.io.safetensors.native import read_native, write_native

# Part of every name: files of another version are never found.
VERSION = 1

# Smaller files are read in a moment.
WORTH_IT = 4_000_000

# How much of the disk is left to others.
SPARE = 500_000_000

# The share of the time that reading takes; writing takes the rest.
READING = 0.9


def open_cached(
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    reading: Reading | None = None,
    place: Room | None = None,
    remark: Callable[[str], None] | None = None,
) -> EmbeddingMatrix:
    """Load a file as `embviz.load` does; a large one that has been read before, at once.

    What it held is kept in embviz's own form, which is mapped into memory, under a name made of
    the file's place, its size, the time of its last change, and the choices in `reading`. Files
    that are quick to open anyway are not kept: small ones, safetensors, and folders.

    Parameters
    ----------
    path : str or PathLike
    name, reading
        See `embviz.load`.
    place : Room, optional
        Where files are kept; by default see `room`.
    remark : callable, optional
        Is told, in a sentence, why nothing could be kept: that costs time only.

    Returns
    -------
    EmbeddingMatrix

    Raises
    ------
    FormatError, OSError
        As `embviz.load` does.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "pets.txt")
    ...     _ = file.write_text("cat 0.8 0.2")
    ...     open_cached(file)
    EmbeddingMatrix('pets', 1 tokens × 2 dimensions)
    """
    path = Path(path)
    reading = reading or Reading()
    about = path.stat()
    if path.is_dir() or about.st_size < WORTH_IT or _opens_at_once(path):
        return load(path, name=name, reading=reading)
    file, state, choices = _names(path, about, reading)
    read = _Once(path, name, reading)
    try:
        place = place or room()
        if not place.largest:
            return read()
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = place.folder / f"{file}-{state}-{choices}{SUFFIX}"
        if E := _kept(kept, name):
            return E
        with alone(kept.with_suffix(".lock")):
            if E := _kept(kept, name):  # Another process was at it.
                return E
            place.clear(f"{kept.name}.*{PART}")  # A process that is gone left it half written.
            place.clear(f"{file}-*{SUFFIX}", but=f"{file}-{state}-*")
            _keep(read(), kept, place)
        if path.stat().st_mtime_ns != about.st_mtime_ns:
            kept.unlink(missing_ok=True)  # It is not known of which moment the content is.
            return read()
        read.forget()  # The mapped one takes its place, so that there are never two.
        if E := _kept(kept, name):
            return E
    except OSError as error:
        if read.failed:
            raise
        if remark:
            why = error.strerror or str(error)
            remark(
                f"What {path.name} holds could not be kept for the next time ({why}): it will be "
                "read again then."
            )
    return read()


class _Once:
    """Reads the file when it is asked first, and remembers what it read."""

    def __init__(self, path: Path, name: str | None, reading: Reading) -> None:
        self.failed = False
        self._path = path
        self._name = name
        self._reading = reading
        if tell := reading.progress:
            self._reading = replace(reading, progress=lambda share: tell(READING * share))
        self._found: EmbeddingMatrix | None = None

    def __call__(self) -> EmbeddingMatrix:
        if self._found is None:
            try:
                self._found = load(self._path, name=self._name, reading=self._reading)
            except BaseException:
                self.failed = True
                raise
        return self._found

    def forget(self) -> None:
        self._found = None


def _opens_at_once(path: Path) -> bool:
    with path.open("rb") as file:
        return is_safetensors(file.read(16))


def _names(path: Path, about: os.stat_result, reading: Reading) -> tuple[str, str, str]:
    """Return a name for the file, one for its state, and one for the choices in `reading`."""
    parts = fields(reading)
    choices = [(part.name, getattr(reading, part.name)) for part in parts if part.compare]
    state = (VERSION, about.st_size, about.st_mtime_ns)
    return _digest(os.path.realpath(path)), _digest(repr(state)), _digest(repr(choices))


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogateescape"), digest_size=10).hexdigest()


def _kept(file: Path, name: str | None) -> EmbeddingMatrix | None:
    """Return what was kept, and note that it was used; nothing where it is not there or damaged."""
    try:
        E = read_native(file, **({} if name is None else {"name": name}))
    except FileNotFoundError:
        return None
    except FormatError:
        with suppress(OSError):
            file.unlink()
        return None
    with suppress(OSError):
        os.utime(file)
    return E


def _keep(E: EmbeddingMatrix, file: Path, place: Room) -> None:
    """Write `E`, or raise OSError."""
    if E.tokenizer is not None:
        return  # This form cannot hold it.
    text = sum(map(len, E.tokens)) + sum(len(value) for each in E.labels.values() for value in each)
    size = E.vectors.nbytes + 4 * text + 16 * len(E)
    if size > place.largest:
        raise OSError(f"it needs {size / 1e9:.1f} GB, and {place.largest / 1e9:g} GB are allowed")
    place.make_way(size)
    if shutil.disk_usage(place.folder).free < size + SPARE:
        raise OSError("the disk is nearly full")
    write_native(E, file)
