"""The Python lines that make the numbers of a picture again."""

from embviz.ui.recipes.listing import ids, listed, words
from embviz.ui.recipes.usual import axis_of, difference, encoded, flat, neighbors, rows
from embviz.ui.recipes.writing import both, script

__all__ = [
    "axis_of",
    "both",
    "difference",
    "encoded",
    "flat",
    "ids",
    "listed",
    "neighbors",
    "rows",
    "script",
    "words",
]
