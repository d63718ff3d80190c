"""The shape of the cloud of rows: directions, lengths, hubs, and rows that are equal."""

from embviz.geometry.directions import RandomCosines, random_cosines
from embviz.geometry.equals import equal_rows, zero_rows
from embviz.geometry.hubs import Hubness, hubness, skewness
from embviz.geometry.lengths import Lengths, lengths

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
