"""Pairs of words that people have judged, against what an embedding says of them."""

from embviz.word_pairs.comparing import Agreement, compare_pairs
from embviz.word_pairs.reading import Pair, read_pairs

__all__ = ["Agreement", "Pair", "compare_pairs", "read_pairs"]
