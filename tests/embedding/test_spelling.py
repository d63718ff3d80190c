"""Near spellings, against the definition of the distance written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz.embedding import one_letter_variants
from embviz.embedding.spelling import MAX_WORD_CHARS, Speller

# Two of these share a bit, when words are told apart by their letters.
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
    most = 1 if len(typed) <= 3 else 2
    ranked = sorted((mistakes(typed, token.lower()), i) for i, token in enumerate(tokens))
    expected = [
        tokens[i] for far, i in ranked if far <= most and far < len(typed) and tokens[i].strip()
    ]
    assert Speller(tokens).suggest(word, k) == tuple(expected[:k])


@pytest.mark.parametrize(
    "typed",
    ["kin", "kings", "kinf", "knig", "KING", " king "],
    ids=["left out", "added", "changed", "swapped", "case", "blanks"],
)
def test_one_typing_mistake_is_forgiven(typed):
    assert Speller(["king"]).suggest(typed) == ("king",)


def test_fewest_mistakes_first_then_the_lowest_token_id():
    # One letter added and two swapped; one letter changed; two swapped.
    assert Speller(["kings", "sign", "king"]).suggest("kign") == ("sign", "king", "kings")


def test_short_words_allow_one_mistake():
    assert Speller(["cots", "cut"]).suggest("cat") == ("cut",)


def test_a_blank_token_is_no_spelling():
    assert Speller(["  ", "", "a b"]).suggest("a  b") == ("a b",)


@pytest.mark.parametrize("word", ["", "  ", "a" * (MAX_WORD_CHARS + 1)])
def test_nothing_is_near_to_nothing_or_to_a_page_of_text(word):
    assert Speller(["", "a", word.strip() + "b"]).suggest(word) == ()


def test_the_longest_word_still_counts():
    assert Speller(["a" * (MAX_WORD_CHARS + 2)]).suggest("a" * MAX_WORD_CHARS) != ()


def test_lone_surrogates_do_no_harm():
    assert Speller(["king", "queen"]).suggest("kin\ud800") == ("king",)


def test_one_letter_changed_by_hand():
    tokens = ["cot", "act", "cats", "cat", "at", "bat", "Cat", "cat ", "cut"]
    assert one_letter_variants("cat", tokens) == ("cot", "bat", "Cat", "cut")
    assert one_letter_variants("", tokens) == ()
    assert one_letter_variants("x" * 1000, ["x" * 999 + "y"]) == ()


@given(
    st.text("ab", min_size=1, max_size=4),
    st.lists(st.text("ab", max_size=4), max_size=12, unique=True),
)
def test_one_letter_changed_agrees_with_counting(word, tokens):
    counted = [
        token
        for token in tokens
        if len(token) == len(word) and sum(a != b for a, b in zip(token, word, strict=True)) == 1
    ]
    assert list(one_letter_variants(word, tokens)) == counted
