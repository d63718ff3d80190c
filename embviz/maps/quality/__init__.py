"""How far a map can be trusted: whose neighbors on it are neighbors in truth."""

from embviz.maps.quality.k import fitting_k
from embviz.maps.quality.overall import MOST_JUDGED, Trust, trust
from embviz.maps.quality.per_word import (
    NOT_COMPARED,
    Judged,
    compare,
    judge,
    kept_neighbors,
    nearest_to,
)

__all__ = [
    "MOST_JUDGED",
    "NOT_COMPARED",
    "Judged",
    "Trust",
    "compare",
    "fitting_k",
    "judge",
    "kept_neighbors",
    "nearest_to",
    "trust",
]
