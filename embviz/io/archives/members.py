"""Which file of an archive is read, and which one belongs to it."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from embviz.io.errors import FormatError, shorten
from embviz.io.source import Source

MAX_LISTED_MEMBERS = 40

TENSORBOARD_FILES = ("vectors.tsv", "metadata.tsv")
MODEL_FILE = "model.safetensors"

# What gives the rows of a model their tokens, in this order.
VOCABULARY_FILES = ("tokenizer.json", "vocab.txt", "vocab.json")

# What is read with a file of that name, if it lies in the same folder: the first that is there.
COMPANION_FILES = {TENSORBOARD_FILES[0]: TENSORBOARD_FILES[1:], MODEL_FILE: VOCABULARY_FILES}


def choose_member(
    source: Source, members: Sequence[zipfile.ZipInfo]
) -> tuple[zipfile.ZipInfo, zipfile.ZipInfo | None]:
    """Return the file to read and the one beside it; names are compared, and never opened.

    Parameters
    ----------
    source : Source
        The archive; its reading may name the file.
    members : sequence of ZipInfo
        What it holds.

    Raises
    ------
    FormatError
        When there are several, and none was chosen. It offers them.

    Examples
    --------
    >>> import io
    >>> inside = [zipfile.ZipInfo("pets/metadata.tsv"), zipfile.ZipInfo("pets/vectors.tsv")]
    >>> main, beside = choose_member(Source(io.BytesIO(), "pets.zip"), inside)
    >>> main.filename, beside.filename
    ('pets/vectors.tsv', 'pets/metadata.tsv')
    """
    by_name = {member.filename: member for member in members}

    def beside(member: zipfile.ZipInfo) -> zipfile.ZipInfo | None:
        path = PurePosixPath(member.filename)
        wanted = [str(path.with_name(name)) for name in COMPANION_FILES.get(path.name, ())]
        return next((by_name[name] for name in wanted if name in by_name), None)

    if source.options.member in by_name:
        main = by_name[source.options.member]
        return main, beside(main)
    if len(members) == 1:
        return members[0], None
    pairs = [(member, other) for member in members if (other := beside(member))]
    if len(pairs) == 1:
        return pairs[0]
    options = tuple(by_name)[:MAX_LISTED_MEMBERS]
    listed = ", ".join(shorten(option) for option in options[:5])
    more = f" and {len(by_name) - 5:,} more" if len(by_name) > 5 else ""
    raise FormatError(
        source.name,
        f"It holds {len(members):,} files: {listed}{more}.",
        "Choose one of them, or unpack it and load that.",
        choices=("member",),
        members=options,
    )
