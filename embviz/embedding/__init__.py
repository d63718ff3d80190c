"""A matrix with names, its vocabulary, and how words are found in it."""

from embviz.embedding.candidates import CandidateGroup, find_candidates, subwords
from embviz.embedding.encoding import Encoding, encode, max_mean_difference
from embviz.embedding.lookup import Lookup, find_word, find_words, lookup, select_words
from embviz.embedding.matrix import BLOCK_ROWS, MAX_ABS_VALUE, NORM_RTOL, EmbeddingMatrix, Vectors
from embviz.embedding.spelling import one_letter_variants
from embviz.embedding.token_table import TokenTable
from embviz.embedding.whole_words import whole_words
from embviz.embedding.word_search import REGEX_CHARS, match_words, prefix_search, split_words

__all__ = [
    "BLOCK_ROWS",
    "MAX_ABS_VALUE",
    "NORM_RTOL",
    "REGEX_CHARS",
    "CandidateGroup",
    "EmbeddingMatrix",
    "Encoding",
    "Lookup",
    "TokenTable",
    "Vectors",
    "encode",
    "find_candidates",
    "find_word",
    "find_words",
    "lookup",
    "match_words",
    "max_mean_difference",
    "one_letter_variants",
    "prefix_search",
    "select_words",
    "split_words",
    "subwords",
    "whole_words",
]
