"""Zip archives of strangers: opened only when their directory is short and honest."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from contextlib import AbstractContextManager
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from embviz.io.errors import FormatError, convert_errors, shorten
from embviz.io.source import NonClosingFile, Source

MAX_MEMBERS = 1000

# The directory of so many files has room in it, and so has what is read of a file at a time.
MAX_READ_BYTES = 1 << 20

# What the header of a file inside takes at least, before its name.
LOCAL_HEADER_BYTES = 30

# zipfile unpacks these two in small steps. Of the others it unpacks all that it has read at once:
# a thousand bytes of bzip2 can be gigabytes.
COMPRESSION_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

DAMAGE_ERRORS = (
    *(OSError, EOFError, ValueError, IndexError, KeyError, OverflowError, MemoryError),
    *(NotImplementedError, RuntimeError, struct.error),
    *(zlib.error, lzma.LZMAError, zipfile.BadZipFile),
)


class _ReadTooLongError(Exception):
    """More was asked for at once than any honest archive needs."""


class _BoundedFile(NonClosingFile):
    """A borrowed file that gives no more than LONGEST_READ bytes at once."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self._read = file.read
        self.read = self._bounded_read

    def _bounded_read(self, size: int = -1) -> bytes:
        # zipfile reads a whole directory at once, as long as the archive says that it is.
        if size > MAX_READ_BYTES:
            raise _ReadTooLongError
        return self._read(size)


def convert_archive_errors(file: str, kind: str) -> AbstractContextManager[None]:
    """Turn what the libraries say of a damaged archive into FormatError."""
    mend = "Download it again, or unpack it yourself and load what is inside."
    return convert_errors(file, f"{kind} archive", mend, DAMAGE_ERRORS)


def open_zip(source: Source) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """Open an archive, and return it with the files that it holds.

    Folders, hidden files, and what a Mac adds to an archive are passed over.

    Parameters
    ----------
    source : Source
        It stays open, and is needed as long as the archive is.

    Raises
    ------
    FormatError
        When the archive is damaged or locked, holds too many files or none, or when files inside
        overlap, or unpack to more than allowed.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> with zipfile.ZipFile(file, "w") as archive:
    ...     archive.writestr("pets/vectors.txt", "cat 1 2")
    ...     archive.writestr("pets/.hidden", "")
    >>> _, members = open_zip(Source(file, "pets.zip"))
    >>> [member.filename for member in members]
    ['pets/vectors.txt']
    """
    try:
        with convert_archive_errors(source.name, "zip"):
            archive = zipfile.ZipFile(cast("BinaryIO", _BoundedFile(source.file)))
    except _ReadTooLongError:
        raise _too_many_error(source.name, "a longer list of files than") from None
    everything = archive.infolist()
    if len(everything) > MAX_MEMBERS:
        raise _too_many_error(source.name, f"{len(everything):,} files, more than")
    _check_offsets(source, everything)
    members = [member for member in everything if _is_readable(member)]
    if not members:
        raise FormatError(
            source.name, "It holds no file to read.", "Put a file of vectors into it."
        )
    for member in members:
        _check_member(source, member)
    return archive, members


def _too_many_error(file: str, found: str) -> FormatError:
    return FormatError(
        file,
        f"It holds {found} the {MAX_MEMBERS:,} that are the limit.",
        "Unpack it, and load the file of vectors.",
    )


def _check_offsets(source: Source, everything: list[zipfile.ZipInfo]) -> None:
    """Raise FormatError when files inside share bytes, or lie outside of the archive."""
    end = 0
    for member in sorted(everything, key=lambda each: each.header_offset):
        if member.header_offset < end:
            raise FormatError(
                source.name,
                "Files inside of it overlap, which no honest archive's do.",
                "Pack it again, or load the unpacked file.",
            )
        end = member.header_offset + LOCAL_HEADER_BYTES + member.compress_size
    if end > source.size():
        raise FormatError(
            source.name,
            "Its last file should end behind the end of the archive, which was cut short.",
            "Download it again.",
        )


def _is_readable(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    if not parts or member.is_dir():
        return False
    return "__MACOSX" not in parts and not parts[-1].startswith(".")


def _check_member(source: Source, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise FormatError(
            source.name, "It is locked by a password.", "Unpack it, and load what is inside."
        )
    if member.compress_type not in COMPRESSION_METHODS:
        raise FormatError(
            source.name,
            f"The file {shorten(member.filename)!r} is packed in a way that few programs read.",
            "Pack it again in the usual way (deflate), or load the unpacked file.",
        )
    source.options.limits.check_unpacked(
        source.name, member.file_size, max(member.compress_size, 1)
    )
