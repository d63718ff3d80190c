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
from embviz.io.atomic_write import PART_SUFFIX
from embviz.io.cache.folder import CACHE_SUFFIX, CacheDir, default_cache_dir
from embviz.io.cache.lock import file_lock
from embviz.io.errors import FormatError
from embviz.io.load import load
from embviz.io.magic import is_safetensors
from embviz.io.options import LoadOptions
from embviz.io.safetensors.native import read_native, write_native

# Part of every name: files of another version are never found.
CACHE_VERSION = 1

# Smaller files are read in a moment.
MIN_CACHED_BYTES = 4_000_000

# How much of the disk is left to others.
RESERVED_DISK_BYTES = 500_000_000

# The share of the time that reading takes; writing takes the rest.
READ_SHARE = 0.9


def open_cached(
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    options: LoadOptions | None = None,
    cache_dir: CacheDir | None = None,
    on_warning: Callable[[str], None] | None = None,
) -> EmbeddingMatrix:
    """Load a file as `embviz.load` does; a large one that has been read before, at once.

    What it held is kept in embviz's own form, which is mapped into memory, under a name made of
    the file's place, its size, the time of its last change, and the choices in `options`. Files
    that are quick to open anyway are not kept: small ones, safetensors, and folders.

    Parameters
    ----------
    path : str or PathLike
    name, reading
        See `embviz.load`.
    cache_dir : Room, optional
        Where files are kept; by default see `default_cache_dir`.
    on_warning : callable, optional
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
    options = options or LoadOptions()
    about = path.stat()
    if path.is_dir() or about.st_size < MIN_CACHED_BYTES or _is_safetensors_file(path):
        return load(path, name=name, options=options)
    file, state, choices = _cache_keys(path, about, options)
    read = _LazyLoad(path, name, options)
    try:
        cache_dir = cache_dir or default_cache_dir()
        if not cache_dir.max_bytes:
            return read()
        cache_dir.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = cache_dir.folder / f"{file}-{state}-{choices}{CACHE_SUFFIX}"
        if E := _read_cached(kept, name):
            return E
        with file_lock(kept.with_suffix(".lock")):
            if E := _read_cached(kept, name):  # Another process was at it.
                return E
            cache_dir.clear(
                f"{kept.name}.*{PART_SUFFIX}"
            )  # A process that is gone left it half written.
            cache_dir.clear(f"{file}-*{CACHE_SUFFIX}", exclude=f"{file}-{state}-*")
            _write_cached(read(), kept, cache_dir)
        if path.stat().st_mtime_ns != about.st_mtime_ns:
            kept.unlink(missing_ok=True)  # It is not known of which moment the content is.
            return read()
        read.release()  # The mapped one takes its place, so that there are never two.
        if E := _read_cached(kept, name):
            return E
    except OSError as error:
        if read.has_failed:
            raise
        if on_warning:
            why = error.strerror or str(error)
            on_warning(
                f"What {path.name} holds could not be kept for the next time ({why}): it will be "
                "read again then."
            )
    return read()


class _LazyLoad:
    """Reads the file when it is asked first, and remembers what it read."""

    def __init__(self, path: Path, name: str | None, options: LoadOptions) -> None:
        self.has_failed = False
        self._path = path
        self._name = name
        self._options = options
        if tell := options.progress:
            self._options = replace(options, progress=lambda share: tell(READ_SHARE * share))
        self._embedding: EmbeddingMatrix | None = None

    def __call__(self) -> EmbeddingMatrix:
        if self._embedding is None:
            try:
                self._embedding = load(self._path, name=self._name, options=self._options)
            except BaseException:
                self.has_failed = True
                raise
        return self._embedding

    def release(self) -> None:
        self._embedding = None


def _is_safetensors_file(path: Path) -> bool:
    with path.open("rb") as file:
        return is_safetensors(file.read(16))


def _cache_keys(path: Path, about: os.stat_result, options: LoadOptions) -> tuple[str, str, str]:
    """Return a name for the file, one for its state, and one for the choices in `options`."""
    parts = fields(options)
    choices = [(part.name, getattr(options, part.name)) for part in parts if part.compare]
    state = (CACHE_VERSION, about.st_size, about.st_mtime_ns)
    return _digest(os.path.realpath(path)), _digest(repr(state)), _digest(repr(choices))


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogateescape"), digest_size=10).hexdigest()


def _read_cached(file: Path, name: str | None) -> EmbeddingMatrix | None:
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


def _write_cached(E: EmbeddingMatrix, file: Path, cache_dir: CacheDir) -> None:
    """Write `E`, or raise OSError."""
    if E.tokenizer is not None:
        return  # This form cannot hold it.
    text = sum(map(len, E.tokens)) + sum(len(value) for each in E.labels.values() for value in each)
    size = E.vectors.nbytes + 4 * text + 16 * len(E)
    if size > cache_dir.max_bytes:
        raise OSError(
            f"it needs {size / 1e9:.1f} GB, and {cache_dir.max_bytes / 1e9:g} GB are allowed"
        )
    cache_dir.evict(size)
    if shutil.disk_usage(cache_dir.folder).free < size + RESERVED_DISK_BYTES:
        raise OSError("the disk is nearly full")
    write_native(E, file)
