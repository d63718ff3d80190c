"""The embedding matrix, its vocabulary, and the search for words in it."""

from embviz.embedding.candidates import CandidateGroup, find_candidates, subwords
from embviz.embedding.encoding import Encoding, encode, max_mean_difference
from embviz.embedding.lookup import (
    Lookup,
    find_word,
    find_words,
    lookup,
    respelling_notes,
    select_words,
)
from embviz.embedding.matrix import MAX_ABS_VALUE, EmbeddingMatrix, Vectors
from embviz.embedding.parse_problem import ParseProblem
from embviz.embedding.read_only import make_read_only
from embviz.embedding.token_table import TokenTable
from embviz.embedding.whole_words import common_words, whole_words
from embviz.embedding.word_search import WordMatches, match_words, prefix_search, split_words

__all__ = [
    "MAX_ABS_VALUE",
    "CandidateGroup",
    "EmbeddingMatrix",
    "Encoding",
    "Lookup",
    "ParseProblem",
    "TokenTable",
    "Vectors",
    "WordMatches",
    "common_words",
    "encode",
    "find_candidates",
    "find_word",
    "find_words",
    "lookup",
    "make_read_only",
    "match_words",
    "max_mean_difference",
    "prefix_search",
    "respelling_notes",
    "select_words",
    "split_words",
    "subwords",
    "whole_words",
]
