"""Open a file through the cache."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from filelock import FileLock

from embviz.embedding import EmbeddingMatrix
from embviz.io.atomic_write import PART_SUFFIX
from embviz.io.cache.folder import CACHE_SUFFIX, LOCK_SUFFIX, CacheDir, default_cache_dir
from embviz.io.errors import FormatError
from embviz.io.load import load
from embviz.io.magic import is_safetensors
from embviz.io.options import LoadOptions
from embviz.io.safetensors.native import read_native, write_native
from embviz.jobs import subprogress

# Part of every file name, so that files of another version are not used.
CACHE_VERSION = 1

# Smaller files are fast to read.
MIN_CACHED_BYTES = 4_000_000

# Free disk space that the cache leaves.
RESERVED_DISK_BYTES = 500_000_000

# The share of reading in the progress; the rest is writing to the cache.
READ_SHARE = 0.9


def open_cached(
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    options: LoadOptions | None = None,
    cache_dir: CacheDir | None = None,
    on_warning: Callable[[str], None] | None = None,
) -> EmbeddingMatrix:
    """Load a file as `embviz.load` does, from the cache if it has been loaded before.

    The cache contains safetensors files, which are mapped into memory. Their names are made of the
    path, size and modification time of the file, and of `options`. Small files, safetensors and
    folders are not cached, because they are fast to load.

    Parameters
    ----------
    path : str or PathLike
    name, options
        See `embviz.load`.
    cache_dir : CacheDir, optional
        See `default_cache_dir`.
    on_warning : callable, optional
        Called with a sentence if the file could not be cached.

    Returns
    -------
    EmbeddingMatrix

    Raises
    ------
    FormatError, OSError
        See `embviz.load`.

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
    stat = path.stat()
    if path.is_dir() or stat.st_size < MIN_CACHED_BYTES or _is_safetensors_file(path):
        return load(path, name=name, options=options)
    path_key, state_key, options_key = _cache_keys(path, stat, options)
    read = _LazyLoad(path, name, options)
    try:
        cache_dir = cache_dir or default_cache_dir()
        if not cache_dir.max_bytes:
            return read()
        cache_dir.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        cached = cache_dir.folder / f"{path_key}-{state_key}-{options_key}{CACHE_SUFFIX}"
        if E := _read_cached(cached, name):
            return E
        with FileLock(cached.with_suffix(LOCK_SUFFIX)):
            if E := _read_cached(cached, name):  # Written by another process in the meantime.
                return E
            # Remove what a process that ended left incomplete, and older versions of the file.
            cache_dir.clear(f"{cached.name}.*{PART_SUFFIX}")
            cache_dir.clear(f"{path_key}-*{CACHE_SUFFIX}", exclude=f"{path_key}-{state_key}-*")
            _write_cached(read(), cached, cache_dir)
        if path.stat().st_mtime_ns != stat.st_mtime_ns:
            cached.unlink(missing_ok=True)  # The file changed while it was read.
            return read()
        read.release()  # So that only the mapped copy is in memory.
        if E := _read_cached(cached, name):
            return E
    except OSError as error:
        if read.has_failed:
            raise
        if on_warning:
            reason = error.strerror or str(error)
            on_warning(
                f"What {path.name} holds could not be kept for the next time ({reason}): it will "
                "be read again then."
            )
    return read()


class _LazyLoad:
    """Read the file on the first call, and return the same embedding on later calls."""

    def __init__(self, path: Path, name: str | None, options: LoadOptions) -> None:
        self.has_failed = False
        self._path = path
        self._name = name
        self._options = replace(options, progress=subprogress(options.progress, 0, READ_SHARE))
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


def _cache_keys(path: Path, stat: os.stat_result, options: LoadOptions) -> tuple[str, str, str]:
    """Return digests of the path, of the state of the file, and of the options."""
    values = [(f.name, getattr(options, f.name)) for f in fields(options) if f.compare]
    state = (CACHE_VERSION, stat.st_size, stat.st_mtime_ns)
    return _digest(os.path.realpath(path)), _digest(repr(state)), _digest(repr(values))


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogateescape"), digest_size=10).hexdigest()


def _read_cached(file: Path, name: str | None) -> EmbeddingMatrix | None:
    """Return the embedding of a cached file, or None if the file is missing or damaged."""
    try:
        E = read_native(file, **({} if name is None else {"name": name}))
    except FileNotFoundError:
        return None
    except FormatError:
        with suppress(OSError):
            file.unlink()
        return None
    with suppress(OSError):  # The modification time is that of the last use; see `evict`.
        os.utime(file)
    return E


def _write_cached(E: EmbeddingMatrix, file: Path, cache_dir: CacheDir) -> None:
    """Write `E` to the cache, or raise OSError if there is no space for it."""
    if E.tokenizer is not None:
        return  # A tokenizer cannot be written to the file.
    n_chars = sum(map(len, chain(E.tokens, *E.labels.values())))
    size = E.vectors.nbytes + 4 * n_chars + 16 * len(E)
    if size > cache_dir.max_bytes:
        raise OSError(
            f"it needs {size / 1e9:.1f} GB, and {cache_dir.max_bytes / 1e9:g} GB are allowed"
        )
    cache_dir.evict(size)
    if shutil.disk_usage(cache_dir.folder).free < size + RESERVED_DISK_BYTES:
        raise OSError("the disk is nearly full")
    write_native(E, file)
