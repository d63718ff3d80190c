"""NumPy's files: an array (.npy) whose rows are named elsewhere, or several arrays (.npz)."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tokenize import TokenError
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.formats.errors import FormatError, shorten
from embviz.formats.labels import Labels
from embviz.formats.reading import Note
from embviz.formats.rows import assemble
from embviz.formats.source import Source

MAGIC = b"\x93NUMPY"
VECTOR_NAMES = ("vectors", "embeddings", "embedding", "matrix", "weights", "weight", "e", "arr_0")
TOKEN_NAMES = ("tokens", "words", "vocab", "vocabulary", "index", "labels", "names", "arr_1")
SAFE_KINDS = "fiuUS"
PICKLED = "Where you trust it, open it there and save tokens as text and vectors as numbers."
LONGEST_TOKEN = 10_000


def is_npy(head: bytes) -> bool:
    """Tell whether a file starts like one array of NumPy."""
    return head.startswith(MAGIC)


def is_npz(head: bytes) -> bool:
    """Tell whether a file starts like a zip of arrays of NumPy."""
    return head.startswith(b"PK\x03\x04") and b".npy" in head


def read_npy(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read a matrix; its tokens are those of `labels`.

    Raises
    ------
    FormatError
        When there are no labels, or it is no matrix of numbers.
    """
    size = source.size()
    source.file.seek(0)
    array = _array(source, source.file, size, source.name)
    if labels is None:
        raise FormatError(
            source.name,
            "An array of NumPy holds no words.",
            "Give the words in a second file, one a line, in the order of the rows.",
        )
    tokens, rest = labels.split()
    labels.check(source.name, len(array) if array.ndim else 0)
    notes = [f"The tokens are those of {labels.file}, line by line."]
    return _embedding(source, tokens, array, name, notes, rest)


def read_npz(source: Source, *, name: str, labels: Labels | None = None) -> EmbeddingMatrix:
    """Read the matrix and the list of tokens of an archive of arrays.

    Raises
    ------
    FormatError
        When no array is a matrix, none holds its tokens, or one of them does not fit.
    """
    source.file.seek(0)
    with _damaged(source.name), zipfile.ZipFile(source.file) as archive:
        members = {member.filename.removesuffix(".npy"): member for member in archive.infolist()}
        if len(members) > 1000:
            raise FormatError(source.name, "It holds more than 1,000 arrays.", "Keep two of them.")
        shapes = {key: _shape(source, archive, member) for key, member in members.items()}
        vectors = _choose(source, shapes)
        matrix = _member(source, archive, members[vectors])
        notes = [Note(f"The vectors are the array {shorten(vectors)!r}.", choices=("member",))]
        if labels is not None and not any(kind in "US" for _, kind in shapes.values()):
            tokens, rest = labels.split()
            labels.check(source.name, len(matrix))
            notes.append(Note(f"The tokens are those of {labels.file}, line by line."))
            return _embedding(source, tokens, matrix, name, notes, rest)
        words = _token_array(source, shapes, len(matrix))
        tokens = _texts(source, _member(source, archive, members[words]))
        notes.append(Note(f"The tokens are the array {shorten(words)!r}."))
    return _embedding(source, tokens, matrix, name, notes, labels)


def _embedding(
    source: Source,
    tokens: Sequence[str],
    array: NDArray[Any],
    name: str,
    notes: Sequence[str],
    labels: Labels | None,
) -> EmbeddingMatrix:
    if array.ndim != 2 or array.dtype.kind not in "fiu":
        raise FormatError(
            source.name,
            f"The array has the shape {array.shape} and holds {array.dtype}: a matrix of numbers "
            "has rows and columns.",
            "Save the matrix alone.",
            choices=("member",),
        )
    source.reading.limits.check_shape(source.name, *array.shape)
    with np.errstate(over="ignore"):  # What is too large is refused with its row.
        vectors = np.ascontiguousarray(array, np.float32)
    return assemble(
        source.name,
        tokens,
        vectors,
        name=name,
        reading=source.reading,
        notes=notes,
        labels=labels,
    )


Shape = tuple[tuple[int, ...], str]


def _choose(source: Source, shapes: dict[str, Shape]) -> str:
    matrices = [key for key, (shape, kind) in shapes.items() if len(shape) == 2 and kind in "fiu"]
    if source.reading.member in matrices:
        return str(source.reading.member)
    named = [key for name in VECTOR_NAMES for key in matrices if key.casefold() == name]
    if named or len(matrices) == 1:
        return (named or matrices)[0]
    raise FormatError(
        source.name,
        f"{'None' if not matrices else 'Several'} of its {len(shapes)} arrays could be the matrix.",
        "Choose one of them, or save the matrix under the name “vectors”.",
        choices=("member",),
        options=tuple(matrices),
    )


