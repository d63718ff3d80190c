"""The nearest rows of each row, exactly."""

from embviz.knn.nearest import at_length_one, nearest_rows
from embviz.knn.progress import Progress, part_of

__all__ = ["Progress", "at_length_one", "nearest_rows", "part_of"]
