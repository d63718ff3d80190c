"""Lookup of words and encoding of texts."""

from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, encode, lookup
from embviz.embedding import Lookup, find_words, respelling_notes, select_words
from tests.conftest import embeddings

E = EmbeddingMatrix(
    [
        "the",
        "king",
        "King",
        "Paris",
        "NATO",
        "café",
        "New York",
        "new",
        "york",
        " pad",
        ",",
        "ﬁancé",
        "nai\u0308f",
        "strasse",
    ],
    np.arange(28).reshape(14, 2),
    name="here",
)
pieces = st.sampled_from(["a", "A", "ß", "é", "e\u0301", "ﬁ", "-", "'", ".", " ", "\n", "\u200b"])
typed = st.lists(pieces, max_size=6).map("".join)


@pytest.mark.parametrize(
    ("word", "token", "step"),
    [
        ("king", "king", "exact"),
        ("King", "King", "exact"),
        ("  king\n", "king", "exact"),
        (" pad", " pad", "exact"),
        ("KING", "king", "case"),
        ("paris", "Paris", "case"),
        ("nato", "NATO", "case"),
        ("new YORK", "New York", "case"),
        ("Straße", "strasse", "case"),
        ("ﬁance\u0301", "ﬁancé", "unicode"),
        ("Naïf", "nai\u0308f", "unicode"),
        ("cafe\u0301", "café", "unicode"),
        ("CAFE\u0301", "café", "unicode"),
        ("ｋｉｎｇ", "king", "unicode"),
    ],
)
def test_steps(word, token, step):
    result = lookup(E, word)
    assert (result.token, result.token_id, result.step) == (token, E.token_id(token), step)
    assert result.suggestions == ()


def test_near_spelling_is_only_a_suggestion():
    assert lookup(E, " knig ") == Lookup("knig", None, None, "spelling", ("king", "King"))


@pytest.mark.parametrize("word", ["", " ", "elephant", "x" * 10_000, "\ud800"])
def test_unknown(word):
    assert lookup(E, word) == Lookup(word.strip(), None, None, "unknown", ())


@given(embeddings(tokens=typed), typed)
def test_token_differs_in_case_or_unicode_form_only(E, word):
    result = lookup(E, word)
    assert (result.step == "exact") == (word in E or word.strip() in E)
    assert (result.token is None) == (result.step in ("spelling", "unknown"))
    assert bool(result.suggestions) == (result.step == "spelling")
    if result.token is not None:
        assert E.tokens[result.token_id] == result.token
        folded = [normalize("NFKC", text.strip()).casefold() for text in (result.token, word)]
        assert folded[0] == folded[1]


@given(embeddings(tokens=typed), typed)
def test_encode_keeps_every_word(E, text):
    encoding = encode(E, text)
    assert len(encoding.lookups) == len(encoding.tokens) + len(encoding.unknown)
    pieces = "".join(result.query for result in encoding.lookups)
    assert "".join(pieces.split()) == "".join(text.split())


@given(embeddings(tokens=typed), typed)
def test_encode_stacks_the_rows_of_its_tokens(E, text):
    encoding = encode(E, text)
    assert encoding.vectors.shape == (len(encoding.tokens), E.dim)
    assert tuple(E.tokens[i] for i in encoding.token_ids) == encoding.tokens
    for token, row in zip(encoding.tokens, encoding.vectors, strict=True):
        np.testing.assert_array_equal(row, E[token])


def test_encode_by_hand():
    encoding = encode(E, "The king, of café-au-lait don’t!")
    assert encoding.tokens == ("the", "king", ",")
    assert encoding.unknown == ("of", "café-au-lait", "don’t", "!")
    assert encoding.vectors.tolist() == [[0, 1], [2, 3], [20, 21]]
    assert [result.step for result in encoding.lookups[:3]] == ["case", "exact", "exact"]


def test_encoded_rows_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        encode(E, "king").vectors[0] = 9


@pytest.mark.parametrize("text", ["New York", "new york", "in New York now"])
def test_a_token_of_several_words_comes_before_its_words(text):
    assert encode(E, text).tokens == ("New York",)


@pytest.mark.parametrize("text", ["New York, really", "(New York)", "I saw New York."])
def test_punctuation_after_a_token_of_several_words(text):
    assert "New York" in encode(E, text).tokens


def test_encode_uses_the_tokenizer_of_the_embedding():
    letters = EmbeddingMatrix(
        "ab", [[1], [2]], tokenizer=lambda text: [("ab".index(c), c) for c in text]
    )
    assert encode(letters, "abba").tokens == ("a", "b", "b", "a")
    assert encode(letters, "abba").vectors.tolist() == [[1], [2], [2], [1]]
    assert encode(letters, "").vectors.shape == (0, 1)


def test_subwords_of_minilm(minilm):
    encoding = encode(minilm, "Hello World")
    assert encoding.tokens == ("[CLS]", "hello", "world", "[SEP]")
    assert encoding.token_ids == (101, 7592, 2088, 102)
    assert encoding.vectors.shape == (4, 384)


def test_find_words_returns_each_token_once_in_order():
    tokens, missing = find_words(E, ["Paris", "KING", "knig", "paris", "elephant"])
    assert tokens == ["Paris", "king"]
    assert missing == ["knig", "elephant"]


def test_respelling_notes_name_each_respelled_word_once():
    words = ["paris", "king", "KING", "paris", "elephant"]
    assert respelling_notes(lookup(E, word) for word in words) == (
        "'paris' has the row of 'Paris'.",
        "'KING' has the row of 'king'.",
    )


def test_select_words_notes_changes():
    selection, missing = select_words(
        E, ["York", "king", "cow", "king"], ["city", "person", "animal", "other"], name="mine"
    )
    assert selection.tokens == ("york", "king")
    assert selection.vectors.tolist() == [[16, 17], [2, 3]]
    assert selection.labels == {"group": ("city", "person")}
    assert selection.notes == (
        "'York' has the row of 'york'.",
        "'king' is listed twice; the first place counts.",
    )
    assert selection.name == "mine"
    assert selection.source == "2 of 4 listed words, with their rows in here"
    assert missing == ["cow"]


def test_select_words_without_any_known_word():
    selection, missing = select_words(E, ["cow", "hen"], name="mine")
    assert selection is None
    assert missing == ["cow", "hen"]


@given(embeddings(), st.data())
def test_select_all_words(E, data):
    assume(all(token == token.strip() for token in E.tokens))
    words = data.draw(st.permutations(E.tokens))
    selection, missing = select_words(E, words, name="again")
    assert (selection.tokens, selection.notes, missing) == (tuple(words), (), [])


def test_mean_of_a_text_by_hand():
    E = EmbeddingMatrix(["dog", "bites", "man"], [[1, 2], [3, 4], [8, 0]])
    assert encode(E, "dog bites man").mean.tolist() == [4, 2]
    assert encode(E, "dog dog man").mean.tolist() == pytest.approx([10 / 3, 4 / 3])
    assert np.isnan(encode(E, "cow").mean).all()


@given(embeddings(min_size=2), st.data())
def test_order_does_not_change_the_mean(E, data):
    words = data.draw(st.lists(st.sampled_from(E.tokens), min_size=1, max_size=8))
    other = data.draw(st.permutations(words))
    first, second = encode(E, " ".join(words)).mean, encode(E, " ".join(other)).mean
    np.testing.assert_array_equal(first, second)  # The rows are equal to the last bit.
