"""Makes results read-only before sessions share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from embviz.embedding import make_read_only

T = TypeVar("T")


def freeze(obj: T) -> T:
    """Make all arrays in an object read-only and return the object.

    A page that wrote to a shared array would change it for all sessions; NumPy raises an error
    instead. Lists, mappings and dataclasses are searched for arrays, but can still be changed.

    Examples
    --------
    >>> result = freeze({"rows": [np.zeros(3)]})
    >>> result["rows"][0][0] = 1
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
        # A vocabulary is recognized by its first word, to skip the others.
        if obj and not isinstance(obj[0], str):
            for part in obj:
                _freeze(part, visited)
    elif type(obj).__module__.startswith("embviz."):
        for part in vars(obj).values() if hasattr(obj, "__dict__") else ():
            _freeze(part, visited)
