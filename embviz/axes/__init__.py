"""Axes that somebody chose: from one word to another, or along one word."""

from embviz.axes.axis import Axis, AxisProblem, axis_cosine, place
from embviz.axes.reading import parse_axis

__all__ = ["Axis", "AxisProblem", "axis_cosine", "parse_axis", "place"]
