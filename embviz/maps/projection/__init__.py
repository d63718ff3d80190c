"""Many dimensions drawn in two or three."""

from embviz.maps.projection.mds import MOST_ROWS_MDS
from embviz.maps.projection.project import is_available, project
from embviz.maps.projection.result import (
    METHODS,
    LinearProjection,
    Method,
    MissingExtra,
    Projection,
    Start,
)

__all__ = [
    "METHODS",
    "MOST_ROWS_MDS",
    "LinearProjection",
    "Method",
    "MissingExtra",
    "Projection",
    "Start",
    "is_available",
    "project",
]
