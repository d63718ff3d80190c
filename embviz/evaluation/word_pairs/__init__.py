"""Pairs of words that people have judged, against what an embedding says of them."""

from embviz.evaluation.word_pairs.evaluate import Agreement, compare_pairs
from embviz.evaluation.word_pairs.read import Pair, read_pairs

__all__ = ["Agreement", "Pair", "compare_pairs", "read_pairs"]
