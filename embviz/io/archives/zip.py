"""Zip archives of strangers: opened only when their directory is short and honest."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from contextlib import AbstractContextManager
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from embviz.io.errors import FormatError, refusing, shorten
from embviz.io.source import Lent, Source

MOST_MEMBERS = 1000

# The directory of so many files has room in it, and so has what is read of a file at a time.
LONGEST_READ = 1 << 20

# What the header of a file inside takes at least, before its name.
HEADER = 30

# zipfile unpacks these two in small steps. Of the others it unpacks all that it has read at once:
# a thousand bytes of bzip2 can be gigabytes.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

DAMAGED = (
    *(OSError, EOFError, ValueError, IndexError, KeyError, OverflowError, MemoryError),
    *(NotImplementedError, RuntimeError, struct.error),
    *(zlib.error, lzma.LZMAError, zipfile.BadZipFile),
)


class _TooLongError(Exception):
    """More was asked for at once than any honest archive needs."""


class _Measured(Lent):
    """A borrowed file that gives no more than LONGEST_READ bytes at once."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self._read = file.read
        self.read = self._checked

    def _checked(self, size: int = -1) -> bytes:
        # zipfile reads a whole directory at once, as long as the archive says that it is.
        if size > LONGEST_READ:
            raise _TooLongError
        return self._read(size)


def damaged(file: str, kind: str) -> AbstractContextManager[None]:
    """Turn what the libraries say of a damaged archive into FormatError."""
    mend = "Download it again, or unpack it yourself and load what is inside."
    return refusing(file, f"{kind} archive", mend, DAMAGED)


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
        with damaged(source.name, "zip"):
            archive = zipfile.ZipFile(cast("BinaryIO", _Measured(source.file)))
    except _TooLongError:
        raise _too_many(source.name, "a longer list of files than") from None
    everything = archive.infolist()
    if len(everything) > MOST_MEMBERS:
        raise _too_many(source.name, f"{len(everything):,} files, more than")
    _check_places(source, everything)
    members = [member for member in everything if _readable(member)]
    if not members:
        raise FormatError(
            source.name, "It holds no file to read.", "Put a file of vectors into it."
        )
    for member in members:
        _check_member(source, member)
    return archive, members


def _too_many(file: str, found: str) -> FormatError:
    return FormatError(
        file,
        f"It holds {found} the {MOST_MEMBERS:,} that are the limit.",
        "Unpack it, and load the file of vectors.",
    )


def _check_places(source: Source, everything: list[zipfile.ZipInfo]) -> None:
    """Raise FormatError when files inside share bytes, or lie outside of the archive."""
    end = 0
    for member in sorted(everything, key=lambda each: each.header_offset):
        if member.header_offset < end:
            raise FormatError(
                source.name,
                "Files inside of it overlap, which no honest archive's do.",
                "Pack it again, or load the unpacked file.",
            )
        end = member.header_offset + HEADER + member.compress_size
    if end > source.size():
        raise FormatError(
            source.name,
            "Its last file should end behind the end of the archive, which was cut short.",
            "Download it again.",
        )


def _readable(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    if not parts or member.is_dir():
        return False
    return "__MACOSX" not in parts and not parts[-1].startswith(".")


def _check_member(source: Source, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise FormatError(
            source.name, "It is locked by a password.", "Unpack it, and load what is inside."
        )
    if member.compress_type not in METHODS:
        raise FormatError(
            source.name,
            f"The file {shorten(member.filename)!r} is packed in a way that few programs read.",
            "Pack it again in the usual way (deflate), or load the unpacked file.",
        )
    source.reading.limits.check_unpacked(
        source.name, member.file_size, max(member.compress_size, 1)
    )
