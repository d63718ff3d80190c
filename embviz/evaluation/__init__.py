"""Measure an embedding: analogies, word pairs, geometry, associations and compression."""

from embviz.evaluation.analogies import (
    AnalogyAccuracy,
    AnalogySection,
    Question,
    evaluate_analogies,
    read_questions,
)
from embviz.evaluation.compression import (
    CompressionResult,
    CompressionScheme,
    CompressionSweep,
    compression_schemes,
    sweep_compression,
)
from embviz.evaluation.datasets import (
    AssociationTest,
    load_analogy_questions,
    load_association_tests,
    load_word_pairs,
)
from embviz.evaluation.geometry import (
    Hubness,
    Isotropy,
    NormProfile,
    find_duplicates,
    find_zero_rows,
    hubness,
    isotropy,
    norm_profile,
)
from embviz.evaluation.rank_correlation import spearman
from embviz.evaluation.weat import WeatResult, weat
from embviz.evaluation.word_pairs import WordPair, WordPairReport, evaluate_word_pairs, read_pairs

__all__ = [
    "AnalogyAccuracy",
    "AnalogySection",
    "AssociationTest",
    "CompressionResult",
    "CompressionScheme",
    "CompressionSweep",
    "Hubness",
    "Isotropy",
    "NormProfile",
    "Question",
    "WeatResult",
    "WordPair",
    "WordPairReport",
    "compression_schemes",
    "evaluate_analogies",
    "evaluate_word_pairs",
    "find_duplicates",
    "find_zero_rows",
    "hubness",
    "isotropy",
    "load_analogy_questions",
    "load_association_tests",
    "load_word_pairs",
    "norm_profile",
    "read_pairs",
    "read_questions",
    "spearman",
    "sweep_compression",
    "weat",
]
