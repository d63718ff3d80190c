"""What the colors of a map say, for a figure to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Coloring:
    """What the colors of a map say.

    Attributes
    ----------
    title : str
        What is shown: ``"group"``, ``"vector length"``.
    kind : {"category", "number"}
    values : ndarray of shape (n,)
        One a point. For categories the place of its name in `names`, in int32; else a number in
        float64, NaN where there is none.
    names : tuple of str
        The categories.
    catch_all_names : tuple of str
        Those of `names` that are no kind of their own: the rest, and points without any.
    ticks : tuple of (float, str)
        Where a scale of numbers has marks and what they say; without any, as the numbers are.
    limits : tuple of (float, float), or None
        The numbers at the ends of the scale; None when there is no number.
    """

    title: str
    kind: Literal["category", "number"]
    values: NDArray[np.int32] | FloatArray
    names: tuple[str, ...] = ()
    catch_all_names: tuple[str, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    limits: tuple[float, float] | None = None
