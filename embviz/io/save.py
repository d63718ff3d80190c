"""Save an embedding in the format given by the suffix of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from os import fspath
from pathlib import Path

from embviz.embedding import EmbeddingMatrix
from embviz.io.arrow.reader import write_parquet
from embviz.io.binary.numpy_arrays import write_npz
from embviz.io.binary.word2vec_binary import write_word2vec_binary
from embviz.io.safetensors.native import write_native
from embviz.io.source import FilePath
from embviz.io.text.csv import write_table, write_tensorboard_pair
from embviz.io.text.word2vec_text import write_word2vec_text

WRITERS: Mapping[str, Callable[[EmbeddingMatrix, Path], None]] = {
    ".txt": write_word2vec_text,
    ".vec": write_word2vec_text,
    ".bin": write_word2vec_binary,
    ".npz": write_npz,
    ".parquet": write_parquet,
    ".csv": partial(write_table, delimiter=","),
    ".tsv": partial(write_table, delimiter="\t"),
    ".safetensors": write_native,
}


def save(E: EmbeddingMatrix, path: FilePath, *, metadata: FilePath | None = None) -> None:
    """Save an embedding in the format given by the suffix of `path`.

    `load` restores tokens and vectors exactly. ``.csv``, ``.tsv`` and ``.parquet`` also keep the
    labels, ``.safetensors`` the labels, name, source and notes; ``.txt`` and ``.vec`` (word2vec
    text), ``.bin`` (word2vec binary) and ``.npz`` keep none of these.

    Parameters
    ----------
    E : EmbeddingMatrix
    path : str or PathLike
        An existing file is replaced.
    metadata : str or PathLike, optional
        With ``.tsv`` only: write the numbers to `path`, and the tokens and labels to this file, as
        TensorBoard's projector reads them.

    Raises
    ------
    ValueError
        If the suffix is unknown, or a token cannot be represented in the format.

    Examples
    --------
    >>> import tempfile
    >>> from embviz.io import load
    >>> E = EmbeddingMatrix(["cat", "dog"], [[0.8, 0.2], [0.7, 0.3]])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(E, f"{folder}/pets.npz")
    ...     load(f"{folder}/pets.npz")
    EmbeddingMatrix('pets', 2 tokens × 2 dimensions)

    The two files that TensorBoard reads:

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(E, f"{folder}/vectors.tsv", metadata=f"{folder}/metadata.tsv")
    ...     load(f"{folder}/vectors.tsv", metadata=f"{folder}/metadata.tsv").tokens
    ('cat', 'dog')
    """
    path = Path(fspath(path))
    suffix = path.suffix.lower()
    if metadata is not None:
        if suffix != ".tsv":
            raise ValueError("Only .tsv has its tokens in a second file.")
        write_tensorboard_pair(E, path, Path(fspath(metadata)))
        return
    write = WRITERS.get(suffix)
    if write is None:
        raise ValueError(
            f"No format has the suffix {path.suffix!r}: choose one of {', '.join(WRITERS)}."
        )
    write(E, path)
