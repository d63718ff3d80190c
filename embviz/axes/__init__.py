"""Axes: directions between words, or along a word, and their validation."""

from embviz.axes.axis import (
    Axis,
    axis_along,
    axis_between,
    axis_cosine,
    axis_scores,
)
from embviz.axes.parser import MAX_AXIS_CHARS, parse_axis
from embviz.axes.validation import Chance, HeldOut, held_out, variance_along
from embviz.embedding import ParseProblem

__all__ = [
    "MAX_AXIS_CHARS",
    "Axis",
    "Chance",
    "HeldOut",
    "ParseProblem",
    "axis_along",
    "axis_between",
    "axis_cosine",
    "axis_scores",
    "held_out",
    "parse_axis",
    "variance_along",
]
