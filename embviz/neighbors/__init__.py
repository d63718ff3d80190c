"""Similarity of tokens, nearest words and nearest rows."""

from embviz.neighbors.batch import most_similar_batch
from embviz.neighbors.distances import BlockedDistances, squared_distances
from embviz.neighbors.groups import (
    OddOneOut,
    association,
    mean_cosines,
    mean_cosines_within_between,
    odd_one_out,
)
from embviz.neighbors.knn import nearest_rows
from embviz.neighbors.metrics import METRICS, Metric, MetricName
from embviz.neighbors.metrics_compared import MetricComparison, RankDisagreement, compare_metrics
from embviz.neighbors.most_similar import Neighbors, most_similar, nearest, rank_subset, top_k
from embviz.neighbors.normalization import (
    ZERO_TOL,
    normalize,
    normalize_vector,
    normalized_rows,
)
from embviz.neighbors.ordering import Dendrogram, build_dendrogram, order_by_similarity
from embviz.neighbors.query_scores import QueryScores, score_rows
from embviz.neighbors.similarity import angle, baseline_cosine, pairwise, similarity

__all__ = [
    "METRICS",
    "ZERO_TOL",
    "BlockedDistances",
    "Dendrogram",
    "Metric",
    "MetricComparison",
    "MetricName",
    "Neighbors",
    "OddOneOut",
    "QueryScores",
    "RankDisagreement",
    "angle",
    "association",
    "baseline_cosine",
    "build_dendrogram",
    "compare_metrics",
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