def _token_array(source: Source, shapes: dict[str, Shape], rows: int) -> str:
    texts = [key for key, (shape, kind) in shapes.items() if kind in "US" and shape == (rows,)]
    named = [key for name in TOKEN_NAMES for key in texts if key.casefold() == name]
    if not texts:
        raise FormatError(
            source.name,
            f"No array of it holds {rows:,} words, one for each row.",
            "Save the words as an array of text under the name “tokens”, or give them in a second "
            "file.",
        )
    return (named or texts)[0]


def _texts(source: Source, array: NDArray[Any]) -> list[str]:
    if array.dtype.kind == "S":
        return [bytes(each).decode("utf-8", "replace") for each in array.tolist()]
    return [str(each) for each in array.tolist()]


def _shape(source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Shape:
    """Return shape and kind of an array, once they are found to fit the size of the member."""
    source.reading.limits.check_unpacked(
        source.name, member.file_size, max(member.compress_size, 1)
    )
    if not member.filename.endswith(".npy"):
        return (), ""
    with archive.open(member) as file:
        shape, _, dtype = _header(source, file, member.file_size, member.filename)
    return shape, dtype.kind


def _member(source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> NDArray[Any]:
    with archive.open(member) as file:
        content = file.read(member.file_size)
    return _array(source, io.BytesIO(content), len(content), member.filename)


def _array(source: Source, file: BinaryIO, size: int, where: str) -> NDArray[Any]:
    """Read an array, after its header is found to be true."""
    with _damaged(source.name):
        _header(source, file, size, where)
        file.seek(0)
        found: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
    return found


def _header(
    source: Source, file: Any, size: int, where: str
) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    with _damaged(source.name):
        version = np.lib.format.read_magic(file)
        if version == (1, 0):
            shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
        elif version == (2, 0):
            shape, fortran, dtype = np.lib.format.read_array_header_2_0(file)
        else:
            raise ValueError(f"version {version}")
        if dtype.hasobject:
            raise FormatError(
                source.name,
                f"The array {shorten(where)!r} holds objects, which are pickles and can run any "
                "program when they are opened.",
                PICKLED,
            )
        if dtype.kind not in SAFE_KINDS or dtype.names:
            raise FormatError(
                source.name,
                f"The array {shorten(where)!r} holds {shorten(str(dtype))}: neither numbers nor "
                "text.",
                "Save numbers as float32, and words as text.",
            )
        if dtype.kind in "US" and dtype.itemsize > 4 * LONGEST_TOKEN:
            raise ValueError("texts that are too long")
        cells = 1
        for length in shape:
            cells *= length
        if cells * dtype.itemsize > size:
            raise FormatError(
                source.name,
                f"The array {shorten(where)!r} should have the shape {shape}, for which there is "
                "no room in it.",
                "Download it again, or save it again.",
            )
    return shape, fortran, dtype


@contextmanager
def _damaged(file: str) -> Iterator[None]:
    """Turn what NumPy and zipfile say of a damaged file into FormatError."""
    try:
        yield
    except FormatError:
        raise
    except (
        *(OSError, EOFError, ValueError, TypeError, SyntaxError, KeyError, RuntimeError),
        *(MemoryError, RecursionError, OverflowError, zlib.error, zipfile.BadZipFile),
        NotImplementedError,
        TokenError,  # The header of an array is read as Python's literals.
    ) as error:
        raise FormatError(
            file,
            f"This file of NumPy is damaged or of an unknown kind ({shorten(str(error))}).",
            "Download it again, or save it again with numpy.savez.",
        ) from error


def write_npz(E: EmbeddingMatrix, path: Path) -> None:
    """Write `E` as two arrays, ``tokens`` and ``vectors``. Labels are not kept.

    Raises
    ------
    ValueError
        For a token that ends with NUL, which an array of text cannot hold.
    """
    for token in E.tokens:
        if token.endswith("\0"):
            raise ValueError(
                f"The token {shorten(token)!r} ends with a NUL, which an array of text cannot "
                "hold: save as .safetensors."
            )
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, tokens=np.array(E.tokens, np.str_), vectors=E.vectors)
