"""The shape of the cloud of rows: directions, lengths, hubs, and rows that are equal."""

from embviz.evaluation.geometry.duplicates import equal_rows, zero_rows
from embviz.evaluation.geometry.hubness import Hubness, hubness, skewness
from embviz.evaluation.geometry.isotropy import RandomCosines, random_cosines
from embviz.evaluation.geometry.norms import Lengths, lengths

__all__ = [
    "Hubness",
    "Lengths",
    "RandomCosines",
    "equal_rows",
    "hubness",
    "lengths",
    "random_cosines",
    "skewness",
    "zero_rows",
]
