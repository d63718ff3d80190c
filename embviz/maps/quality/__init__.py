"""The quality of a map: how far neighbors on it are true neighbors."""

from embviz.maps.quality.k import clamp_k_below_half
from embviz.maps.quality.overall import MapQuality, map_quality
from embviz.maps.quality.per_word import (
    NOT_COMPARED,
    NeighborAgreement,
    compare_neighbors,
    neighbor_recall_counts,
    row_neighbors,
)

__all__ = [
    "NOT_COMPARED",
    "MapQuality",
    "NeighborAgreement",
    "clamp_k_below_half",
    "compare_neighbors",
    "map_quality",
    "neighbor_recall_counts",
    "row_neighbors",
]
