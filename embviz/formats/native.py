"""embviz's own file: a safetensors file that holds vectors, tokens and where they come from.

Layout, so that other programs can read it:

- tensor ``vectors``: float32 or float16, shape (n_tokens, dim);
- tensor ``tokens``: uint8, the UTF-8 bytes of all tokens one after the other;
- tensor ``token_ends``: int64, shape (n_tokens,), where each token ends in ``tokens``;
- metadata ``embviz``: a JSON object with ``version``, ``name``, ``source``, ``notes``, ``labels``
  and ``provenance`` (free text about origin and license).
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.formats.errors import FormatError, shorten
from embviz.formats.source import Source, opened
from embviz.formats.tensor_header import KEY, Tensor, read_header

VERSION = 1
TYPES = {"F32": "<f4", "F16": "<f2", "I64": "<i8", "U8": "u1"}
TENSORS = {"vectors", "tokens", "token_ends"}
DIFFERENT_FILE = "Load a file that embviz.save wrote, or export the vectors as text."

# A reason may quote a token or a header, which have no limit.
LONGEST_REASON = 200


def read_native(path: Path, **changes: Any) -> EmbeddingMatrix:
    """Read a file that `write_native` wrote.

    Parameters
    ----------
    path : Path
        A safetensors file.
    **changes
        Constructor arguments of EmbeddingMatrix that the file cannot hold, like ``tokenizer``.

    Raises
    ------
    FormatError
        When it is not a safetensors file, or not one of embviz's.
    """
    with opened(path) as source:
        return read_own(source, **changes)


def read_own(source: Source, **changes: Any) -> EmbeddingMatrix:
    """Read such a file from a source: one with a path is mapped into memory instead of read.

    Numbers in float16 are read and widened. Of a mapped file only those pages take memory that
    somebody looks at, and the system gives them back when it needs them.
    """
    metadata, places = read_header(source)
    with _refusing(source.name):
        header = _header(source.name, metadata)
        tensors = {place.name: _tensor(source, place) for place in places if place.name in TENSORS}
        return _assemble(source.name, tensors, header | changes)


def _tensor(source: Source, place: Tensor) -> NDArray[Any]:
    dtype = np.dtype(TYPES[place.dtype])
    size = place.end - place.begin
    if source.path is not None and size and place.begin % dtype.itemsize == 0:
        mapped = mmap.mmap(source.file.fileno(), 0, access=mmap.ACCESS_READ)
        array = np.frombuffer(mapped, dtype, size // dtype.itemsize, place.begin)
    else:
        source.file.seek(place.begin)
        array = np.frombuffer(source.file.read(size), dtype)
    return array.reshape(place.shape)


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Turn what a file of odd parts raises into FormatError."""
    try:
        yield
    except FormatError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        problem = f"Its parts do not fit together: {_brief(error)}"
        raise FormatError(name, problem, DIFFERENT_FILE) from error


def _brief(error: Exception) -> str:
    return str(error)[:LONGEST_REASON]


def _assemble(
    name: str, tensors: Mapping[str, NDArray[Any]], settings: Mapping[str, Any]
) -> EmbeddingMatrix:
    if missing := TENSORS - tensors.keys():
        raise FormatError(name, f"The tensor {min(missing)!r} is missing.", DIFFERENT_FILE)
    vectors = np.asarray(tensors["vectors"], np.float32)
    if vectors.flags.owndata:
        vectors.flags.writeable = False
    ends = [0, *tensors["token_ends"].tolist()]
    if ends != sorted(ends) or ends[-1] != tensors["tokens"].size:
        raise ValueError("the tokens overlap or leave a gap.")
    return EmbeddingMatrix(_cut(tensors["tokens"].tobytes(), ends), vectors, **settings)


def _cut(text: bytes, ends: list[int]) -> list[str]:
    if text.isascii():  # Decoded once: each letter takes one byte.
        letters = text.decode("ascii")
        return [letters[start:end] for start, end in pairwise(ends)]
    return [text[start:end].decode("utf-8") for start, end in pairwise(ends)]


def _header(name: str, metadata: Mapping[str, str] | None) -> dict[str, Any]:
    if not metadata or KEY not in metadata:
        raise FormatError(name, "This safetensors file was not written by embviz.", DIFFERENT_FILE)
    header = json.loads(metadata[KEY])
    if header["version"] != VERSION:
        raise FormatError(
            name,
            f"It is of version {shorten(str(header['version']))}; this embviz reads version "
            f"{VERSION}.",
            "Update embviz.",
        )
    texts = [header["name"], header["source"], *header["notes"], *header["labels"]]
    for values in header["labels"].values():
        texts += values
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("name, source, notes and labels must be text.")
    return {part: header[part] for part in ("name", "source", "notes", "labels")}


def write_native(
    E: EmbeddingMatrix,
    path: Path,
    *,
    dtype: DTypeLike = np.float32,
    provenance: Mapping[str, str] | None = None,
) -> None:
    """Write `E` so that `read_native` gives it back: exactly in float32, rounded in float16.

    The same content gives the same bytes.
    """
    encoded = [token.encode() for token in E.tokens]
    header = {
        "version": VERSION,
        "name": E.name,
        "source": E.source,
        "notes": E.notes,
        "labels": dict(E.labels),
        "provenance": dict(provenance or {}),
    }
    tensors = {
        "vectors": np.ascontiguousarray(E.vectors, dtype),
        "tokens": np.frombuffer(b"".join(encoded), np.uint8),
        "token_ends": np.cumsum([len(token) for token in encoded], dtype=np.int64),
    }
    from safetensors.numpy import save

    # One key only: the library writes several in an order of its own that changes.
    # save_file would make a file that only its owner can read.
    path.write_bytes(save(tensors, {KEY: json.dumps(header, ensure_ascii=False)}))
