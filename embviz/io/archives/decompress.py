"""Decompress files and members of zip archives, within the limits of size."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from embviz.io.archives.members import choose_member
from embviz.io.archives.zip import convert_archive_errors, open_zip
from embviz.io.errors import FormatError, shorten
from embviz.io.magic import HEAD_BYTES
from embviz.io.source import NonClosingFile, Source
from embviz.jobs import subprogress

# Larger files are decompressed to disk.
MAX_MEMORY_BYTES = 1 << 25
CHUNK_BYTES = 1 << 20

# An xz file determines how much memory its decompression takes; the usual presets take less.
XZ_MEMORY_BYTES = 1 << 28

# Formats that are zip archives with certain members.
ZIP_BASED_FORMATS = re.compile(
    rb"PK\x03\x04.*(\.npy|data\.pkl|xl/|\[Content_Types\]\.xml|opendocument)", re.DOTALL
)


def _read_chunks(stream: Any) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def _decompress_xz(file: BinaryIO) -> Iterator[bytes]:
    """Decompress one stream after the other; LZMAFile has no memory limit."""
    data = file.read(CHUNK_BYTES)
    while data:
        stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY_BYTES)
        while not stream.eof:
            if stream.needs_input and not (data := data or file.read(CHUNK_BYTES)):
                raise EOFError("it is cut short")
            yield stream.decompress(data, CHUNK_BYTES)
            data = b""
        data = (stream.unused_data or file.read(CHUNK_BYTES)).lstrip(b"\0")


def _decompress_zstd(file: BinaryIO) -> Iterator[bytes]:
    import pyarrow as pa

    stream = pa.CompressedInputStream(pa.PythonFile(NonClosingFile(file), "r"), "zstd")
    # Its read() leaks memory for damaged files; readinto() does not allocate any.
    buffer = bytearray(CHUNK_BYTES)
    while size := stream.readinto(buffer):
        yield bytes(memoryview(buffer)[:size])


# The first bytes of a compressed file, the name of its format, and its decompressor.
COMPRESSIONS: tuple[tuple[re.Pattern[bytes], str, Callable[[BinaryIO], Iterable[bytes]]], ...] = (
    (re.compile(rb"\x1f\x8b"), "gzip", lambda file: _read_chunks(gzip.GzipFile(fileobj=file))),
    (
        re.compile(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"),
        "bzip2",
        lambda file: _read_chunks(bz2.BZ2File(file)),
    ),
    (re.compile(rb"\xfd7zXZ\x00"), "xz", _decompress_xz),
    (re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), "zstd", _decompress_zstd),
)
COMPRESSED_SUFFIXES = {".gz", ".bz2", ".xz", ".zst", ".zip"}


def is_zip(head: bytes) -> bool:
    r"""Return whether a file starts like a zip archive, and not like a format based on zip.

    Examples
    --------
    >>> is_zip(b"PK\x03\x04 pets.txt"), is_zip(b"PK\x03\x04 vectors.npy")
    (True, False)
    """
    return head[:4] in (b"PK\x03\x04", b"PK\x05\x06") and not ZIP_BASED_FORMATS.match(head)


def is_compressed(head: bytes) -> bool:
    """Return whether a file starts like a compressed file or an archive."""
    return is_zip(head) or any(begin.match(head) for begin, _, _ in COMPRESSIONS)


@contextmanager
def open_decompressed(source: Source) -> Iterator[tuple[Source, Source | None]]:
    """Open the content of a compressed file or an archive.

    Parameters
    ----------
    source : Source

    Yields
    ------
    (Source, Source or None)
        The decompressed file, and the file with its labels or tokens if an archive contains one. A
        file that is not compressed is yielded unchanged.

    Raises
    ------
    FormatError
        If it is damaged or too large, or contains no file to read, or too many.

    Examples
    --------
    >>> import io
    >>> source = Source(io.BytesIO(gzip.compress(b"cat 1 2")), "pets.txt.gz")
    >>> with open_decompressed(source) as (inner, _):
    ...     inner.name, inner.stem, inner.head(3)
    ('pets.txt.gz', 'pets', b'cat')
    """
    head = source.head(HEAD_BYTES)
    with ExitStack() as stack:
        if is_zip(head):
            yield _open_zip_member(source, stack)
            return
        for start, kind, decompress in COMPRESSIONS:
            if start.match(head):
                size = source.size()
                source.file.seek(0)
                chunks = _convert_errors(decompress(source.file), source.name, kind)
                # The ratio is checked against the bytes read so far, to stop early.
                file = _copy_to_temporary(chunks, source, source.file.tell, size, stack)
                yield _inner_source(source, source.name, file), None
                return
        yield source, None


def member_names(source: Source) -> tuple[str, ...]:
    """Return the names of the files in an archive, if there are several; see `LoadOptions.member`.

    Raises
    ------
    FormatError
        If the archive is damaged.
    """
    if not is_zip(source.head(HEAD_BYTES)):
        return ()
    archive, members = open_zip(source)
    archive.close()
    return tuple(member.filename for member in members) if len(members) > 1 else ()


def _inner_source(source: Source, name: str, file: BinaryIO) -> Source:
    """Return the source of a decompressed file; raise FormatError if it is compressed again."""
    # The first half of the progress was decompression.
    progress = subprogress(source.options.progress, 0.5, 1)
    options = replace(source.options, progress=progress)
    inner = Source(file, name, None, options)
    if Path(inner.stem).suffix and Path(inner.name).suffix.lower() in COMPRESSED_SUFFIXES:
        inner.stem = Path(inner.stem).stem
    if is_compressed(inner.head(HEAD_BYTES)):
        raise FormatError(
            inner.name,
            "It is an archive inside of an archive.",
            "Unpack the outer one, and load the inner one.",
        )
    return inner


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        yield from _read_chunks(stream)


def _convert_errors(chunks: Iterable[bytes], file: str, kind: str) -> Iterator[bytes]:
    """Convert the errors of decompression, but not those of the consumer of the chunks."""
    with convert_archive_errors(file, kind):
        yield from chunks


def _copy_to_temporary(
    chunks: Iterable[bytes],
    source: Source,
    n_consumed: Callable[[], int],
    total: int,
    stack: ExitStack,
) -> BinaryIO:
    """Decompress into a temporary file, within the limits.

    `n_consumed` returns how many of the `total` compressed bytes have been read so far.
    """
    file = stack.enter_context(tempfile.SpooledTemporaryFile(MAX_MEMORY_BYTES))
    size = 0
    for chunk in chunks:
        size += len(chunk)
        source.options.limits.check_unpacked(source.name, size, n_consumed())
        source.report_progress(n_consumed(), 2 * total)
        try:
            file.write(chunk)
        except OSError as error:
            raise FormatError(
                source.name,
                f"There is no room on the disk to unpack it ({shorten(str(error))}).",
                "Make room, or unpack it elsewhere and load what is inside.",
            ) from error
    file.seek(0)
    return cast(BinaryIO, file)


def _open_zip_member(source: Source, stack: ExitStack) -> tuple[Source, Source | None]:
    archive, members = open_zip(source)
    stack.enter_context(archive)
    main, companion = choose_member(source, members)

    def extract(member: zipfile.ZipInfo) -> Source:
        chunks = _convert_errors(_read_member(archive, member), source.name, "zip")
        size = max(member.compress_size, 1)
        file = _copy_to_temporary(chunks, source, lambda: size, size, stack)
        return _inner_source(source, f"{source.name}: {shorten(member.filename)}", file)

    inner = extract(main)
    was_selected = len(members) > 1 and main.filename == source.options.member
    inner.stem = PurePosixPath(main.filename).stem if was_selected else source.stem
    return inner, extract(companion) if companion else None
