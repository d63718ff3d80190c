"""Read and validate the header of a safetensors file: the names, shapes and offsets of tensors."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from embviz.io.errors import FormatError, convert_errors, shorten
from embviz.io.magic import is_safetensors
from embviz.io.source import Source

# The key of embviz files in the metadata.
METADATA_KEY = "embviz"

# Parsed JSON takes twenty times the memory. The largest models have some 1000 tensors per file.
MAX_HEADER_BYTES = 10_000_000
MAX_BRACKETS = 500_000
MAX_DIMENSIONS = 16

DTYPE_BYTES = {
    "F16": 2,
    "BF16": 2,
    "F32": 4,
    "F64": 8,
    "I64": 8,
    "I32": 4,
    "I16": 2,
    "I8": 1,
    "U8": 1,
}
# The headers of embviz files may be longer, because they include the labels.
MAX_NATIVE_HEADER_BYTES = 1_000_000_000
_NATIVE_START = re.compile(
    rb'.{8}\{\s*"__metadata__"\s*:\s*\{\s*"%b"' % METADATA_KEY.encode(), re.DOTALL
)


DAMAGED = "This is not a whole safetensors file ({})."
DAMAGED_HINT = "Download it again."


@dataclass(frozen=True)
class TensorInfo:
    """The type, shape and offsets of a tensor.

    Attributes
    ----------
    name : str
    dtype : str
        The name in safetensors, such as ``"BF16"``.
    shape : tuple of int
    begin, end : int
        Offsets in the file, in bytes.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int

    def __str__(self) -> str:
        """Return name and shape, short enough for a message."""
        return f"{shorten(self.name)} ({' × '.join(f'{part:,}' for part in self.shape[:4])})"


def is_model(source: Source) -> bool:
    """Return whether a file is safetensors, but not written by embviz."""
    if not is_safetensors(source.head(9)) or is_native(source):
        return False
    metadata, _ = read_header(source)
    return METADATA_KEY not in metadata


def is_native(source: Source) -> bool:
    """Return whether a file starts like safetensors written by embviz."""
    return bool(_NATIVE_START.match(source.head(100)))


def read_header(source: Source) -> tuple[Mapping[str, Any], Sequence[TensorInfo]]:
    """Return the metadata and the tensors of a file.

    Raises
    ------
    FormatError
        If the header is damaged, or tensors overlap, extend beyond the end of the file, or have
        another size than their shape.
    """
    with convert_errors(source.name, DAMAGED, DAMAGED_HINT):
        size = source.size()
        length = int.from_bytes(source.head(8), "little")
        if not 2 <= length <= size - 8:
            raise ValueError(f"a header of {length:,} bytes in a file of {size:,}")
        max_length = MAX_NATIVE_HEADER_BYTES if is_native(source) else MAX_HEADER_BYTES
        if length > max_length:
            raise FormatError(
                source.name,
                f"Its header has {length:,} bytes; {max_length:,} are the limit here.",
                "Save the embedding alone, in a file of its own.",
            )
        header = source.head(8 + length)[8:]
        if header.count(b"[") + header.count(b"{") > MAX_BRACKETS:
            raise ValueError("its header describes too many things")
        entries = json.loads(header.decode(), object_pairs_hook=_reject_duplicates)
        metadata = entries.pop("__metadata__", None) or {}
        if not all(isinstance(value, str) for value in metadata.values()):
            raise ValueError("the metadata are not text")
        tensors = [_parse_tensor(name, entry, 8 + length) for name, entry in entries.items()]
        end = 8 + length
        for tensor in sorted(tensors, key=lambda tensor: (tensor.begin, tensor.end)):
            if tensor.begin != end:
                raise ValueError(f"{tensor.name!r} overlaps another tensor or leaves a gap")
            end = tensor.end
        if end != size:
            raise ValueError(f"its tensors end at byte {end:,} of {size:,}")
        return metadata, tensors


def _parse_tensor(name: str, entry: Any, start: int) -> TensorInfo:
    name.encode()  # Raises ValueError for lone surrogates.
    begin, end = entry["data_offsets"]
    shape, dtype = tuple(entry["shape"]), entry["dtype"]
    if len(shape) > MAX_DIMENSIONS or not isinstance(dtype, str):
        raise ValueError(f"{name!r} has no shape or no type")
    if not all(type(part) is int and 0 <= part < 1 << 63 for part in (*shape, begin, end)):
        raise ValueError(f"{name!r} has a size that is none")
    itemsize = DTYPE_BYTES.get(dtype)
    if end < begin or (itemsize is not None and math.prod(shape) * itemsize != end - begin):
        raise ValueError(f"{name!r} takes another size than its shape does")
    return TensorInfo(name, dtype, shape, start + begin, start + end)


def _reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a name stands in it twice")
    return fields
