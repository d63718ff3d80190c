"""Protecting arrays that are shared from changes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def make_read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Make an array read-only, and the arrays that it is a view of; return it."""
    owner: object = array
    while isinstance(owner, np.ndarray):
        owner.flags.writeable = False
        owner = owner.base
    return array
