"""Choose the file of an archive to read, and the file with its labels or tokens."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from embviz.io.errors import FormatError, shorten
from embviz.io.source import Source

MAX_LISTED_MEMBERS = 40

TENSORBOARD_FILES = ("vectors.tsv", "metadata.tsv")
MODEL_FILE = "model.safetensors"

# Files with the tokens of a model, in order of preference.
VOCABULARY_FILES = ("tokenizer.json", "vocab.txt", "vocab.json")

# The companions of files with these names in the same folder, in order of preference.
COMPANION_FILES = {TENSORBOARD_FILES[0]: TENSORBOARD_FILES[1:], MODEL_FILE: VOCABULARY_FILES}


def choose_member(
    source: Source, members: Sequence[zipfile.ZipInfo]
) -> tuple[zipfile.ZipInfo, zipfile.ZipInfo | None]:
    """Return the file to read and its companion; names are compared, and never used as paths.

    Parameters
    ----------
    source : Source
        The archive; its options may name the file.
    members : sequence of ZipInfo
        The files in the archive.

    Raises
    ------
    FormatError
        If there are several files and the options name none; its `members` lists them.

    Examples
    --------
    >>> import io
    >>> members = [zipfile.ZipInfo("pets/metadata.tsv"), zipfile.ZipInfo("pets/vectors.tsv")]
    >>> main, companion = choose_member(Source(io.BytesIO(), "pets.zip"), members)
    >>> main.filename, companion.filename
    ('pets/vectors.tsv', 'pets/metadata.tsv')
    """
    by_name = {member.filename: member for member in members}

    def find_companion(member: zipfile.ZipInfo) -> zipfile.ZipInfo | None:
        path = PurePosixPath(member.filename)
        candidates = [str(path.with_name(name)) for name in COMPANION_FILES.get(path.name, ())]
        return next((by_name[name] for name in candidates if name in by_name), None)

    if source.options.member in by_name:
        main = by_name[source.options.member]
        return main, find_companion(main)
    if len(members) == 1:
        return members[0], None
    pairs = [(member, other) for member in members if (other := find_companion(member))]
    if len(pairs) == 1:
        return pairs[0]
    names = tuple(by_name)[:MAX_LISTED_MEMBERS]
    listed = ", ".join(map(shorten, names[:5]))
    more = f" and {len(by_name) - 5:,} more" if len(by_name) > 5 else ""
    raise FormatError(
        source.name,
        f"It holds {len(members):,} files: {listed}{more}.",
        "Choose one of them, or unpack it and load that.",
        choices=("member",),
        members=names,
    )
