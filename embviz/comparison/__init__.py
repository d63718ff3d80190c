"""Two embeddings side by side, over the words that both have."""

from embviz.comparison.alignment import Alignment, align_embeddings
from embviz.comparison.analogies import BothAnswers, answers_in_both
from embviz.comparison.joint_map import CommonMap, common_map
from embviz.comparison.matrices import BothMatrices, matrices_of_both
from embviz.comparison.movers import Movers, find_movers
from embviz.comparison.overlap import (
    Overlap,
    chance_of_sharing,
    expected_jaccard,
    jaccard,
    neighbors_in_both,
)
from embviz.comparison.vocabulary import Shared, share

__all__ = [
    "Alignment",
    "BothAnswers",
    "BothMatrices",
    "CommonMap",
    "Movers",
    "Overlap",
    "Shared",
    "align_embeddings",
    "answers_in_both",
    "chance_of_sharing",
    "common_map",
    "expected_jaccard",
    "find_movers",
    "jaccard",
    "matrices_of_both",
    "neighbors_in_both",
    "share",
]
