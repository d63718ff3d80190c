"""A laboratory: an embedding in fewer dimensions and coarser numbers."""

from embviz.precision.lab import Lab, Shrunk, compare_sizes
from embviz.precision.shrinking import Precision, Recipe, recipes, shrink

__all__ = ["Lab", "Precision", "Recipe", "Shrunk", "compare_sizes", "recipes", "shrink"]
