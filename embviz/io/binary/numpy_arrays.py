"""Read NumPy files: one matrix with its tokens elsewhere (.npy), or several arrays (.npz)."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.io.archives.zip import open_zip
from embviz.io.atomic_write import atomic_write
from embviz.io.binary.npy import (
    MAGIC,
    ArrayHeader,
    convert_numpy_errors,
    decode_texts,
    read_array,
    read_array_header,
)
from embviz.io.errors import FormatError, shorten
from embviz.io.options import Note
from embviz.io.row_builder import embedding_from_arrays
from embviz.io.source import Source
from embviz.io.summary import Occurrences
from embviz.io.text.labels import Labels

VECTOR_ARRAY_NAMES = (
    "vectors",
    "embeddings",
    "embedding",
    "matrix",
    "weights",
    "weight",
    "e",
    "arr_0",
)
TOKEN_ARRAY_NAMES = ("tokens", "words", "vocab", "vocabulary", "index", "labels", "names", "arr_1")


def is_npy(head: bytes) -> bool:
    """Return whether a file starts like a NumPy array."""
    return head.startswith(MAGIC)


def is_npz(head: bytes) -> bool:
    """Return whether a file starts like a zip archive of NumPy arrays."""
    return head.startswith(b"PK\x03\x04") and b".npy" in head


def read_npy(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read a matrix; its tokens come from `labels`.

    Raises
    ------
    FormatError
        If there are no labels, or the array is not a matrix of numbers.
    """
    size = source.size()
    source.file.seek(0)
    header = read_array_header(source, source.file, size, source.name)
    if not header.is_matrix:
        raise FormatError(
            source.name,
            f"This array of NumPy has the shape {shorten(str(header.shape))} and holds "
            f"{header.dtype}: a matrix of numbers has rows and columns.",
            "Save the matrix alone.",
        )
    if labels is None:
        raise FormatError(
            source.name,
            "An array of NumPy holds no words.",
            "Give the words in a second file, one a line, in the order of the rows.",
        )
    labels.check(source.name, header.shape[0])
    source.file.seek(0)
    array = read_array(source, source.file, size, source.name)
    return _embedding_from_labels(labels, source, array, name, [])


def read_npz(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read the matrix and the tokens from an archive of arrays.

    Raises
    ------
    FormatError
        If there is no matrix, or there are no tokens for its rows.
    """
    archive, members, headers = _open_archive(source)
    with archive:

        def read_member(key: str) -> NDArray[Any]:
            with convert_numpy_errors(source.name), archive.open(members[key]) as file:
                return read_array(source, file, members[key].file_size, key)

        matrix_key = _choose_matrix(source, headers)
        rows = headers[matrix_key].shape[0]
        token_key = _find_token_array(headers, rows)
        choices = ("member",) if len(_matrix_names(headers)) > 1 else ()
        unused = Occurrences(
            repr(shorten(key)) for key in headers if key not in (matrix_key, token_key)
        )
        notes: list[str] = [
            Note(f"The vectors are the array {shorten(matrix_key)!r}.", choices=choices),
            *unused.notes("Other arrays were left out: {}."),
        ]
        if token_key is None and labels is not None:
            labels.check(source.name, rows)
            return _embedding_from_labels(labels, source, read_member(matrix_key), name, notes)
        if token_key is None:
            raise FormatError(
                source.name,
                f"No array of it holds {rows:,} words, one for each row.",
                "Save the words as an array of text under the name “tokens”, or give them in a "
                "second file.",
            )
        tokens, decoding_notes = decode_texts(source, read_member(token_key))
        notes += [f"The tokens are the array {shorten(token_key)!r}.", *decoding_notes]
        return _embedding_from_array(source, tokens, read_member(matrix_key), name, notes, labels)


def matrix_names(source: Source) -> tuple[str, ...]:
    """Return the names of the matrices, if there are several; see `LoadOptions.member`.

    Raises
    ------
    FormatError
        If the archive is damaged.
    """
    archive, _, headers = _open_archive(source)
    archive.close()
    names = _matrix_names(headers)
    return tuple(names) if len(names) > 1 else ()


def _open_archive(
    source: Source,
) -> tuple[zipfile.ZipFile, Mapping[str, zipfile.ZipInfo], Mapping[str, ArrayHeader]]:
    """Open an archive of arrays, and read the header of each array."""
    archive, files = open_zip(source)
    members = {
        member.filename.removesuffix(".npy"): member
        for member in files
        if member.filename.endswith(".npy")
    }
    headers = {}
    for key, member in members.items():
        with convert_numpy_errors(source.name), archive.open(member) as file:
            headers[key] = read_array_header(source, file, member.file_size, key)
    return archive, members, headers


def _matrix_names(headers: Mapping[str, ArrayHeader]) -> list[str]:
    return [key for key, header in headers.items() if header.is_matrix]


def _choose_matrix(source: Source, headers: Mapping[str, ArrayHeader]) -> str:
    matrices = _matrix_names(headers)
    selected = source.options.member
    if selected in matrices:
        return str(selected)
    named = [key for name in VECTOR_ARRAY_NAMES for key in matrices if key.casefold() == name]
    if selected is None and (named or len(matrices) == 1):
        return (named or matrices)[0]
    if selected is not None:
        problem = f"It holds no matrix {shorten(selected)!r}."
    elif matrices:
        problem = f"Several of its {len(headers)} arrays could be the matrix."
    else:
        problem = f"None of its {len(headers)} arrays could be the matrix."
    raise FormatError(
        source.name,
        problem,
        "Choose one of them, or save the matrix under the name “vectors”."
        if matrices
        else "Save the matrix as rows of numbers under the name “vectors”.",
        choices=("member",) if matrices else (),
        members=tuple(matrices),
    )


def _find_token_array(headers: Mapping[str, ArrayHeader], rows: int) -> str | None:
    texts = [key for key, header in headers.items() if header.is_text_column(rows)]
    named = [key for name in TOKEN_ARRAY_NAMES for key in texts if key.casefold() == name]
    return next(iter(named or texts), None)


def _embedding_from_labels(
    labels: Labels, source: Source, array: NDArray[Any], name: str, notes: Sequence[str]
) -> EmbeddingMatrix:
    tokens, other_labels = labels.split_tokens()
    notes = [*notes, labels.tokens_note]
    return _embedding_from_array(source, tokens, array, name, notes, other_labels)


def _embedding_from_array(
    source: Source,
    tokens: Sequence[str],
    array: NDArray[Any],
    name: str,
    notes: Sequence[str],
    labels: Labels | None,
) -> EmbeddingMatrix:
    with np.errstate(over="ignore"):  # Numbers that are too large are rejected with their row.
        vectors = np.ascontiguousarray(array, np.float32)
    return embedding_from_arrays(
        source,
        tokens,
        vectors,
        name=name,
        notes=notes,
        labels=labels,
    )


def write_npz(E: EmbeddingMatrix, path: Path) -> None:
    """Write `E` as two arrays, ``tokens`` and ``vectors``, without labels.

    Raises
    ------
    ValueError
        If a token ends with NUL, which NumPy strips.
    """
    for token in E.tokens:
        if token.endswith("\0"):
            raise ValueError(
                f"The token {shorten(token)!r} ends with a NUL, which an array of text cannot "
                "hold: save as .safetensors."
            )
    with atomic_write(path) as file:
        np.savez(file, allow_pickle=False, tokens=np.array(E.tokens, np.str_), vectors=E.vectors)
