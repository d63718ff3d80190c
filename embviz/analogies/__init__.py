"""Signed sums of words and their answers: king − man + woman."""

from embviz.analogies.partial_sums import PartialSum, partial_sums
from embviz.analogies.plane import AnalogyPlane, SumPlane, analogy_plane, sum_plane
from embviz.analogies.query import Query, QueryProblem, read_query
from embviz.analogies.ranks import Rank
from embviz.analogies.report import AnalogyReport, Share, report
from embviz.analogies.solve import Method, analogy, target, unit_row, weighted_sum
from embviz.analogies.sum_parser import LONGEST_TYPED, parse_sum
from embviz.analogies.terms import LARGEST_WEIGHT, QUOTES, Sum, SumProblem, Term, signed, written

__all__ = [
    "LARGEST_WEIGHT",
    "LONGEST_TYPED",
    "QUOTES",
    "AnalogyPlane",
    "AnalogyReport",
    "Method",
    "PartialSum",
    "Query",
    "QueryProblem",
    "Rank",
    "Share",
    "Sum",
    "SumPlane",
    "SumProblem",
    "Term",
    "analogy",
    "analogy_plane",
    "parse_sum",
    "partial_sums",
    "read_query",
    "report",
    "signed",
    "sum_plane",
    "target",
    "unit_row",
    "weighted_sum",
    "written",
]
