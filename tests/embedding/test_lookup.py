"""From typed text to rows: nothing guessed silently, nothing dropped."""

from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, encode, lookup
from embviz.embedding import Lookup, find_words, select_words
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
    found = lookup(E, word)
    assert (found.token, found.token_id, found.step) == (token, E.token_id(token), step)
    assert found.suggestions == ()


def test_a_near_spelling_is_a_suggestion_and_never_an_answer():
    assert lookup(E, " knig ") == Lookup("knig", None, None, "spelling", ("king", "King"))


@pytest.mark.parametrize("word", ["", " ", "elephant", "x" * 10_000, "\ud800"])
def test_unknown(word):
    assert lookup(E, word) == Lookup(word.strip(), None, None, "unknown", ())


@given(embeddings(tokens=typed), typed)
def test_a_found_token_differs_in_case_or_unicode_form_only(E, word):
    found = lookup(E, word)
    assert (found.step == "exact") == (word in E or word.strip() in E)
    assert (found.token is None) == (found.step in ("spelling", "unknown"))
    assert bool(found.suggestions) == (found.step == "spelling")
    if found.token is not None:
        assert E.tokens[found.token_id] == found.token
        bare = [normalize("NFKC", text.strip()).casefold() for text in (found.token, word)]
        assert bare[0] == bare[1]


@given(embeddings(tokens=typed), typed)
def test_encode_never_drops_a_word(E, text):
    found = encode(E, text)
    assert len(found.lookups) == len(found.tokens) + len(found.unknown)
    assert "".join("".join(each.query for each in found.lookups).split()) == "".join(text.split())


@given(embeddings(tokens=typed), typed)
def test_encode_stacks_the_rows_of_its_tokens(E, text):
    found = encode(E, text)
    assert found.vectors.shape == (len(found.tokens), E.dim)
    assert tuple(E.tokens[i] for i in found.token_ids) == found.tokens
    for token, row in zip(found.tokens, found.vectors, strict=True):
        np.testing.assert_array_equal(row, E[token])


def test_encode_by_hand():
    found = encode(E, "The king, of café-au-lait don’t!")
    assert found.tokens == ("the", "king", ",")
    assert found.unknown == ("of", "café-au-lait", "don’t", "!")
    assert found.vectors.tolist() == [[0, 1], [2, 3], [20, 21]]
    assert [each.step for each in found.lookups[:3]] == ["case", "exact", "exact"]


def test_encoded_rows_cannot_be_written():
    with pytest.raises(ValueError, match="read-only"):
        encode(E, "king").vectors[0] = 9


@pytest.mark.parametrize("text", ["New York", "new york", "in New York now"])
def test_a_token_of_several_words_comes_before_its_words(text):
    assert encode(E, text).tokens == ("New York",)


@pytest.mark.parametrize("text", ["New York, really", "(New York)", "I saw New York."])
def test_a_sign_after_a_token_of_several_words_does_not_hide_it(text):
    assert "New York" in encode(E, text).tokens


def test_the_tokenizer_of_an_embedding_does_the_cutting():
    letters = EmbeddingMatrix(
        "ab", [[1], [2]], tokenizer=lambda text: [("ab".index(c), c) for c in text]
    )
    assert encode(letters, "abba").tokens == ("a", "b", "b", "a")
    assert encode(letters, "abba").vectors.tolist() == [[1], [2], [2], [1]]
    assert encode(letters, "").vectors.shape == (0, 1)


def test_the_subwords_of_minilm(minilm):
    found = encode(minilm, "Hello World")
    assert found.tokens == ("[CLS]", "hello", "world", "[SEP]")
    assert found.token_ids == (101, 7592, 2088, 102)
    assert found.vectors.shape == (4, 384)


def test_find_words_returns_each_token_once_in_order():
    found, missing = find_words(E, ["Paris", "KING", "knig", "paris", "elephant"])
    assert found == ["Paris", "king"]
    assert missing == ["knig", "elephant"]


def test_choose_rows_says_what_it_changed():
    chosen, missing = select_words(
        E, ["York", "king", "cow", "king"], ["city", "person", "animal", "other"], name="mine"
    )
    assert chosen.tokens == ("york", "king")
    assert chosen.vectors.tolist() == [[16, 17], [2, 3]]
    assert chosen.labels == {"group": ("city", "person")}
    assert chosen.notes == (
        "'York' has the row of 'york'.",
        "'king' is listed twice; the first place counts.",
    )
    assert (chosen.name, chosen.source) == ("mine", "2 of 4 listed words, with their rows in here")
    assert missing == ["cow"]


def test_choose_rows_without_any_known_word():
    chosen, missing = select_words(E, ["cow", "hen"], name="mine")
    assert chosen is None
    assert missing == ["cow", "hen"]


@given(embeddings(), st.data())
def test_choosing_all_rows_gives_them_back(E, data):
    assume(all(token == token.strip() for token in E.tokens))
    words = data.draw(st.permutations(E.tokens))
    chosen, missing = select_words(E, words, name="again")
    assert (chosen.tokens, chosen.notes, missing) == (tuple(words), (), [])


def test_the_mean_of_a_text_by_hand():
    E = EmbeddingMatrix(["dog", "bites", "man"], [[1, 2], [3, 4], [8, 0]])
    assert encode(E, "dog bites man").mean.tolist() == [4, 2]
    assert encode(E, "dog dog man").mean.tolist() == pytest.approx([10 / 3, 4 / 3])
    assert np.isnan(encode(E, "cow").mean).all()


@given(embeddings(min_size=2), st.data())
def test_order_does_not_change_the_mean(E, data):
    words = data.draw(st.lists(st.sampled_from(E.tokens), min_size=1, max_size=8))
    other = data.draw(st.permutations(words))
    first, second = encode(E, " ".join(words)).mean, encode(E, " ".join(other)).mean
    np.testing.assert_array_equal(first, second)  # To the last bit.
