"""The header of a safetensors file: which tensors there are, and where, before any is read."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from embviz.io.errors import FormatError, shorten
from embviz.io.magic import is_safetensors
from embviz.io.source import Source

# In the metadata of embviz's own files.
METADATA_KEY = "embviz"

# As JSON becomes objects it grows twentyfold. The largest models have some 1000 tensors a file.
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
# embviz's own headers may be longer: they hold the labels.
MAX_NATIVE_HEADER_BYTES = 1_000_000_000
_NATIVE_START = re.compile(
    rb'.{8}\{\s*"__metadata__"\s*:\s*\{\s*"%b"' % METADATA_KEY.encode(), re.DOTALL
)


@dataclass(frozen=True)
class TensorInfo:
    """Where a tensor lies in its file.

    Attributes
    ----------
    name : str
    dtype : str
        As safetensors calls it: ``"BF16"``.
    shape : tuple of int
    begin, end : int
        The bytes of the file that hold it.
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
    """Tell whether a file is safetensors, but not embviz's own."""
    if not is_safetensors(source.head(9)) or is_native(source):
        return False
    metadata, _ = read_header(source)
    return METADATA_KEY not in metadata


def is_native(source: Source) -> bool:
    """Tell whether a file begins as embviz writes it."""
    return bool(_NATIVE_START.match(source.head(100)))


def read_header(source: Source) -> tuple[Mapping[str, Any], Sequence[TensorInfo]]:
    """Return the metadata and the tensors of a file, once their places are found to fit.

    Raises
    ------
    FormatError
        When the header is not what it should be, or tensors overlap, lie outside of the file, or
        take another size than their shape does.
    """
    size = source.size()
    length = int.from_bytes(source.head(8), "little")
    if not 2 <= length <= size - 8:
        raise damaged_file_error(source.name, f"a header of {length:,} bytes in a file of {size:,}")
    longest = MAX_NATIVE_HEADER_BYTES if is_native(source) else MAX_HEADER_BYTES
    if length > longest:
        raise FormatError(
            source.name,
            f"Its header has {length:,} bytes; {longest:,} are the limit here.",
            "Save the embedding alone, in a file of its own.",
        )
    header = source.head(8 + length)[8:]
    if header.count(b"[") + header.count(b"{") > MAX_BRACKETS:
        raise damaged_file_error(source.name, "its header describes too many things")
    try:
        about = json.loads(header.decode(), object_pairs_hook=_reject_duplicates)
        metadata = about.pop("__metadata__", None) or {}
        if not all(isinstance(value, str) for value in metadata.values()):
            raise ValueError("the metadata are not text")
        tensors = [_parse_tensor(name, about[name], 8 + length) for name in about]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise damaged_file_error(source.name, str(error)) from error
    end = 8 + length
    for tensor in sorted(tensors, key=lambda each: (each.begin, each.end)):
        if tensor.begin != end:
            raise damaged_file_error(
                source.name, f"{tensor.name!r} overlaps another tensor or leaves a gap"
            )
        end = tensor.end
    if end != size:
        raise damaged_file_error(source.name, f"its tensors end at byte {end:,} of {size:,}")
    return metadata, tensors


def _parse_tensor(name: str, about: Any, start: int) -> TensorInfo:
    name.encode()  # Half a character, which JSON can hold, could be shown nowhere.
    begin, end = about["data_offsets"]
    shape, dtype = tuple(about["shape"]), about["dtype"]
    if len(shape) > MAX_DIMENSIONS or not isinstance(dtype, str):
        raise ValueError(f"{name!r} has no shape or no type")
    if not all(type(part) is int and 0 <= part < 1 << 63 for part in (*shape, begin, end)):
        raise ValueError(f"{name!r} has a size that is none")
    width = DTYPE_BYTES.get(dtype)
    if end < begin or (width is not None and math.prod(shape) * width != end - begin):
        raise ValueError(f"{name!r} takes another size than its shape does")
    return TensorInfo(name, dtype, shape, start + begin, start + end)


def _reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands in it twice")
    return found


def damaged_file_error(file: str, why: str) -> FormatError:
    """Return the error of a file that is not whole."""
    problem = f"This is not a whole safetensors file ({shorten(why)})."
    return FormatError(file, problem, "Download it again.")
