"""A first look at a file: which choices of reading matter for what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from embviz.io.archives.decompress import member_names as members_of
from embviz.io.archives.decompress import open_decompressed
from embviz.io.binary.numpy_arrays import is_npz, matrix_names
from embviz.io.errors import FormatError
from embviz.io.magic import HEAD_BYTES, reject_non_embeddings
from embviz.io.options import LoadOptions
from embviz.io.source import FilePath, Source, open_source
from embviz.io.text.dialect import sniff


@dataclass(frozen=True)
class FileSummary:
    """What can be chosen of how a file is read.

    Attributes
    ----------
    choices : tuple of str
        Parts of a `LoadOptions`.
    n_columns : int
        How many columns most lines of a table have; 0 for other files.
    members : tuple of str
        What an archive or a file of several arrays holds to choose from.
    """

    choices: tuple[str, ...] = ()
    n_columns: int = 0
    members: tuple[str, ...] = ()


def inspect_file(file: FilePath | BinaryIO, options: LoadOptions | None = None) -> FileSummary:
    r"""Take a first look at a file, without reading it whole.

    Parameters
    ----------
    file : str, PathLike or binary file
        An open file is looked at from its start and left there.
    options : Reading, optional
        What has been chosen already.

    Returns
    -------
    Look
        Without choices for a file that cannot be read at all.

    Examples
    --------
    >>> import io
    >>> inspect_file(io.BytesIO(b"word;x\ncat;0,5\n"))
    Look(choices=('header', 'delimiter', 'token_column', 'skip_bad'), columns=2, members=())
    >>> inspect_file(io.BytesIO(b"cat 0.5 1\n")).choices
    ('header', 'delimiter', 'skip_bad')
    """
    members: tuple[str, ...] = ()
    with open_source(file, options) as outer:
        try:
            members = _find_members(outer)
            with open_decompressed(outer) as (source, _):
                reject_non_embeddings(source.name, source.head(HEAD_BYTES))
                layout = sniff(source.sample(), source.options)
        except FormatError:
            return FileSummary(("member",) if members else (), members=members)
        finally:
            outer.file.seek(0)
    which = ("member",) if members else ()
    if not layout.dim and outer.options == LoadOptions(limits=outer.options.limits):
        return FileSummary(which, members=members)  # A list of words.
    if layout.delimiter == " ":
        return FileSummary((*which, "header", "delimiter", "skip_bad"), members=members)
    choices = (*which, "header", "delimiter", "token_column", "skip_bad")
    return FileSummary(choices, layout.n_fields, members)


def _find_members(source: Source) -> tuple[str, ...]:
    return matrix_names(source) if is_npz(source.head(HEAD_BYTES)) else members_of(source)
