"""Load an embedding from a file; its format is detected from the content, not from the name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO

from embviz.embedding import EmbeddingMatrix
from embviz.io.archives.decompress import open_decompressed
from embviz.io.arrow.reader import is_arrow, is_parquet, read_arrow, read_parquet
from embviz.io.binary.numpy_arrays import is_npy, is_npz, read_npy, read_npz
from embviz.io.binary.raw import is_raw, may_be_raw, read_raw
from embviz.io.binary.word2vec_binary import is_word2vec_binary, read_word2vec_binary
from embviz.io.errors import FormatError
from embviz.io.json.reader import is_json, read_json
from embviz.io.magic import HEAD_BYTES, is_safetensors, reject_non_embeddings
from embviz.io.model_folder import find_in_folder
from embviz.io.options import LoadOptions
from embviz.io.row_builder import build_embedding
from embviz.io.safetensors.header import is_model
from embviz.io.safetensors.models import read_model
from embviz.io.safetensors.native import read_native_source
from embviz.io.safetensors.tokenizer import Vocabulary, is_vocabulary_json, read_tokens
from embviz.io.source import FilePath, Source, open_source
from embviz.io.text.csv import read_table
from embviz.io.text.dialect import ONE_COLUMN, is_one_column, sniff
from embviz.io.text.labels import Labels, read_labels_source
from embviz.io.text.word2vec_text import read_word2vec_text

# How to recognize a format by the first bytes of a file, and its reader; the first match counts.
READERS: Sequence[tuple[Callable[[bytes], bool], Callable[..., EmbeddingMatrix]]] = (
    (is_word2vec_binary, read_word2vec_binary),
    (is_npy, read_npy),
    (is_npz, read_npz),
    (is_json, read_json),
    (is_parquet, read_parquet),
    (is_arrow, read_arrow),
)


def load(
    path: FilePath | BinaryIO,
    *,
    name: str | None = None,
    metadata: FilePath | BinaryIO | None = None,
    options: LoadOptions | None = None,
) -> EmbeddingMatrix:
    r"""Load an embedding from a file.

    The formats are word2vec text and binary, GloVe and fastText text, CSV and TSV with or without a
    header row, JSON and JSON Lines, NumPy's .npy and .npz, Parquet, Arrow, safetensors (models, and
    files of embviz), TensorBoard's two files and bare float32 numbers, all of them also compressed
    by gzip, bzip2, xz, zstd or zip.

    Parameters
    ----------
    path : str, PathLike or binary file
        A file, or the folder of a model. An open file is read from its start and left open.
    name : str, optional
        The name of the embedding. The default is the name in an embviz file, and the file's name
        without its suffix for other files.
    metadata : str, PathLike or binary file, optional
        A file of labels for the rows: one column without a header, or several below a header row,
        as for TensorBoard's projector. If the file at `path` contains only numbers, also bare
        float32 numbers, the labels include the tokens. For a model: its tokenizer.json, vocab.txt
        or vocab.json.
    options : LoadOptions, optional
        Options for content that is ambiguous, and limits of size. By default everything is
        inferred from the content, and guesses are noted.

    Returns
    -------
    EmbeddingMatrix
        Its `notes` list everything that was repaired, skipped or guessed.

    Raises
    ------
    FormatError
        If the content cannot be read as an embedding.
    OSError
        If the file does not exist or cannot be opened.

    Examples
    --------
    >>> import io
    >>> E = load(io.BytesIO(b"cat 0.8 0.2\ndog 0.7 0.3\ncat 0 1\n"), name="pets")
    >>> E
    EmbeddingMatrix('pets', 2 tokens × 2 dimensions)
    >>> E.notes
    ("Tokens that occur again, the first row was kept: 'cat' (line 3, first on line 1).",)
    """
    labels: Labels | Vocabulary | None = None
    if isinstance(path, (str, PathLike)) and (folder := Path(fspath(path))).is_dir():
        path, labels_path = find_in_folder(folder)
        metadata = labels_path if metadata is None else metadata
        name = folder.resolve().name if name is None else name
    with open_source(path, options) as source, open_decompressed(source) as (inner, companion):
        if metadata is not None:
            only_limits = LoadOptions(limits=options.limits) if options else None
            with open_source(metadata, only_limits) as outer, open_decompressed(outer) as (file, _):
                labels = _read_metadata(file, inner)
        elif companion is not None:
            labels = _read_metadata(companion, inner)
        return _load_source(inner, name, labels)


def _read_metadata(source: Source, main_source: Source) -> Labels | Vocabulary:
    """Read the second file: the tokens of a model, or labels of the rows."""
    if is_model(main_source) or is_vocabulary_json(source.head(HEAD_BYTES)):
        return read_tokens(source)
    return read_labels_source(source)


def _load_source(
    source: Source, name: str | None, labels: Labels | Vocabulary | None
) -> EmbeddingMatrix:
    head = source.head(HEAD_BYTES)
    if is_model(source):
        return read_model(source, name=source.stem if name is None else name, labels=labels)
    labels = labels.to_labels() if isinstance(labels, Vocabulary) else labels
    if is_safetensors(head):
        return _load_native(source, name, labels)
    name = source.stem if name is None else name
    if source.options.shape is not None:
        return read_raw(source, name=name, labels=labels)
    for matches, reader in READERS:
        if matches(head):
            return reader(source, name=name, labels=labels)
    reject_non_embeddings(source)
    if is_raw(source, head, labels):
        return read_raw(source, name=name, labels=labels)
    try:
        return _load_text(source, name, labels)
    except FormatError as error:
        if may_be_raw(source, head):
            error.choices = (*error.choices, "shape")
        raise


def _load_text(source: Source, name: str, labels: Labels | None) -> EmbeddingMatrix:
    sample = source.sample()
    dialect = sniff(sample, source.options)
    if not dialect.dim and labels is not None and is_one_column(sample):
        dialect = ONE_COLUMN
    if not dialect.dim:
        raise FormatError(
            source.name,
            "This looks like a list of words: most lines hold no numbers.",
            "Load a file of words with their vectors, or read it as a list of words.",
        )
    if dialect.delimiter == " ":
        return read_word2vec_text(source, dialect.dim, labels=labels, name=name)
    return read_table(source, dialect, labels=labels, name=name)


def _load_native(source: Source, name: str | None, labels: Labels | None) -> EmbeddingMatrix:
    changes: dict[str, Any] = {} if name is None else {"name": name}
    E = read_native_source(source, **changes)
    if labels is None:
        return E
    labels.check(source.name, len(E))
    return build_embedding(
        source.name,
        E.tokens,
        E.vectors,
        name=E.name,
        source=E.source,
        notes=[*E.notes, *labels.notes],
        labels={**E.labels, **labels.columns},
    )
