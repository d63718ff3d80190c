"""The Python lines that make the numbers of a picture again."""

from embviz.app.snippets.common import axis_of, difference, encoded, flat, neighbors, rows
from embviz.app.snippets.literals import ids, listed, words
from embviz.app.snippets.script import both, script

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
