"""Many dimensions drawn in two or three."""

from embviz.maps.projection.mds import MAX_ROWS_MDS
from embviz.maps.projection.project import is_available, project
from embviz.maps.projection.result import (
    METHODS,
    Initialization,
    LinearProjection,
    MissingExtraError,
    Projection,
    ProjectionMethod,
)

__all__ = [
    "MAX_ROWS_MDS",
    "METHODS",
    "Initialization",
    "LinearProjection",
    "MissingExtraError",
    "Projection",
    "ProjectionMethod",
    "is_available",
    "project",
]
