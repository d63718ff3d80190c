"""Projections of many dimensions to two or three: PCA, t-SNE, UMAP and MDS."""

from embviz.maps.projection.mds import MAX_ROWS_MDS
from embviz.maps.projection.project import is_available, project
from embviz.maps.projection.result import (
    METHODS,
    Initialization,
    LinearProjection,
    MapMetric,
    MissingExtraError,
    Projection,
    ProjectionMethod,
)

__all__ = [
    "MAX_ROWS_MDS",
    "METHODS",
    "Initialization",
    "LinearProjection",
    "MapMetric",
    "MissingExtraError",
    "Projection",
    "ProjectionMethod",
    "is_available",
    "project",
]
