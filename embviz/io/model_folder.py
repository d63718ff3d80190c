"""Find the file to load in a folder: a model with its tokenizer, or TensorBoard's two files."""

from __future__ import annotations

import json
from pathlib import Path

from embviz.io.archives.members import MODEL_FILE, TENSORBOARD_FILES
from embviz.io.errors import FormatError, shorten

INDEX_FILE = "model.safetensors.index.json"
# The largest index files in use have 9 MB.
MAX_INDEX_BYTES = 20_000_000
MAX_BRACKETS = 1000


def find_in_folder(folder: Path) -> tuple[Path, Path | None]:
    """Return the file with the vectors, and the file with the tokens if it has to be named.

    Raises
    ------
    FormatError
        If the folder contains neither a model nor ``vectors.tsv`` with ``metadata.tsv``.
    """
    if (folder / MODEL_FILE).is_file():
        return folder / MODEL_FILE, None  # `read_model` finds the tokens beside it.
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
    """Return the file with the input embedding of a model that is split into several files."""
    from embviz.io.safetensors.models import find_embedding_name

    index = folder / INDEX_FILE
    try:
        if index.stat().st_size > MAX_INDEX_BYTES:
            raise ValueError("it is too large")
        content = index.read_text("utf-8")
        # An index is one object of strings, whatever its size.
        if content.count("[") + content.count("{") > MAX_BRACKETS:
            raise ValueError("it has too many parts")
        files = json.loads(content)["weight_map"]
        name = find_embedding_name(list(files))
        file = files[name] if name else None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FormatError(
            INDEX_FILE, f"It cannot be read ({shorten(str(error))}).", "Download it again."
        ) from error
    # The name could be a path to another folder, so it is compared and never opened.
    shard = next((path for path in folder.iterdir() if path.name == file), None)
    if shard is None:
        raise FormatError(
            INDEX_FILE,
            "The file with the input embedding is not in this folder.",
            "Download the file that the index names for it, or name one of the files.",
        )
    return shard
