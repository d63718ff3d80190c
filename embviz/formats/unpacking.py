"""Compressed files and zip archives: what is inside, never more of it than allowed."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, cast

from embviz.formats.errors import FormatError, shorten
from embviz.formats.kinds import HEAD_BYTES
from embviz.formats.source import Lent, Source

# Up to here what is unpacked is kept in memory, beyond on disk.
IN_MEMORY = 1 << 25
CHUNK = 1 << 20

MOST_MEMBERS = 1000
SHOWN_MEMBERS = 40

# A zip that holds one of these is a format of its own.
NOT_AN_ARCHIVE = re.compile(
    rb"PK\x03\x04.*(\.npy|data\.pkl|xl/|\[Content_Types\]\.xml|opendocument)", re.DOTALL
)
DAMAGED = (
    *(OSError, EOFError, ValueError, IndexError, KeyError, OverflowError, MemoryError),
    *(NotImplementedError, RuntimeError, struct.error),
    *(zlib.error, lzma.LZMAError, zipfile.BadZipFile),
)

PAIR = {"vectors.tsv", "metadata.tsv"}
MODEL = "model.safetensors"
VOCABULARIES = ("tokenizer.json", "vocab.txt", "vocab.json")


def _zstd(file: BinaryIO) -> IO[bytes]:
    import pyarrow as pa

    return cast("IO[bytes]", pa.CompressedInputStream(pa.PythonFile(Lent(file), "r"), "zstd"))


# How a compressed file begins, what it is called, and what unpacks it.
STREAMS: tuple[tuple[bytes, str, Callable[[BinaryIO], Any]], ...] = (
    (b"\x1f\x8b", "gzip", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", "bzip2", bz2.BZ2File),
    (b"\xfd7zXZ\x00", "xz", lzma.LZMAFile),
    (b"\x28\xb5\x2f\xfd", "zstd", _zstd),
)
SUFFIXES = {".gz", ".bz2", ".xz", ".zst", ".zip"}


def is_zip(head: bytes) -> bool:
    r"""Tell whether a file starts like a zip archive that is no format of its own.

    Examples
    --------
    >>> is_zip(b"PK\x03\x04 pets.txt"), is_zip(b"PK\x03\x04 vectors.npy")
    (True, False)
    """
    return head[:4] in (b"PK\x03\x04", b"PK\x05\x06") and not NOT_AN_ARCHIVE.match(head)


def is_packed(head: bytes) -> bool:
    """Tell whether a file starts like a compressed one or an archive."""
    return is_zip(head) or any(head.startswith(begin) for begin, _, _ in STREAMS)


@contextmanager
def unpacked(source: Source) -> Iterator[tuple[Source, Source | None]]:
    """Give what is inside of a compressed file: its content, and what belongs beside it.

    Parameters
    ----------
    source : Source

    Yields
    ------
    (Source, Source or None)
        The file inside, and the one that holds its labels or its tokens, where an archive holds
        such a pair. A file that is not compressed is given as it is.

    Raises
    ------
    FormatError
        When it is damaged, larger than allowed, or holds nothing that could be read, or too much.
    """
    head = source.head(HEAD_BYTES)
    with ExitStack() as stack:
        if is_zip(head):
            yield _from_zip(source, stack)
            return
        for begin, kind, open_stream in STREAMS:
            if head.startswith(begin):
                source.file.seek(0)
                size = source.size()
                source.file.seek(0)
                with _damaged(source.name, kind):
                    stream = open_stream(source.file)
                    file = _copied(stream, source, size, stack)
                inner = _inside(source, source.name, file)
                yield inner, None
                return
        yield source, None


def _inside(source: Source, name: str, file: BinaryIO) -> Source:
    """Return the source of what was unpacked; an archive in an archive is refused."""
    inner = Source(file, name, None, source.reading)
    if Path(inner.stem).suffix and Path(inner.name).suffix.lower() in SUFFIXES:
        inner.stem = Path(inner.stem).stem
    if is_packed(inner.head(64)):
        raise FormatError(
            inner.name,
            "It is an archive inside of an archive.",
            "Unpack the outer one, and load the inner one.",
        )
    return inner


def _copied(stream: IO[bytes], source: Source, packed: int, stack: ExitStack) -> BinaryIO:
    """Unpack a stream into a temporary file, and stop where it becomes larger than allowed."""
    file = stack.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        source.reading.limits.check_unpacked(source.name, size, packed)
        file.write(chunk)
    file.seek(0)
    return cast(BinaryIO, file)


@contextmanager
def _damaged(file: str, kind: str) -> Iterator[None]:
    """Turn what the libraries say of a damaged archive into FormatError."""
    try:
        yield
    except FormatError:
        raise
    except DAMAGED as error:
        raise FormatError(
            file,
            f"This {kind} archive is damaged or of an unknown kind ({shorten(str(error))}).",
            "Download it again, or unpack it yourself and load what is inside.",
        ) from error


def _from_zip(source: Source, stack: ExitStack) -> tuple[Source, Source | None]:
    with _damaged(source.name, "zip"):
        archive = stack.enter_context(zipfile.ZipFile(source.file))
        members = _members(source, archive)
    names = {PurePosixPath(member.filename).name: member for member in members}
    main, beside = _chosen(source, members, names)

    def taken(member: zipfile.ZipInfo) -> Source:
        with _damaged(source.name, "zip"), archive.open(member) as stream:
            file = _copied(stream, source, max(member.compress_size, 1), stack)
        return _inside(source, f"{source.name}: {shorten(member.filename)}", file)

    inner = taken(main)
    inner.stem = source.stem if len(members) <= 2 else Path(PurePosixPath(main.filename).name).stem
    return inner, taken(beside) if beside else None


def _members(source: Source, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return what could be read in an archive, once its directory is found to be honest."""
    everything = archive.infolist()
    if len(everything) > MOST_MEMBERS:
        raise FormatError(
            source.name,
            f"It holds {len(everything):,} files; {MOST_MEMBERS:,} are the limit.",
            "Unpack it, and load the file of vectors.",
        )
    ends = 0
    for member in sorted(everything, key=lambda each: each.header_offset):
        if member.header_offset < ends:
            raise FormatError(
                source.name,
                "Files inside of it overlap, which no honest archive's do.",
                "Pack it again, or load the unpacked file.",
            )
        ends = member.header_offset + 30 + member.compress_size
    members = [member for member in everything if _readable(member)]
    if not members:
        raise FormatError(
            source.name, "It holds no file to read.", "Put a file of vectors into it."
        )
    if any(member.flag_bits & 1 for member in members):
        raise FormatError(
            source.name, "It is locked by a password.", "Unpack it, and load what is inside."
        )
    for member in members:
        source.reading.limits.check_unpacked(
            source.name, member.file_size, max(member.compress_size, 1)
        )
    return members


def _readable(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    if not parts or member.is_dir():
        return False
    return "__MACOSX" not in parts and not parts[-1].startswith(".")


def _chosen(
    source: Source, members: Sequence[zipfile.ZipInfo], names: dict[str, zipfile.ZipInfo]
) -> tuple[zipfile.ZipInfo, zipfile.ZipInfo | None]:
    wanted = source.reading.member
    if wanted is not None:
        found = next((member for member in members if member.filename == wanted), None)
        if found:
            return found, None
    if len(members) == 1:
        return members[0], None
    if names.keys() >= PAIR:
        return names["vectors.tsv"], names["metadata.tsv"]
    beside = next((names[each] for each in VOCABULARIES if each in names), None)
    if MODEL in names and beside:
        return names[MODEL], beside
    options = tuple(member.filename for member in members[:SHOWN_MEMBERS])
    listed = ", ".join(shorten(option) for option in options[:5])
    more = f" and {len(members) - 5:,} more" if len(members) > 5 else ""
    raise FormatError(
        source.name,
        f"It holds {len(members):,} files: {listed}{more}.",
        "Choose one of them, or unpack it and load that.",
        choices=("member",),
        options=options,
    )
