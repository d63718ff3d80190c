"""Maps of words: how one is drawn, how far it can be trusted, its clusters and its colors."""

from embviz.maps.clusters import name_clusters
from embviz.maps.colors import Coloring, by_group, by_rank
from embviz.maps.files import MapFile, MappedWords, read_maps, read_only, write_maps
from embviz.maps.precomputed import map_words, maps_path, ready_map, sample_maps
from embviz.maps.projection import MOST_ROWS_MDS, Method, MissingExtra, Start, is_available
from embviz.maps.projection.pca import by_pca
from embviz.maps.quality import (
    NOT_COMPARED,
    Judged,
    Trust,
    compare,
    kept_neighbors,
    nearest_to,
    trust,
)
from embviz.maps.quality.stability import STAYS_WITHIN, Stability, align, procrustes
from embviz.maps.settings import MapSettings, Nearness, fitting_perplexity
from embviz.maps.subsample import thin
from embviz.maps.tasks import MOST_ROWS, SEEDS, Result, Task, check, compute
from embviz.maps.word_map import WordMap, compared_rows, draw, drawn_as_it_is

__all__ = [
    "MOST_ROWS",
    "MOST_ROWS_MDS",
    "NOT_COMPARED",
    "SEEDS",
    "STAYS_WITHIN",
    "Coloring",
    "Judged",
    "MapFile",
    "MapSettings",
    "MappedWords",
    "Method",
    "MissingExtra",
    "Nearness",
    "Result",
    "Stability",
    "Start",
    "Task",
    "Trust",
    "WordMap",
    "align",
    "by_group",
    "by_pca",
    "by_rank",
    "check",
    "compare",
    "compared_rows",
    "compute",
    "draw",
    "drawn_as_it_is",
    "fitting_perplexity",
    "is_available",
    "kept_neighbors",
    "map_words",
    "maps_path",
    "name_clusters",
    "nearest_to",
    "procrustes",
    "read_maps",
    "read_only",
    "ready_map",
    "sample_maps",
    "thin",
    "trust",
    "write_maps",
]
