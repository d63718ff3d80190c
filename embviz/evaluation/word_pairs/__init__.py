"""Agreement of cosine similarities with human ratings of word pairs."""

from embviz.evaluation.word_pairs.evaluate import WordPairReport, evaluate_word_pairs
from embviz.evaluation.word_pairs.read import WordPair, read_pairs

__all__ = ["WordPair", "WordPairReport", "evaluate_word_pairs", "read_pairs"]
