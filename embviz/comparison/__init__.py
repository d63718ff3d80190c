"""Compare two embeddings on their shared words."""

from embviz.comparison.alignment import Alignment, align_embeddings
from embviz.comparison.analogies import AnswerComparison, compare_answers
from embviz.comparison.joint_map import JointMap, compute_joint_map
from embviz.comparison.matrices import MatrixComparison, compare_matrices
from embviz.comparison.movers import Movers, find_movers
from embviz.comparison.overlap import (
    NeighborOverlap,
    compare_neighborhoods,
    expected_jaccard,
    jaccard,
    overlap_probabilities,
)
from embviz.comparison.vocabulary import SharedVocabulary, intersect_vocabularies

__all__ = [
    "Alignment",
    "AnswerComparison",
    "JointMap",
    "MatrixComparison",
    "Movers",
    "NeighborOverlap",
    "SharedVocabulary",
    "align_embeddings",
    "compare_answers",
    "compare_matrices",
    "compare_neighborhoods",
    "compute_joint_map",
    "expected_jaccard",
    "find_movers",
    "intersect_vocabularies",
    "jaccard",
    "overlap_probabilities",
]
