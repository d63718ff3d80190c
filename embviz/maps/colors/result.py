"""The values behind the colors of a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Coloring:
    """The values behind the colors of the points of a map.

    Attributes
    ----------
    title : str
        Such as ``"group"`` or ``"vector length"``.
    kind : {"category", "number"}
    values : ndarray of shape (n,)
        One per point. For categories, the index of its name in `names`, in int32; else a number in
        float64, NaN where it is missing.
    names : tuple of str
        The categories.
    catch_all_names : tuple of str
        Those of `names` that are no category proper: the others, and points without one.
    ticks : tuple of (float, str)
        Positions and texts of the ticks of a numeric scale; automatic when empty.
    limits : tuple of (float, float), or None
        The ends of a numeric scale; None when there is no number.
    """

    title: str
    kind: Literal["category", "number"]
    values: NDArray[np.int32] | FloatArray
    names: tuple[str, ...] = ()
    catch_all_names: tuple[str, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    limits: tuple[float, float] | None = None
