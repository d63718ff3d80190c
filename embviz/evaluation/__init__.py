"""How good an embedding is: analogies, word pairs, geometry, associations, compression."""

from embviz.evaluation.analogies import (
    AnalogyReport,
    AnalogySection,
    Question,
    evaluate_analogies,
    read_questions,
)
from embviz.evaluation.compression import Lab, Recipe, Shrunk, compare_sizes
from embviz.evaluation.datasets import AssociationTest, association_tests
from embviz.evaluation.geometry import (
    Hubness,
    Lengths,
    RandomCosines,
    equal_rows,
    random_cosines,
    zero_rows,
)
from embviz.evaluation.rank_correlation import spearman
from embviz.evaluation.weat import Weat, weat
from embviz.evaluation.word_pairs import Agreement, Pair, compare_pairs, read_pairs

__all__ = [
    "Agreement",
    "AnalogyReport",
    "AnalogySection",
    "AssociationTest",
    "Hubness",
    "Lab",
    "Lengths",
    "Pair",
    "Question",
    "RandomCosines",
    "Recipe",
    "Shrunk",
    "Weat",
    "association_tests",
    "compare_pairs",
    "compare_sizes",
    "equal_rows",
    "evaluate_analogies",
    "random_cosines",
    "read_pairs",
    "read_questions",
    "spearman",
    "weat",
    "zero_rows",
]
