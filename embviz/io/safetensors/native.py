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
from embviz.io.atomic_write import replacing
from embviz.io.errors import FormatError, shorten
from embviz.io.safetensors.header import KEY, Tensor, read_header
from embviz.io.source import Source, opened

VERSION = 1
TYPES = {"F32": "<f4", "F16": "<f2", "I64": "<i8", "U8": "u1"}
TENSORS = {"vectors", "tokens", "token_ends"}
NORMS = "norms"
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
        mapped = _mapped(source)
        tensors = {
            place.name: _tensor(source, mapped, place)
            for place in places
            if place.name in {*TENSORS, NORMS}
        }
        return _assemble(source.name, tensors, header | changes)


def _mapped(source: Source) -> mmap.mmap | None:
    """Map a file that has a path: where the system can, all pages at once."""
    if source.path is None:
        return None
    number = source.file.fileno()
    if populate := getattr(mmap, "MAP_POPULATE", 0):
        return mmap.mmap(number, 0, mmap.MAP_SHARED | populate, mmap.PROT_READ)
    return mmap.mmap(number, 0, access=mmap.ACCESS_READ)


def _tensor(source: Source, mapped: mmap.mmap | None, place: Tensor) -> NDArray[Any]:
    dtype = np.dtype(TYPES[place.dtype])
    size = place.end - place.begin
    if mapped is not None and size and place.begin % dtype.itemsize == 0:
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
    tokens = TokenTable(tensors["tokens"], tensors["token_ends"])
    return EmbeddingMatrix(tokens, vectors, norms=tensors.get(NORMS), **settings)


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

    The same content gives the same bytes. A file that is there already stays as it is until the
    new one is whole: somebody may have it mapped into memory, `E` itself among them.
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
    letter = "F16" if np.dtype(dtype) == np.float16 else "F32"
    ends = np.cumsum([len(token) for token in encoded], dtype=np.int64)
    text = b"".join(encoded)
    # The widest numbers first: so each tensor begins where its numbers may be mapped.
    parts: list[tuple[str, str, NDArray[Any]]] = [("token_ends", "I64", ends)]
    if letter == "F32":  # Rounded rows have other lengths.
        parts.append((NORMS, letter, E.norms))
    parts.append(("vectors", letter, E.vectors))
    parts.append(("tokens", "U8", np.frombuffer(text, np.uint8)))
    places: dict[str, Any] = {}
    begin = 0
    for name, kind, array in parts:
        end = begin + array.size * np.dtype(TYPES[kind]).itemsize
        places[name] = {"dtype": kind, "shape": array.shape, "data_offsets": (begin, end)}
        begin = end
    about = {"__metadata__": {KEY: json.dumps(header, ensure_ascii=False)}, **places}
    written = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()
    written += b" " * (-len(written) % 8)
    with replacing(path) as file:
        file.write(len(written).to_bytes(8, "little") + written)
        file.write(ends.astype("<i8").data)
        if letter == "F32":
            file.write(E.norms.astype("<f4").data)
        for start in range(0, len(E), BLOCK_ROWS):  # No second copy of the whole.
            file.write(E.vectors[start : start + BLOCK_ROWS].astype(TYPES[letter]).data)
        file.write(text)
