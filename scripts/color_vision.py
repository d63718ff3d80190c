"""Contrast of colors, and their differences under color-vision deficiencies.

Contrast is that of WCAG 2.2. The deficiencies are simulated at full severity with the matrices of
Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color
vision deficiency", which work on linear RGB. Differences are distances in Oklab (Ottosson 2020),
times 100; about 2 is just noticeable for adjacent colors.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Rgb: TypeAlias = NDArray[np.float64]

DEFICIENCIES: dict[str, Rgb] = {
    "none": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}

# Linear RGB to cone responses, and their cube roots to Oklab.
LINEAR_RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
LMS_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
LUMINANCE_WEIGHTS = np.array([0.2126, 0.7152, 0.0722])


def to_linear_rgb(color: str) -> Rgb:
    """Return a color such as ``"#0072b2"`` as linear RGB, shape (3,), each from 0 to 1."""
    coded = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    light: Rgb = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return light


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast of two colors, from 1 to 21.

    Examples
    --------
    >>> contrast_ratio("#ffffff", "#000000"), round(contrast_ratio("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    low, high = sorted(float(LUMINANCE_WEIGHTS @ to_linear_rgb(color)) for color in (one, other))
    return round((high + 0.05) / (low + 0.05), 6)


def to_oklab(color: str, deficiency: str = "none") -> Rgb:
    """Return a color in Oklab, shape (3,), as seen with a deficiency.

    Examples
    --------
    >>> to_oklab("#ffffff").round(3).tolist()
    [1.0, 0.0, 0.0]
    """
    light = np.clip(DEFICIENCIES[deficiency] @ to_linear_rgb(color), 0, 1)
    lab: Rgb = LMS_TO_OKLAB @ np.cbrt(LINEAR_RGB_TO_LMS @ light) + 0.0
    return lab


def color_difference(one: str, other: str, deficiency: str = "none") -> float:
    """Return the distance of two colors: 0 for equal colors, 100 for black and white."""
    return float(100 * np.linalg.norm(to_oklab(one, deficiency) - to_oklab(other, deficiency)))


def most_similar_colors(
    colors: Mapping[str, str], deficiency: str = "none"
) -> tuple[float, str, str]:
    """Return the smallest difference of two of the colors, and the names of these two.

    Examples
    --------
    >>> difference, *names = most_similar_colors({"a": "#303030", "b": "#333333", "c": "#ffffff"})
    >>> names, difference < 6
    (['a', 'b'], True)
    """
    return min(
        (color_difference(colors[one], colors[other], deficiency), one, other)
        for one, other in combinations(colors, 2)
    )
