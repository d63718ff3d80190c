"""Axes that somebody chose: from one word to another, or along one word."""

from embviz.axes.axis import Axis, AxisProblem, axis_cosine, place
from embviz.axes.held_out import Chance, HeldOut, held_out, spread_along
from embviz.axes.reading import parse_axis

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
