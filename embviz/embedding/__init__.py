"""A matrix with names, its vocabulary, and how words are found in it."""

from embviz.embedding.candidates import Rung, ladder, subwords
from embviz.embedding.encoding import Encoding, encode, largest_difference
from embviz.embedding.lookup import Lookup, choose_rows, find_words, lookup, same_word
from embviz.embedding.matrix import BLOCK_ROWS, LARGEST_VALUE, SEEN, EmbeddingMatrix, Vectors
from embviz.embedding.spelling import one_letter_changed
from embviz.embedding.token_table import Packed
from embviz.embedding.whole_words import whole_words
from embviz.embedding.word_search import SPECIAL, beginning, matching, split_words

__all__ = [
    "BLOCK_ROWS",
    "LARGEST_VALUE",
    "SEEN",
    "SPECIAL",
    "EmbeddingMatrix",
    "Encoding",
    "Lookup",
    "Packed",
    "Rung",
    "Vectors",
    "beginning",
    "choose_rows",
    "encode",
    "find_words",
    "ladder",
    "largest_difference",
    "lookup",
    "matching",
    "one_letter_changed",
    "same_word",
    "split_words",
    "subwords",
    "whole_words",
]
