"""What several visitors are shown is made once, and then cannot be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from embviz.maps import make_read_only

Thing = TypeVar("Thing")


def fixed(thing: Thing) -> Thing:
    """Return a thing with all arrays in it made read-only.

    Where a page wrote to an array that others are shown as well, NumPy raises an error in that page
    instead. Lists and other objects are looked into, but stay as they are.

    Examples
    --------
    >>> found = fixed({"rows": [np.zeros(3)]})
    >>> found["rows"][0][0] = 1
    Traceback (most recent call last):
    ValueError: assignment destination is read-only
    """
    _fix(thing, set())
    return thing


def _fix(thing: object, seen: set[int]) -> None:
    if isinstance(thing, (str, bytes, int, float, type)) or id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, np.ndarray):
        make_read_only(thing)
    elif isinstance(thing, Mapping):
        for part in thing.values():
            _fix(part, seen)
    elif isinstance(thing, (tuple, list)):
        # Of a vocabulary, the first word tells that all of it is words.
        if thing and not isinstance(thing[0], str):
            for part in thing:
                _fix(part, seen)
    elif type(thing).__module__.startswith("embviz."):
        for part in vars(thing).values() if hasattr(thing, "__dict__") else ():
            _fix(part, seen)
