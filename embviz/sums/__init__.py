"""Signed sums of words with weights, such as king − man + 2 × woman."""

from embviz.sums.reading import parse_sum
from embviz.sums.terms import LARGEST_WEIGHT, Sum, SumProblem, Term, signed, written

__all__ = [
    "LARGEST_WEIGHT",
    "Sum",
    "SumProblem",
    "Term",
    "parse_sum",
    "signed",
    "written",
]
