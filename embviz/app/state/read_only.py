"""What several visitors are shown is made once, and then cannot be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from embviz.embedding import make_read_only

T = TypeVar("T")


def freeze(obj: T) -> T:
    """Return a thing with all arrays in it made read-only.

    Where a page wrote to an array that others are shown as well, NumPy raises an error in that page
    instead. Lists and other objects are looked into, but stay as they are.

    Examples
    --------
    >>> found = freeze({"rows": [np.zeros(3)]})
    >>> found["rows"][0][0] = 1
    Traceback (most recent call last):
    ValueError: assignment destination is read-only
    """
    _freeze(obj, set())
    return obj


def _freeze(obj: object, visited: set[int]) -> None:
    if isinstance(obj, (str, bytes, int, float, type)) or id(obj) in visited:
        return
    visited.add(id(obj))
    if isinstance(obj, np.ndarray):
        make_read_only(obj)
    elif isinstance(obj, Mapping):
        for part in obj.values():
            _freeze(part, visited)
    elif isinstance(obj, (tuple, list)):
        # Of a vocabulary, the first word tells that all of it is words.
        if obj and not isinstance(obj[0], str):
            for part in obj:
                _freeze(part, visited)
    elif type(obj).__module__.startswith("embviz."):
        for part in vars(obj).values() if hasattr(obj, "__dict__") else ():
            _freeze(part, visited)
