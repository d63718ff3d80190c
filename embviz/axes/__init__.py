"""Axes: directions between words, or along a word, and their validation."""

from embviz.axes.axis import (
    Axis,
    AxisProblem,
    axis_along,
    axis_between,
    axis_cosine,
    axis_scores,
)
from embviz.axes.parser import parse_axis
from embviz.axes.validation import Chance, HeldOut, held_out, variance_along

__all__ = [
    "Axis",
    "AxisProblem",
    "Chance",
    "HeldOut",
    "axis_along",
    "axis_between",
    "axis_cosine",
    "axis_scores",
    "held_out",
    "parse_axis",
    "variance_along",
]
