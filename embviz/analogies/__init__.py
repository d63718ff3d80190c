"""Analogies as signed sums of words: king − man + woman."""

from embviz.analogies.partial_sums import PartialSum, partial_sums
from embviz.analogies.plane import AnalogyPlane, SumPlane, analogy_plane, sum_plane
from embviz.analogies.query import Query, parse_query
from embviz.analogies.ranks import TokenRank
from embviz.analogies.report import AnalogyReport, TermContribution, report_analogy
from embviz.analogies.solve import AnalogyMethod, analogy, analogy_vector, weighted_sum
from embviz.analogies.sum_parser import MAX_SUM_CHARS, parse_sum
from embviz.analogies.terms import (
    MAX_WEIGHT,
    QUOTES,
    Sum,
    SumProblem,
    Term,
    format_sum,
    format_term,
)
from embviz.embedding import ParseProblem

__all__ = [
    "MAX_SUM_CHARS",
    "MAX_WEIGHT",
    "QUOTES",
    "AnalogyMethod",
    "AnalogyPlane",
    "AnalogyReport",
    "ParseProblem",
    "PartialSum",
    "Query",
    "Sum",
    "SumPlane",
    "SumProblem",
    "Term",
    "TermContribution",
    "TokenRank",
    "analogy",
    "analogy_plane",
    "analogy_vector",
    "format_sum",
    "format_term",
    "parse_query",
    "parse_sum",
    "partial_sums",
    "report_analogy",
    "sum_plane",
    "weighted_sum",
]
