"""What the points of a map can be colored by."""

from embviz.maps.colors.categorical import MOST_KINDS, by_cluster, by_group
from embviz.maps.colors.continuous import (
    by_kept_share,
    by_label_column,
    by_length,
    by_rank,
    by_wobble,
)
from embviz.maps.colors.result import Coloring

__all__ = [
    "MOST_KINDS",
    "Coloring",
    "by_cluster",
    "by_group",
    "by_kept_share",
    "by_label_column",
    "by_length",
    "by_rank",
    "by_wobble",
]
