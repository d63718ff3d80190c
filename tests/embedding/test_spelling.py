"""Near spellings, compared with a direct implementation of the distance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz.embedding.spelling import MAX_WORD_CHARS, Speller, one_letter_variants

# "!" and "a" share a bit in the sets of letters.
words = st.text("abAB! ", max_size=6)


def mistakes(a: str, b: str) -> int:
    """Return the optimal string alignment distance."""
    d = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            d[i, j] = min(
                d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d[len(a), len(b)]


@given(words, st.lists(words, unique=True, max_size=12), st.integers(1, 6))
def test_agrees_with_a_search_through_all_tokens(word, tokens, k):
    typed = word.strip().lower()
    max_mistakes = min(1 if len(typed) <= 3 else 2, len(typed) - 1)
    ranked = sorted((mistakes(typed, token.lower()), i) for i, token in enumerate(tokens))
    expected = [tokens[i] for n, i in ranked if n <= max_mistakes and tokens[i].strip()]
    assert Speller(tokens).suggest(word, k) == tuple(expected[:k])


@pytest.mark.parametrize(
    "typed",
    ["kin", "kings", "kinf", "knig", "KING", " king "],
    ids=["omitted", "added", "changed", "swapped", "case", "spaces"],
)
def test_one_typing_mistake(typed):
    assert Speller(["king"]).suggest(typed) == ("king",)


def test_fewest_mistakes_first_then_the_lowest_token_id():
    # Edits: one letter added and two swapped; one letter changed; two swapped.
    assert Speller(["kings", "sign", "king"]).suggest("kign") == ("sign", "king", "kings")


def test_short_words_allow_one_mistake():
    assert Speller(["cots", "cut"]).suggest("cat") == ("cut",)


def test_tokens_of_spaces_are_not_suggested():
    assert Speller(["  ", "", "a b"]).suggest("a  b") == ("a b",)


@pytest.mark.parametrize("word", ["", "  ", "a" * (MAX_WORD_CHARS + 1)])
def test_empty_and_long_texts_have_no_suggestions(word):
    assert Speller(["", "a", word.strip() + "b"]).suggest(word) == ()


def test_longest_word_has_suggestions():
    assert Speller(["a" * (MAX_WORD_CHARS + 2)]).suggest("a" * MAX_WORD_CHARS) != ()


def test_lone_surrogates_are_accepted():
    assert Speller(["king", "queen"]).suggest("kin\ud800") == ("king",)


def test_one_letter_variants_by_hand():
    tokens = ["cot", "act", "cats", "cat", "at", "bat", "Cat", "cat ", "cut"]
    assert one_letter_variants("cat", tokens) == ("cot", "bat", "Cat", "cut")
    assert one_letter_variants("", tokens) == ()
    assert one_letter_variants("x" * 1000, ["x" * 999 + "y"]) == ()


@given(
    st.text("ab", min_size=1, max_size=4),
    st.lists(st.text("ab", max_size=4), max_size=12, unique=True),
)
def test_one_letter_variants_agree_with_counting(word, tokens):
    expected = [
        token
        for token in tokens
        if len(token) == len(word) and sum(a != b for a, b in zip(token, word, strict=True)) == 1
    ]
    assert list(one_letter_variants(word, tokens)) == expected
