"""Whole and common words."""

from embviz import EmbeddingMatrix
from embviz.embedding import common_words, whole_words
from embviz.embedding.whole_words import MAX_COMMON_WORDS

TOKENS = ["[PAD]", "a", "##ing", "the", ",", "2010", "b2b", "né", "[", "]", "[x", "##", "#hash"]


def words(tokenizer):
    E = EmbeddingMatrix(TOKENS, [[1.0]] * len(TOKENS), tokenizer=tokenizer)
    return [TOKENS[i] for i in whole_words(E)]


def test_whole_words_have_a_letter():
    assert words(None) == ["[PAD]", "a", "##ing", "the", "b2b", "né", "[x", "#hash"]


def test_whole_words_among_subwords():
    assert words(lambda text: []) == ["the", "b2b", "né", "[x", "#hash"]


def test_whole_words_are_in_order_of_token_id(glove, minilm):
    assert [glove.tokens[i] for i in whole_words(glove, 5)] == ["the", "of", "to", "and", "in"]
    assert [minilm.tokens[i] for i in whole_words(minilm, 4)] == ["the", "of", "and", "in"]
    ids = whole_words(minilm, 10_000)
    assert len(ids) == 10_000
    assert ids == sorted(ids)


def test_common_words_have_two_letters_or_more(glove):
    E = EmbeddingMatrix(TOKENS, [[1.0]] * len(TOKENS))
    assert [TOKENS[i] for i in common_words(E)] == ["the", "né"]
    assert len(common_words(glove)) == MAX_COMMON_WORDS


def test_small_vocabulary_has_fewer_words(tiny, tutorial):
    assert whole_words(tiny, 10) == [0, 1, 2, 3]
    assert whole_words(tiny, 0) == []
    assert whole_words(tutorial) == list(range(151))
