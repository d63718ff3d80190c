"""A first look at a file: which choices of reading matter for what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from embviz.io.archives.decompress import members as members_of
from embviz.io.archives.decompress import unpacked
from embviz.io.binary.numpy_arrays import is_npz, matrices
from embviz.io.errors import FormatError
from embviz.io.magic import HEAD_BYTES, refuse_other_kinds
from embviz.io.options import Reading
from embviz.io.source import FilePath, Source, opened
from embviz.io.text.dialect import recognize


@dataclass(frozen=True)
class Look:
    """What can be chosen of how a file is read.

    Attributes
    ----------
    choices : tuple of str
        Parts of a `Reading`.
    columns : int
        How many columns most lines of a table have; 0 for other files.
    members : tuple of str
        What an archive or a file of several arrays holds to choose from.
    """

    choices: tuple[str, ...] = ()
    columns: int = 0
    members: tuple[str, ...] = ()


def look(file: FilePath | BinaryIO, reading: Reading | None = None) -> Look:
    r"""Take a first look at a file, without reading it whole.

    Parameters
    ----------
    file : str, PathLike or binary file
        An open file is looked at from its start and left there.
    reading : Reading, optional
        What has been chosen already.

    Returns
    -------
    Look
        Without choices for a file that cannot be read at all.

    Examples
    --------
    >>> import io
    >>> look(io.BytesIO(b"word;x\ncat;0,5\n"))
    Look(choices=('header', 'delimiter', 'words', 'skip_bad'), columns=2, members=())
    >>> look(io.BytesIO(b"cat 0.5 1\n")).choices
    ('header', 'delimiter', 'skip_bad')
    """
    members: tuple[str, ...] = ()
    with opened(file, reading) as outer:
        try:
            members = _members(outer)
            with unpacked(outer) as (source, _):
                refuse_other_kinds(source.name, source.head(HEAD_BYTES))
                layout = recognize(source.sample(), source.reading)
        except FormatError:
            return Look(("member",) if members else (), members=members)
        finally:
            outer.file.seek(0)
    which = ("member",) if members else ()
    if not layout.dim and outer.reading == Reading(limits=outer.reading.limits):
        return Look(which, members=members)  # A list of words.
    if layout.delimiter == " ":
        return Look((*which, "header", "delimiter", "skip_bad"), members=members)
    choices = (*which, "header", "delimiter", "words", "skip_bad")
    return Look(choices, layout.width, members)


def _members(source: Source) -> tuple[str, ...]:
    return matrices(source) if is_npz(source.head(HEAD_BYTES)) else members_of(source)
