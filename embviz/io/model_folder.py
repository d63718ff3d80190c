"""A folder as one embedding: a model with its tokenizer, or a pair of tables."""

from __future__ import annotations

import json
from pathlib import Path

from embviz.io.archives.members import MODEL_FILE, TENSORBOARD_FILES
from embviz.io.errors import FormatError, shorten

INDEX_FILE = "model.safetensors.index.json"
# The largest in use have 9 MB.
MAX_INDEX_BYTES = 20_000_000
MAX_BRACKETS = 1000


def find_in_folder(folder: Path) -> tuple[Path, Path | None]:
    """Return the file of a folder that holds its embedding, and the one that names the rows.

    Raises
    ------
    FormatError
        When it holds neither a model nor a pair of tables.
    """
    if (folder / MODEL_FILE).is_file():
        return folder / MODEL_FILE, None  # Its tokens lie beside it, and are found there.
    if (folder / INDEX_FILE).is_file():
        return _find_shard(folder), None
    if all((folder / name).is_file() for name in TENSORBOARD_FILES):
        return folder / TENSORBOARD_FILES[0], folder / TENSORBOARD_FILES[1]
    raise FormatError(
        folder.name,
        "This folder holds neither model.safetensors nor vectors.tsv with metadata.tsv.",
        "Name a file in it.",
    )


def _find_shard(folder: Path) -> Path:
    """Return the one of a model's files that holds its input embedding."""
    from embviz.io.safetensors.models import find_embedding_name

    index = folder / INDEX_FILE
    try:
        if index.stat().st_size > MAX_INDEX_BYTES:
            raise ValueError("it is too large")
        content = index.read_text("utf-8")
        # It is one object of texts, whatever its size.
        if content.count("[") + content.count("{") > MAX_BRACKETS:
            raise ValueError("it has too many parts")
        places = json.loads(content)["weight_map"]
        name = find_embedding_name(list(places))
        file = places[name] if name else None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FormatError(
            INDEX_FILE, f"It cannot be read ({shorten(str(error))}).", "Download it again."
        ) from error
    # A name in a file is no path: only what lies in this folder is opened.
    found = next((each for each in folder.iterdir() if each.name == file), None)
    if found is None:
        raise FormatError(
            INDEX_FILE,
            "The file with the input embedding is not in this folder.",
            "Download the file that the index names for it, or name one of the files.",
        )
    return found
