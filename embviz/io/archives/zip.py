"""Open zip archives from untrusted sources, after checks of their directory."""

from __future__ import annotations

import zipfile
from contextlib import AbstractContextManager
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from embviz.io.errors import FormatError, convert_errors, shorten
from embviz.io.source import NonClosingFile, Source

MAX_MEMBERS = 1000

# Enough for the directory of that many files, and for the chunks that are read of a file.
MAX_READ_BYTES = 1 << 20

# The size of a local file header without the name.
LOCAL_HEADER_BYTES = 30

# zipfile decompresses these two in small steps, but the others in one step for all bytes that it
# has read: a thousand bytes of bzip2 can become gigabytes.
COMPRESSION_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class _BoundedFile(NonClosingFile):
    """A file that raises FormatError for reads of more than `MAX_READ_BYTES`.

    zipfile reads a whole directory at once, however long the archive says it is.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source.file)
        self._name = source.name
        self._read = source.file.read
        self.read = self._bounded_read

    def _bounded_read(self, size: int = -1) -> bytes:
        if size > MAX_READ_BYTES:
            raise _too_many_error(self._name, "a longer list of files than")
        return self._read(size)


def convert_archive_errors(file: str, kind: str) -> AbstractContextManager[None]:
    """Convert the errors of a damaged archive; see `convert_errors`."""
    return convert_errors(
        file,
        f"This {kind} archive is damaged or of an unknown kind ({{}}).",
        "Download it again, or unpack it yourself and load what is inside.",
    )


def open_zip(source: Source) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """Open an archive, and return it with the list of its files.

    Folders, hidden files and ``__MACOSX`` are left out.

    Parameters
    ----------
    source : Source
        It must stay open as long as the archive.

    Raises
    ------
    FormatError
        If the archive is damaged or encrypted, contains too many files or none, or if its files
        overlap or are too large.

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
    with convert_archive_errors(source.name, "zip"):
        archive = zipfile.ZipFile(cast("BinaryIO", _BoundedFile(source)))
    all_members = archive.infolist()
    if len(all_members) > MAX_MEMBERS:
        raise _too_many_error(source.name, f"{len(all_members):,} files, more than")
    _check_offsets(source, all_members)
    members = [member for member in all_members if _is_readable(member)]
    if not members:
        raise FormatError(
            source.name, "It holds no file to read.", "Put a file of vectors into it."
        )
    for member in members:
        _check_member(source, member)
    return archive, members


def _too_many_error(file: str, amount: str) -> FormatError:
    return FormatError(
        file,
        f"It holds {amount} the {MAX_MEMBERS:,} that are the limit.",
        "Unpack it, and load the file of vectors.",
    )


def _check_offsets(source: Source, all_members: list[zipfile.ZipInfo]) -> None:
    """Raise FormatError if files overlap, or extend beyond the end of the archive."""
    end = 0
    for member in sorted(all_members, key=lambda member: member.header_offset):
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
