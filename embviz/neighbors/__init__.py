"""Similarity, the nearest words and rows, and what measures them."""

from embviz.neighbors.batch import most_similar_batch
from embviz.neighbors.distances import BlockedDistances, check_array, squared_distances
from embviz.neighbors.groups import (
    OddOneOut,
    association,
    mean_cosines,
    mean_cosines_within_between,
    odd_one_out,
)
from embviz.neighbors.knn import nearest_rows, normalize
from embviz.neighbors.metrics_compared import MetricComparison, RankDisagreement, compare_metrics
from embviz.neighbors.most_similar import (
    Neighbors,
    exact_scores,
    float32_tolerance,
    most_similar,
    nearest,
    rank_subset,
    top_k,
)
from embviz.neighbors.ordering import Dendrogram, build_dendrogram, order_by_similarity
from embviz.neighbors.query_scores import QueryScores, score_rows
from embviz.neighbors.similarity import (
    METRICS,
    Float64Array,
    Metric,
    angle,
    baseline_cosine,
    normalize_vector,
    normalized_rows,
    pairwise,
    similarity,
)

__all__ = [
    "METRICS",
    "BlockedDistances",
    "Dendrogram",
    "Float64Array",
    "Metric",
    "MetricComparison",
    "Neighbors",
    "OddOneOut",
    "QueryScores",
    "RankDisagreement",
    "angle",
    "association",
    "baseline_cosine",
    "build_dendrogram",
    "check_array",
    "compare_metrics",
    "exact_scores",
    "float32_tolerance",
    "mean_cosines",
    "mean_cosines_within_between",
    "most_similar",
    "most_similar_batch",
    "nearest",
    "nearest_rows",
    "normalize",
    "normalize_vector",
    "normalized_rows",
    "odd_one_out",
    "order_by_similarity",
    "pairwise",
    "rank_subset",
    "score_rows",
    "similarity",
    "squared_distances",
    "top_k",
]
