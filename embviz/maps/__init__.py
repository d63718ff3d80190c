"""Maps of words: projection, quality, stability, clusters and colors."""

from embviz.maps.clusters import find_clusters, name_clusters
from embviz.maps.colors import Coloring, color_by_group, color_by_rank
from embviz.maps.files import MapFile, MappedWords, read_maps, write_maps
from embviz.maps.precomputed import (
    find_precomputed,
    load_precomputed,
    precomputed_path,
    precomputed_selections,
)
from embviz.maps.projection import (
    MAX_ROWS_MDS,
    Initialization,
    MapMetric,
    MissingExtraError,
    ProjectionMethod,
    is_available,
)
from embviz.maps.projection.pca import project_pca
from embviz.maps.projection.tsne import clamp_perplexity
from embviz.maps.quality import (
    NOT_COMPARED,
    MapQuality,
    NeighborAgreement,
    compare_neighbors,
    map_quality,
    neighbor_recall_counts,
    row_neighbors,
)
from embviz.maps.quality.stability import STABLE_RADIUS_SHARE, Stability, align_map, procrustes
from embviz.maps.settings import MapSettings
from embviz.maps.subsample import subsample
from embviz.maps.tasks import CLUSTERS_TASK, MAP_TASK, N_SEEDS, STABILITY_TASK
from embviz.maps.word_map import WordMap, as_euclidean_rows, compute_map, is_low_dimensional

__all__ = [
    "CLUSTERS_TASK",
    "MAP_TASK",
    "MAX_ROWS_MDS",
    "NOT_COMPARED",
    "N_SEEDS",
    "STABILITY_TASK",
    "STABLE_RADIUS_SHARE",
    "Coloring",
    "Initialization",
    "MapFile",
    "MapMetric",
    "MapQuality",
    "MapSettings",
    "MappedWords",
    "MissingExtraError",
    "NeighborAgreement",
    "ProjectionMethod",
    "Stability",
    "WordMap",
    "align_map",
    "as_euclidean_rows",
    "clamp_perplexity",
    "color_by_group",
    "color_by_rank",
    "compare_neighbors",
    "compute_map",
    "find_clusters",
    "find_precomputed",
    "is_available",
    "is_low_dimensional",
    "load_precomputed",
    "map_quality",
    "name_clusters",
    "neighbor_recall_counts",
    "precomputed_path",
    "precomputed_selections",
    "procrustes",
    "project_pca",
    "read_maps",
    "row_neighbors",
    "subsample",
    "write_maps",
]
