"""embviz's own file: a safetensors file that holds vectors, tokens and where they come from.

Layout, so that other programs can read it:

- tensor ``vectors``: float32 or float16, shape (n_tokens, dim);
- tensor ``tokens``: uint8, the UTF-8 bytes of all tokens one after the other;
- tensor ``token_ends``: int64, shape (n_tokens,), where each token ends in ``tokens``;
- tensor ``norms``: float32, shape (n_tokens,), the length of each row, beside float32 vectors only;
- metadata ``embviz``: a JSON object with ``version``, ``name``, ``source``, ``notes``, ``labels``
  and ``provenance`` (free text about origin and license).
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from embviz.embedding import BLOCK_ROWS, EmbeddingMatrix, TokenTable
from embviz.io.atomic_write import atomic_write
from embviz.io.errors import FormatError, shorten
from embviz.io.safetensors.header import METADATA_KEY, TensorInfo, read_header
from embviz.io.source import Source, open_source

FORMAT_VERSION = 1
DTYPES = {"F32": "<f4", "F16": "<f2", "I64": "<i8", "U8": "u1"}
REQUIRED_TENSORS = {"vectors", "tokens", "token_ends"}
NORMS_TENSOR = "norms"
NOT_EMBVIZ_HINT = "Load a file that embviz.save wrote, or export the vectors as text."


# A reason may quote a token or a header, which have no limit.
MAX_REASON_CHARS = 200


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
    with open_source(path) as source:
        return read_native_source(source, **changes)


def read_native_source(source: Source, **changes: Any) -> EmbeddingMatrix:
    """Read such a file from a source: one with a path is mapped into memory instead of read.

    Numbers in float16 are read and widened. Of a mapped file only those pages take memory that
    somebody looks at, and the system gives them back when it needs them.
    """
    metadata, places = read_header(source)
    with _convert_errors(source.name):
        header = _parse_metadata(source.name, metadata)
        mapped = _memory_map(source)
        tensors = {
            place.name: _read_tensor(source, mapped, place)
            for place in places
            if place.name in {*REQUIRED_TENSORS, NORMS_TENSOR}
        }
        return _embedding_from_tensors(source.name, tensors, header | changes)


def _memory_map(source: Source) -> mmap.mmap | None:
    """Map a file that has a path: where the system can, all pages at once."""
    if source.path is None:
        return None
    number = source.file.fileno()
    if populate := getattr(mmap, "MAP_POPULATE", 0):
        return mmap.mmap(number, 0, mmap.MAP_SHARED | populate, mmap.PROT_READ)
    return mmap.mmap(number, 0, access=mmap.ACCESS_READ)


def _read_tensor(source: Source, mapped: mmap.mmap | None, place: TensorInfo) -> NDArray[Any]:
    dtype = np.dtype(DTYPES[place.dtype])
    size = place.end - place.begin
    if mapped is not None and size and place.begin % dtype.itemsize == 0:
        array = np.frombuffer(mapped, dtype, size // dtype.itemsize, place.begin)
    else:
        source.file.seek(place.begin)
        array = np.frombuffer(source.file.read(size), dtype)
    return array.reshape(place.shape)


@contextmanager
def _convert_errors(name: str) -> Iterator[None]:
    """Turn what a file of odd parts raises into FormatError."""
    try:
        yield
    except FormatError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        problem = f"Its parts do not fit together: {_shorten_error(error)}"
        raise FormatError(name, problem, NOT_EMBVIZ_HINT) from error


def _shorten_error(error: Exception) -> str:
    return str(error)[:MAX_REASON_CHARS]


def _embedding_from_tensors(
    name: str, tensors: Mapping[str, NDArray[Any]], settings: Mapping[str, Any]
) -> EmbeddingMatrix:
    if missing := REQUIRED_TENSORS - tensors.keys():
        raise FormatError(name, f"The tensor {min(missing)!r} is missing.", NOT_EMBVIZ_HINT)
    vectors = np.asarray(tensors["vectors"], np.float32)
    if vectors.flags.owndata:
        vectors.flags.writeable = False
    tokens = TokenTable(tensors["tokens"], tensors["token_ends"])
    return EmbeddingMatrix(tokens, vectors, norms=tensors.get(NORMS_TENSOR), **settings)


def _parse_metadata(name: str, metadata: Mapping[str, str] | None) -> dict[str, Any]:
    if not metadata or METADATA_KEY not in metadata:
        raise FormatError(name, "This safetensors file was not written by embviz.", NOT_EMBVIZ_HINT)
    header = json.loads(metadata[METADATA_KEY])
    if header["version"] != FORMAT_VERSION:
        raise FormatError(
            name,
            f"It is of version {shorten(str(header['version']))}; this embviz reads version "
            f"{FORMAT_VERSION}.",
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

    The same content gives the same bytes. A file that is there already stays as it is until the
    new one is whole: somebody may have it mapped into memory, `E` itself among them.
    """
    encoded = [token.encode() for token in E.tokens]
    header = {
        "version": FORMAT_VERSION,
        "name": E.name,
        "source": E.source,
        "notes": E.notes,
        "labels": dict(E.labels),
        "provenance": dict(provenance or {}),
    }
    letter = "F16" if np.dtype(dtype) == np.float16 else "F32"
    ends = np.cumsum([len(token) for token in encoded], dtype=np.int64)
    text = b"".join(encoded)
    # The widest numbers first: so each tensor begins where its numbers may be mapped.
    parts: list[tuple[str, str, NDArray[Any]]] = [("token_ends", "I64", ends)]
    if letter == "F32":  # Rounded rows have other lengths.
        parts.append((NORMS_TENSOR, letter, E.norms))
    parts.append(("vectors", letter, E.vectors))
    parts.append(("tokens", "U8", np.frombuffer(text, np.uint8)))
    places: dict[str, Any] = {}
    begin = 0
    for name, kind, array in parts:
        end = begin + array.size * np.dtype(DTYPES[kind]).itemsize
        places[name] = {"dtype": kind, "shape": array.shape, "data_offsets": (begin, end)}
        begin = end
    about = {"__metadata__": {METADATA_KEY: json.dumps(header, ensure_ascii=False)}, **places}
    written = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()
    written += b" " * (-len(written) % 8)
    with atomic_write(path) as file:
        file.write(len(written).to_bytes(8, "little") + written)
        file.write(ends.astype("<i8").data)
        if letter == "F32":
            file.write(E.norms.astype("<f4").data)
        for start in range(0, len(E), BLOCK_ROWS):  # No second copy of the whole.
            file.write(E.vectors[start : start + BLOCK_ROWS].astype(DTYPES[letter]).data)
        file.write(text)
