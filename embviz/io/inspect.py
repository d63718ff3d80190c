"""Find out which options apply to a file, from its first lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from embviz.io.archives.decompress import member_names, open_decompressed
from embviz.io.binary.numpy_arrays import is_npz, matrix_names
from embviz.io.errors import FormatError
from embviz.io.magic import HEAD_BYTES, reject_non_embeddings
from embviz.io.options import LoadOptions
from embviz.io.source import FilePath, open_source
from embviz.io.text.dialect import sniff


@dataclass(frozen=True)
class FileSummary:
    """The options that apply to a file.

    Attributes
    ----------
    choices : tuple of str
        Fields of `LoadOptions`.
    n_columns : int
        The number of columns of most lines of a table; 0 for other files.
    members : tuple of str
        The possible values of ``LoadOptions.member``.
    """

    choices: tuple[str, ...] = ()
    n_columns: int = 0
    members: tuple[str, ...] = ()


def inspect_file(file: FilePath | BinaryIO, options: LoadOptions | None = None) -> FileSummary:
    r"""Return the options that apply to a file, without reading it whole.

    Parameters
    ----------
    file : str, PathLike or binary file
        An open file is read from its start, and left there.
    options : LoadOptions, optional
        The options selected so far.

    Returns
    -------
    FileSummary
        Without choices if the file cannot be read at all.

    Examples
    --------
    >>> import io
    >>> summary = inspect_file(io.BytesIO(b"word;x\ncat;0,5\n"))
    >>> summary.choices, summary.n_columns
    (('header', 'delimiter', 'token_column', 'skip_bad'), 2)
    >>> inspect_file(io.BytesIO(b"cat 0.5 1\n")).choices
    ('header', 'delimiter', 'skip_bad')
    """
    members: tuple[str, ...] = ()
    with open_source(file, options) as outer:
        try:
            is_archive_of_arrays = is_npz(outer.head(HEAD_BYTES))
            members = matrix_names(outer) if is_archive_of_arrays else member_names(outer)
            with open_decompressed(outer) as (source, _):
                reject_non_embeddings(source)
                dialect = sniff(source.sample(), source.options)
        except FormatError:
            return FileSummary(("member",) if members else (), members=members)
        finally:
            outer.file.seek(0)
    choices = ("member",) if members else ()
    if not dialect.dim and outer.options == LoadOptions(limits=outer.options.limits):
        return FileSummary(choices, members=members)  # A list of words.
    if dialect.delimiter == " ":
        return FileSummary((*choices, "header", "delimiter", "skip_bad"), members=members)
    choices = (*choices, "header", "delimiter", "token_column", "skip_bad")
    return FileSummary(choices, dialect.n_fields, members)
