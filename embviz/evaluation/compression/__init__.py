"""A laboratory: an embedding in fewer dimensions and coarser numbers."""

from embviz.evaluation.compression.quantize import Precision, Recipe, recipes, shrink
from embviz.evaluation.compression.sweep import Lab, Shrunk, compare_sizes

__all__ = ["Lab", "Precision", "Recipe", "Shrunk", "compare_sizes", "recipes", "shrink"]
