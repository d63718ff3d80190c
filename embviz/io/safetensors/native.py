"""Read and write embviz files: safetensors with vectors, tokens, labels and their source.

The layout, for other programs:

- tensor ``vectors``: float32 or float16, shape (n_tokens, dim);
- tensor ``tokens``: uint8, the UTF-8 bytes of all tokens, concatenated;
- tensor ``token_ends``: int64, shape (n_tokens,), the end of each token in ``tokens``;
- tensor ``norms``: float32, shape (n_tokens,), the length of each row, only with float32 vectors;
- metadata ``embviz``: a JSON object with ``version``, ``name``, ``source``, ``notes``, ``labels``
  and ``provenance`` (free text about origin and license).
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from embviz.embedding import EmbeddingMatrix, TokenTable
from embviz.embedding.matrix import BLOCK_ROWS
from embviz.io.atomic_write import atomic_write
from embviz.io.errors import FormatError, convert_errors, shorten
from embviz.io.safetensors.header import METADATA_KEY, TensorInfo, read_header
from embviz.io.source import Source, open_source

FORMAT_VERSION = 1
DTYPES = {"F32": "<f4", "F16": "<f2", "I64": "<i8", "U8": "u1"}
REQUIRED_TENSORS = {"vectors", "tokens", "token_ends"}
NORMS_TENSOR = "norms"
NOT_EMBVIZ_HINT = "Load a file that embviz.save wrote, or export the vectors as text."


def read_native(path: Path, **changes: Any) -> EmbeddingMatrix:
    """Read a file that `write_native` wrote.

    Parameters
    ----------
    path : Path
        A safetensors file.
    **changes
        Arguments of EmbeddingMatrix that override the file or are not in it, like ``tokenizer``.

    Raises
    ------
    FormatError
        If it is not a safetensors file, or was not written by embviz.
    """
    with open_source(path) as source:
        return read_native_source(source, **changes)


def read_native_source(source: Source, **changes: Any) -> EmbeddingMatrix:
    """Read a file from a source; a file with a path is mapped into memory instead of read.

    Numbers in float16 are read and converted. A mapped file takes memory only for the pages that
    are accessed, and the system reclaims them when it needs memory.
    """
    metadata, tensor_infos = read_header(source)
    with convert_errors(source.name, "Its parts do not fit together: {}", NOT_EMBVIZ_HINT):
        header = _parse_metadata(source.name, metadata)
        mapped = _memory_map(source)
        tensors = {
            info.name: _read_tensor(source, mapped, info)
            for info in tensor_infos
            if info.name in {*REQUIRED_TENSORS, NORMS_TENSOR}
        }
        return _embedding_from_tensors(source.name, tensors, header | changes)


def _memory_map(source: Source) -> mmap.mmap | None:
    """Map a file that has a path; on Linux all pages at once."""
    if source.path is None:
        return None
    descriptor = source.file.fileno()
    if populate := getattr(mmap, "MAP_POPULATE", 0):
        return mmap.mmap(descriptor, 0, mmap.MAP_SHARED | populate, mmap.PROT_READ)
    return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)


def _read_tensor(source: Source, mapped: mmap.mmap | None, info: TensorInfo) -> NDArray[Any]:
    dtype = np.dtype(DTYPES[info.dtype])
    size = info.end - info.begin
    if mapped is not None and size and info.begin % dtype.itemsize == 0:
        array = np.frombuffer(mapped, dtype, size // dtype.itemsize, info.begin)
    else:
        source.file.seek(info.begin)
        array = np.frombuffer(source.file.read(size), dtype)
    return array.reshape(info.shape)


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
    return {key: header[key] for key in ("name", "source", "notes", "labels")}


def write_native(
    E: EmbeddingMatrix,
    path: Path,
    *,
    dtype: DTypeLike = np.float32,
    provenance: Mapping[str, str] | None = None,
) -> None:
    """Write `E` as a safetensors file: exactly in float32, or rounded to float16.

    The output is deterministic. An existing file is replaced, not overwritten, because it may be
    mapped into memory, also by `E` itself.
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
    float_dtype = "F16" if np.dtype(dtype) == np.float16 else "F32"
    ends = np.cumsum([len(token) for token in encoded], dtype=np.int64)
    text = b"".join(encoded)
    # The widest types first, so that every tensor is aligned and can be mapped.
    tensors: list[tuple[str, str, NDArray[Any]]] = [("token_ends", "I64", ends)]
    if float_dtype == "F32":  # Rounded rows have other norms.
        tensors.append((NORMS_TENSOR, float_dtype, E.norms))
    tensors.append(("vectors", float_dtype, E.vectors))
    tensors.append(("tokens", "U8", np.frombuffer(text, np.uint8)))
    entries: dict[str, Any] = {
        "__metadata__": {METADATA_KEY: json.dumps(header, ensure_ascii=False)}
    }
    begin = 0
    for name, kind, array in tensors:
        end = begin + array.size * np.dtype(DTYPES[kind]).itemsize
        entries[name] = {"dtype": kind, "shape": array.shape, "data_offsets": (begin, end)}
        begin = end
    encoded_header = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
    encoded_header += b" " * (-len(encoded_header) % 8)
    with atomic_write(path) as file:
        file.write(len(encoded_header).to_bytes(8, "little") + encoded_header)
        file.write(ends.astype("<i8").data)
        if float_dtype == "F32":
            file.write(E.norms.astype("<f4").data)
        for start in range(0, len(E), BLOCK_ROWS):  # In blocks, to avoid a copy of the matrix.
            file.write(E.vectors[start : start + BLOCK_ROWS].astype(DTYPES[float_dtype]).data)
        file.write(text)
