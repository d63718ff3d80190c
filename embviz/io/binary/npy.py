"""Read a NumPy array after a check of its header, and never a pickle."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.io.errors import FormatError, convert_errors, shorten
from embviz.io.source import Source, decode_rows

MAGIC = b"\x93NUMPY"
NUMBER_KINDS, TEXT_KINDS = "fiu", "US"
MAX_TOKEN_CHARS = 10_000
PICKLE_HINT = "Where you trust it, open it there and save tokens as text and vectors as numbers."
DAMAGED = "This file of NumPy is damaged or of an unknown kind ({})."
DAMAGED_HINT = "Download it again, or save it again with numpy.savez."


@dataclass(frozen=True)
class ArrayHeader:
    """The shape and type of an array."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def is_matrix(self) -> bool:
        """Whether the array is a matrix of numbers."""
        return len(self.shape) == 2 and self.dtype.kind in NUMBER_KINDS

    def is_text_column(self, rows: int) -> bool:
        """Return whether the array contains one text per row."""
        return self.shape == (rows,) and self.dtype.kind in TEXT_KINDS


def convert_numpy_errors(file: str) -> AbstractContextManager[None]:
    """Convert the errors of a damaged array; see `convert_errors`."""
    return convert_errors(file, DAMAGED, DAMAGED_HINT)


def read_array_header(source: Source, file: Any, size: int, array_name: str) -> ArrayHeader:
    """Read the header of an array; the file is then at its first number.

    Parameters
    ----------
    source : Source
        Its name and limits apply.
    file : binary file
        At the start of the array.
    size : int
        The maximal size of the array in bytes.
    array_name : str
        The name of the array in messages.

    Raises
    ------
    FormatError
        If the array contains objects, or is too large for the limits or for `size`.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> np.save(file, np.eye(2, dtype=np.float32))
    >>> _ = file.seek(0)
    >>> read_array_header(Source(file, "eye.npy"), file, 144, "eye")
    ArrayHeader(shape=(2, 2), dtype=dtype('float32'))
    """
    with convert_numpy_errors(source.name):
        version = np.lib.format.read_magic(file)
        if version == (1, 0):
            shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        elif version == (2, 0):
            shape, _, dtype = np.lib.format.read_array_header_2_0(file)
        else:
            raise ValueError(f"version {version}")
        header = ArrayHeader(shape, dtype)
        _check_dtype(source.name, header, array_name)
        _check_shape(source, header, size, array_name)
    return header


def _check_dtype(name: str, header: ArrayHeader, array_name: str) -> None:
    dtype = header.dtype
    if dtype.hasobject:
        raise FormatError(
            name,
            f"The array {shorten(array_name)!r} holds objects, which are pickles and can run any "
            "program when they are opened.",
            PICKLE_HINT,
        )
    if dtype.kind not in NUMBER_KINDS + TEXT_KINDS or dtype.names:
        raise FormatError(
            name,
            f"The array {shorten(array_name)!r} holds {shorten(str(dtype))}: neither numbers nor "
            "text.",
            "Save numbers as float32, and words as text.",
        )
    if dtype.kind in TEXT_KINDS and dtype.itemsize > 4 * MAX_TOKEN_CHARS:
        raise ValueError("texts that are too long")


def _check_shape(source: Source, header: ArrayHeader, size: int, array_name: str) -> None:
    # Items of size 0 and rows without items count too: otherwise any number of them would fit.
    n_bytes = max(header.dtype.itemsize, 1)
    for length in header.shape:
        n_bytes *= max(length, 1)
    if any(length < 0 for length in header.shape) or n_bytes > size:
        raise FormatError(
            source.name,
            f"The array {shorten(array_name)!r} should have the shape "
            f"{shorten(str(header.shape))}, for which there is no room in it.",
            "Download it again, or save it again.",
        )
    if header.is_matrix:
        source.options.limits.check_shape(source.name, *header.shape)


def read_array(source: Source, file: Any, size: int, array_name: str) -> NDArray[Any]:
    """Read an array; see `read_array_header`.

    Raises
    ------
    FormatError
        If the header or the content is damaged.
    """
    start = file.tell()
    read_array_header(source, file, size, array_name)
    with convert_numpy_errors(source.name):
        file.seek(start)
        array: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
        file.read(1)  # zipfile checks the checksum at the end of the file.
    return array


def decode_texts(source: Source, array: NDArray[Any]) -> tuple[list[str], list[str]]:
    r"""Return an array of text as a list, and notes.

    Raises
    ------
    FormatError
        If a code point is out of range.

    Examples
    --------
    >>> import io
    >>> decode_texts(Source(io.BytesIO(), "pets.npz"), np.array([b"cat", b"caf\xe9"]))
    (['cat', 'caf�'], ['Bytes that are not UTF-8 were replaced by U+FFFD: row 2.'])
    """
    if array.dtype.kind != "S":
        # tolist() fails for a code point out of range, and not with a ValueError.
        if array.nbytes and array.view(array.dtype.str[0] + "u4").max() > sys.maxunicode:
            raise FormatError(
                source.name,
                "A number stands in its words that is no character.",
                "Download it again, or save the words again.",
            )
        return [str(text) for text in array.tolist()], []
    return decode_rows(array.tolist())
