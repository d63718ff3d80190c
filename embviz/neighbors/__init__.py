"""Similarity, the nearest words and rows, and what measures them."""

from embviz.neighbors.batch import most_similar_batch
from embviz.neighbors.distances import Table, as_rows, squares_to
from embviz.neighbors.groups import (
    OddOne,
    association,
    mean_cosines,
    odd_one_out,
    within_and_between,
)
from embviz.neighbors.knn import at_length_one, nearest_rows
from embviz.neighbors.metrics_compared import Change, ThreeMeasures, three_measures
from embviz.neighbors.most_similar import (
    Neighbors,
    compared_exactly,
    in_order,
    most_similar,
    nearest,
    rank,
    rounding,
)
from embviz.neighbors.ordering import Tree, similar_together, tree
from embviz.neighbors.progress import Progress, part_of
from embviz.neighbors.query_scores import Products, scores
from embviz.neighbors.similarity import (
    METRICS,
    Metric,
    Rows,
    angle,
    pairwise,
    similarity,
    unit,
    unit_rows,
    usual_cosine,
)

__all__ = [
    "METRICS",
    "Change",
    "Metric",
    "Neighbors",
    "OddOne",
    "Products",
    "Progress",
    "Rows",
    "Table",
    "ThreeMeasures",
    "Tree",
    "angle",
    "as_rows",
    "association",
    "at_length_one",
    "compared_exactly",
    "in_order",
    "mean_cosines",
    "most_similar",
    "most_similar_batch",
    "nearest",
    "nearest_rows",
    "odd_one_out",
    "pairwise",
    "part_of",
    "rank",
    "rounding",
    "scores",
    "similar_together",
    "similarity",
    "squares_to",
    "three_measures",
    "tree",
    "unit",
    "unit_rows",
    "usual_cosine",
    "within_and_between",
]
