"""Axes between words: from one word to another, or along one word."""

from embviz.axes.axis import Axis, AxisProblem, axis_cosine, place
from embviz.axes.parser import parse_axis
from embviz.axes.validation import Chance, HeldOut, held_out, spread_along

__all__ = [
    "Axis",
    "AxisProblem",
    "Chance",
    "HeldOut",
    "axis_cosine",
    "held_out",
    "parse_axis",
    "place",
    "spread_along",
]
