"""Parse and format numbers as text: plain ASCII, finite, with a decimal point."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence

import numpy as np

from embviz.embedding import MAX_ABS_VALUE, Vectors
from embviz.io.errors import FormatError, shorten

# float() also accepts "nan", "infinity", "1_000" and stray control characters.
NUMBER_CHARS = b"0123456789+-.eE \t"

NUMBER = re.compile(rb"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")

# Also text that was meant as a number, to detect columns of numbers; parsing it fails later.
NUMBER_LIKE = re.compile(
    rb"[ \t]*[+-]?(\d[\d_]*([.,]\d*)?|[.,]\d+|nan|inf(inity)?)(e[+-]?\d+)?[ \t]*", re.IGNORECASE
)
DECIMAL_COMMA = re.compile(rb"[ \t]*[+-]?\d*,\d+(e[+-]?\d+)?[ \t]*", re.IGNORECASE)


def parse_numbers(fields: Sequence[bytes]) -> array[float]:
    """Return `fields` as float32.

    Raises
    ------
    ValueError
        If a field is not a number within ±`MAX_ABS_VALUE`. `number_error` explains it.

    Examples
    --------
    >>> parse_numbers([b"0.5", b" -2e3"])
    array('f', [0.5, -2000.0])
    """
    if b"".join(fields).translate(None, NUMBER_CHARS):
        raise ValueError("not a number")
    numbers = array("f", map(float, fields))
    if not (min(numbers) >= -MAX_ABS_VALUE and max(numbers) <= MAX_ABS_VALUE):
        raise ValueError("out of range")
    return numbers


def find_bad_number(fields: Sequence[bytes]) -> int:
    """Return the index of the first field that `parse_numbers` rejects."""
    for index, field in enumerate(fields):
        try:
            parse_numbers([field])
        except ValueError:
            return index
    raise LookupError("every field is a number")


def number_error(file: str, line: int, place: str, field: bytes) -> FormatError:
    """Return the error for the `field` at `place`, with the reason.

    Examples
    --------
    >>> print(number_error("a.csv", 3, "column 2", b"0,5"))
    a.csv, line 3: In column 2 stands '0,5', a decimal comma. Write numbers with a decimal point.
    """
    text = shorten(field.decode(errors="replace"))
    hint = "Correct the number, or delete the line."
    if DECIMAL_COMMA.fullmatch(field):
        reason, hint = "a decimal comma", "Write numbers with a decimal point."
    elif NUMBER.fullmatch(field.strip(b" \t")):
        reason = f"beyond the largest number allowed, {MAX_ABS_VALUE:g}"
    elif not field.strip(b" \t"):
        reason = "where a number was expected"
    elif NUMBER_LIKE.fullmatch(field) and b"_" not in field:
        reason = "not a finite number"
    else:
        reason = "not a number"
    return FormatError(file, f"In {place} stands {text!r}, {reason}.", hint, line=line)


def format_numbers(numbers: Vectors) -> list[str]:
    """Format each number in the shortest form that `parse_numbers` reads back exactly.

    Examples
    --------
    >>> format_numbers(np.array([0.1, -2.0], np.float32))
    ['0.1', '-2.0']
    """
    texts = [str(number) for number in numbers]
    read_back = np.array(texts, np.float64).astype(np.float32)
    if np.array_equal(read_back, numbers):
        return texts
    # The shortest decimals of float32 are parsed as float64, and a few are rounded twice.
    return [repr(float(number)) for number in numbers]
