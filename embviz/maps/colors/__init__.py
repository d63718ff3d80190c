"""Colors of the points of a map: by group, cluster, label, rank, norm, recall or wobble."""

from embviz.maps.colors.categorical import MAX_CATEGORIES, color_by_cluster, color_by_group
from embviz.maps.colors.continuous import (
    color_by_label,
    color_by_norm,
    color_by_rank,
    color_by_recall,
    color_by_wobble,
)
from embviz.maps.colors.result import Coloring

__all__ = [
    "MAX_CATEGORIES",
    "Coloring",
    "color_by_cluster",
    "color_by_group",
    "color_by_label",
    "color_by_norm",
    "color_by_rank",
    "color_by_recall",
    "color_by_wobble",
]
