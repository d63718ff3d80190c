"""Python scripts that reproduce the numbers of a picture."""

from embviz.app.snippets.common import (
    axis_lines,
    difference_script,
    encode_script,
    neighbors_script,
    pca_script,
    rows_script,
)
from embviz.app.snippets.literals import ids_lines, list_literal, words_lines
from embviz.app.snippets.script import comparison_script, script

__all__ = [
    "axis_lines",
    "comparison_script",
    "difference_script",
    "encode_script",
    "ids_lines",
    "list_literal",
    "neighbors_script",
    "pca_script",
    "rows_script",
    "script",
    "words_lines",
]
